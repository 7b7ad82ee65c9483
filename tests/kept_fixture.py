"""A card of a kept model whose network fits the clips of `arrays` (tests/conftest.py)."""

from mer.core import params
from mer.core.vocabulary import CLASSES
from mer.evaluation.results.kept import Kept, Quantiles, Worth

SPREAD = Quantiles(least=1, low=2, median=3, high=4, most=5)


def card(settings: params.Params, weights=(), **changes) -> Kept:
    """Make a card for these settings and weights."""
    profile = settings.current
    made = {
        "data": "STAND-IN",
        "dataset": "smic",
        "title": "SMIC",
        "source": "standin",
        "variant": "DACWB",
        "classes": list(CLASSES),
        "network": profile.network,
        "train": profile.train,
        "mask": settings.mask,
        "clip": profile.clip,
        "labels": "paper",
        "clips": {"negative": 12, "positive": 8, "surprise": 4},
        "subjects": 4,
        "samples": 96,
        "epochs": 2,
        "frames_per_second": 100,
        "face_pixels": SPREAD,
        "frames": SPREAD,
        "seconds": SPREAD,
        "confidence": 0.95,
        "worth": {
            "loso": Worth(
                accuracy=0.5,
                uf1=0.4,
                uar=0.3,
                accuracy_interval=(0.25, 0.75),
                uf1_interval=(0.2, 0.6),
                uar_interval=(0.1, 0.5),
                clips=24,
                subjects=4,
            )
        },
        "versions": {"keras": "3"},
        "shapes": [list(one.shape) for one in weights],
    }
    return Kept(**made | changes)
