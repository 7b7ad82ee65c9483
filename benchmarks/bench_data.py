"""Augmentation and SMOTE against the way they are usually written."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE

from benchmarks import project
from mer.core import params
from mer.planning import augmentation
from mer.planning.imgaug_compat import augmenters
from mer.planning.smote import oversample, squared_distances

RECIPE = params.load(project.PROJECT / "params.yaml").recipe("DA").augment


def clips(count: int, size: int) -> np.ndarray:
    """Return clips of noise, (count, 16, size, size) uint8."""
    return np.random.default_rng(0).integers(0, 256, (count, 16, size, size), dtype=np.uint8)


def drawn_once(x: np.ndarray) -> list:
    """Augment a clip with one draw for all its frames, as the stage `augment` does."""
    return augmentation.copies(RECIPE, "smic", ("s01/c01", x))


def frame_by_frame(x: np.ndarray) -> list:
    """Augment one image after the other, each with a draw of its own, as scripts for images do."""
    augmenter = augmenters.Sequential(
        [
            augmenters.Affine(rotate=(-RECIPE.rotate, RECIPE.rotate)),
            augmenters.Crop(percent=(0, RECIPE.crop)),
            augmenters.LinearContrast((1 - RECIPE.contrast, 1 + RECIPE.contrast)),
        ]
    )
    return [[augmenter(image=frame[..., None]) for frame in x] for _ in range(RECIPE.copies)]


@pytest.mark.benchmark(group="augmentation, 3 copies of a clip of 16x128x128")
@pytest.mark.parametrize("way", [drawn_once, frame_by_frame])
def test_augmentation(benchmark, way):
    """One clip, three copies."""
    (x,) = clips(1, 128)
    benchmark.pedantic(way, args=(x,), rounds=10, warmup_rounds=1)


def on_distances(x: np.ndarray, labels: np.ndarray) -> int:
    """Draw between which clips, as the stage `balance` does; pixels are mixed in the batch."""
    base, _, _ = oversample(squared_distances(x), labels, 5, np.random.default_rng(0))
    return len(base)


def on_pixels(x: np.ndarray, labels: np.ndarray) -> int:
    """Hand imbalanced-learn the flattened pixels."""
    flat = x.reshape(len(x), -1).astype(np.float32)
    return len(SMOTE(random_state=0).fit_resample(flat, labels)[0]) - len(x)


@pytest.mark.benchmark(
    group="SMOTE, 145 clips of 16x64x64 in classes of 88, 32 and 25, as CASME II's"
)
@pytest.mark.parametrize("way", [on_distances, on_pixels])
def test_smote(benchmark, way):
    """Both make 88 of each class."""
    labels = np.repeat([0, 1, 2], [88, 32, 25])
    made = benchmark.pedantic(way, args=(clips(145, 64), labels), rounds=3, warmup_rounds=1)
    assert made == 3 * 88 - 145
