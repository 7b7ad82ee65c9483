"""Training: leave one subject out against the usual script, one step, the rest of a fold."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import keras
import numpy as np
import pytest
from keras.src.trainers.data_adapters.py_dataset_adapter import OrderedEnqueuer

from benchmarks import project
from mer.core import files, params, paths
from mer.learning import folds, training
from mer.learning.batches import Pixels
from mer.learning.step import TrainableNetwork
from mer.models import cnn3d
from mer.models.keras_compat import tf

SUBJECTS, EACH = 24, 6  # about CASME II's
PROFILE = params.load(project.PROJECT / "params.yaml").profiles["demo"]
SHAPE = (PROFILE.clip.frames, PROFILE.clip.size, PROFILE.clip.size)


def demo_loso(content: dict) -> None:
    """Choose the demo profile and nothing but leave one subject out."""
    content |= {
        "profile": "demo",
        "source": "standin",
        "variant": "ST",
        "variants": ["ST"],
        "keep": "ST",
    }
    content["profiles"]["demo"]["protocols"] = ["loso"]
    content["protocol"] = "loso"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Make a project of 24 subjects, ready for `train`."""
    folder = tmp_path_factory.mktemp("loso")
    project.make(folder, demo_loso)
    project.write_clips(folder, "smic", SUBJECTS, EACH, SHAPE)
    for stage in ("split", "augment", "balance"):
        project.run(folder, f"stages.{stage}", "smic")
    return folder


@pytest.fixture(scope="module")
def loso(folder) -> list[folds.Fold]:
    """Return its folds."""
    cell = paths.Cell("smic", "ST")
    with contextlib.chdir(folder):
        return list(folds.cut(files.read_table(cell.plan, folds.PLAN_TEXT), cell, PROFILE))


@pytest.mark.benchmark(group="leave one subject out, 24 folds, from the command to the predictions")
@pytest.mark.parametrize("way", ["stage train", "plain Keras script"])
def test_loso(benchmark, folder, way):
    """Every fold, start of Python and Keras included; both may use all cores."""
    command = (
        ["stages.train", "ST", "smic"]
        if way == "stage train"
        else ["benchmarks.plain_keras", "smic-ST"]
    )
    benchmark.pedantic(
        project.run,
        args=(folder, *command),
        setup=lambda: shutil.rmtree(folder / ".folds", ignore_errors=True),
        rounds=2,
    )


def our_step(clips: np.ndarray, classes: np.ndarray, weights: np.ndarray) -> Callable[[], object]:
    """Take one step of `train` and wait for its loss."""
    training._prepare()
    step = TrainableNetwork(SHAPE, PROFILE.network, PROFILE.train)
    step.reset(np.random.default_rng(0))
    return lambda: float(step.train(clips, classes, weights)[0])


def keras_step(clips: np.ndarray, classes: np.ndarray, weights: np.ndarray) -> Callable[[], object]:
    """Take one step of Keras."""
    training._prepare()
    model = cnn3d.build(SHAPE, PROFILE.network)
    model.compile(keras.optimizers.Adam(), "categorical_crossentropy", metrics=["accuracy"])
    return lambda: model.train_on_batch(clips, classes, weights)


@pytest.mark.benchmark(group="one training step on one thread, 16 clips of the demo's size")
@pytest.mark.parametrize("make", [our_step, keras_step], ids=["ours", "Keras train_on_batch"])
def test_step(benchmark, make):
    """One batch that is there already."""
    rng = np.random.default_rng(0)
    size = PROFILE.train.batch_size
    clips = rng.random((size, *SHAPE, 1), dtype=np.float32)
    step = make(clips, np.eye(3, dtype=np.float32)[np.arange(size) % 3], np.ones(size, np.float32))
    step()  # traces
    benchmark.pedantic(step, rounds=40, warmup_rounds=3)


@pytest.mark.benchmark(group="what a fold costs beside its steps")
def test_fold_overhead(benchmark, loso, record_property):
    """Subtract from a fold the time of its steps and predictions, on the very same batches."""
    fold = loso[0]
    training.train(fold)  # traces
    seconds = (
        benchmark.pedantic(training.train, args=(fold,), rounds=5) and benchmark.stats.stats.median
    )
    arithmetic = np.median([bare(fold) for _ in range(5)])
    record_property(
        "seconds of a fold beside its arithmetic", f"{seconds - arithmetic:.3f} of {seconds:.3f}"
    )


def bare(fold: folds.Fold) -> float:
    """Time the steps and predictions of a fold alone, on batches that are there already."""
    step = TrainableNetwork(SHAPE, fold.network, fold.train)
    step.reset(np.random.default_rng(0))
    pixels = Pixels(
        training._samples(fold.clips), training._samples(fold.copies), fold.network.input
    )
    size = fold.train.batch_size
    batches = {
        role: [
            training._clips(part, rows, pixels)
            for rows in training._batches(np.arange(len(part)), size)
        ]
        for role, part in fold.parts.items()
    }  # fmt: skip
    step.train(batches["train"][0], *targets(len(batches["train"][0])))
    step.predict(batches["test"][0])
    start = time.perf_counter()
    for _ in range(fold.train.epochs):
        losses = [step.train(clips, *targets(len(clips))) for clips in batches["train"]]
        float(losses[-1][0])
        for clips in batches["val"]:
            step.predict(clips)
    for clips in batches["test"]:
        step.predict(clips)
    return time.perf_counter() - start


def targets(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return classes and weights of a batch."""
    return np.eye(3, dtype=np.float32)[np.arange(count) % 3], np.ones(count, np.float32)


def by_hand(x: np.ndarray, orders: list[np.ndarray]) -> Iterator[np.ndarray]:
    """Make batches as `train` does."""
    pixels = Pixels(x, x[:0], "gray")
    return (pixels.batch(rows, rows, np.zeros(len(rows), np.float32)) for rows in orders)


class Dataset(keras.utils.PyDataset):
    """The samples as Keras would have them."""

    def __init__(self, x: np.ndarray, orders: list[np.ndarray]):
        """Make batches `orders` of `x`, in two threads."""
        super().__init__(workers=2, max_queue_size=4)
        self._pixels, self._orders = Pixels(x, x[:0], "gray"), orders

    def __len__(self) -> int:
        """Count the batches."""
        return len(self._orders)

    def __getitem__(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Make a batch."""
        rows = self._orders[number]
        return self._pixels.batch(rows, rows, np.zeros(len(rows), np.float32)), np.zeros(len(rows))


def by_py_dataset(x: np.ndarray, orders: list[np.ndarray]) -> Iterator[np.ndarray]:
    """Let Keras make them ahead in threads, as `Model.fit` has it done."""
    queue = OrderedEnqueuer(Dataset(x, orders), workers=2, max_queue_size=4)
    queue.start()
    batches = queue.get()
    yield from (next(batches)[0] for _ in orders)
    queue.stop()


def by_tf_data(x: np.ndarray, orders: list[np.ndarray]) -> Iterator[np.ndarray]:
    """Let tf.data gather, convert and prefetch."""
    clips = tf.constant(x)
    data = tf.data.Dataset.from_generator(
        lambda: orders, output_signature=tf.TensorSpec((None,), tf.int64)
    )
    data = data.map(lambda rows: tf.cast(tf.gather(clips, rows), tf.float32)[..., None] / 255)
    return iter(data.prefetch(2))


@pytest.mark.benchmark(group="an epoch's batches of 275 clips x 4, 16x64x64, uint8 to float32")
@pytest.mark.parametrize("way", [by_hand, by_py_dataset, by_tf_data])
def test_data_path(benchmark, way):
    """From the samples in memory to float32 batches."""
    x = np.random.default_rng(0).integers(0, 256, (1100, 16, 64, 64), dtype=np.uint8)
    order = np.random.default_rng(1).permutation(len(x))
    orders = [order[start : start + 16] for start in range(0, len(x), 16)]
    benchmark.pedantic(
        lambda: sum(len(batch) for batch in way(x, orders)), rounds=3, warmup_rounds=1
    )
