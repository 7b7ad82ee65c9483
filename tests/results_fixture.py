"""Results with the numbers that a test is about; all others are made up."""

import numpy as np
import yaml

from mer.core import params
from mer.core.vocabulary import CLASSES, METHODS
from mer.evaluation.protocols import evaluate
from mer.evaluation.results import (
    CellResult,
    ClipCounts,
    ControlResult,
    FoldMeans,
    ProtocolResult,
    Reproduced,
    Training,
)
from mer.reporting.tables import Table
from tests.predictions_fixture import ROOT, predictions

EVALUATE = params.Evaluate(confidence=0.95, bootstrap=200, seed=0)


def result(accuracy=0.5, confusion=((1, 0, 0), (0, 1, 0), (0, 0, 1)), **changes) -> ProtocolResult:
    """Make the metrics of one protocol."""
    by_class = dict.fromkeys(CLASSES, 0.5)
    samples = int(np.sum(confusion))
    made = {
        **dict.fromkeys(("accuracy", "weighted_f1", "macro_f1", "micro_f1", "uar"), accuracy),
        **dict.fromkeys(("precision", "recall", "f1"), by_class),
        "absent_classes": [],
        "intervals": None,
        "mean_over_folds": FoldMeans(accuracy=accuracy, macro_f1=accuracy),
        "confusion": np.array(confusion).tolist(),
        "samples": samples,
        "clips": samples,
        "subjects": 1,
        "folds": 1,
        "seeds": [0],
        "per_seed": [],
    }
    return ProtocolResult(**made | changes)


def of_confusion(confusion, clips=None) -> ProtocolResult:
    """Make metrics with the accuracy of a confusion table; `clips` where samples are not clips."""
    counts = np.array(confusion)
    return result(
        float(np.trace(counts) / counts.sum()), confusion, clips=clips or int(counts.sum())
    )


def cell(dataset="smic", variant="ST", data="STAND-IN", **protocols: ProtocolResult) -> CellResult:
    """Make a cell's file in metrics/cells/."""
    return CellResult(
        data=data,
        dataset=dataset,
        variant=variant,
        classes=list(CLASSES),
        confidence=0.95,
        protocols=protocols,
    )


def evaluated(*protocols: str, data="STAND-IN", **shape) -> CellResult:
    """Evaluate predictions of an invented model."""
    found = {
        name: evaluate(predictions(protocols=[name], **shape), np.random.default_rng(0), 50)
        for name in protocols
    }
    return cell(data=data, **found)


def control(
    dataset="smic", variant="ST", seed=0, budget=None, reached=0.9, **protocols: ProtocolResult
) -> ControlResult:
    """Make a cell's file in controls/; the answers are those of two subjects, half and half."""
    return ControlResult(
        data="STAND-IN",
        labels="true" if seed is None else "shuffled between clips",
        dataset=dataset,
        variant=variant,
        null_seed=seed,
        budget=budget,
        settings="0" * 16,
        clips="1" * 16,
        copies="2" * 16,
        confidence=0.95,
        protocols=protocols,
        training={
            name: Training(
                clips=30, samples=120, epochs=20, steps=160, accuracy=reached, fitted=None
            )
            for name in protocols
        },
        subjects={name: halves(one.confusion) for name, one in protocols.items()},
    )


def halves(confusion) -> dict[str, tuple[int, int]]:
    """Deal the right answers and the samples of a confusion table out to two subjects."""
    right, samples = int(np.trace(confusion)), int(np.sum(confusion))
    first = (right // 2, samples // 2)
    return {"s1": first, "s2": (right - first[0], samples - first[1])}


def reproduced(accuracy_percent: float, samples: int, seeds=(0,)) -> Reproduced:
    """Make a variant under one protocol, as in metrics/tables.json."""
    return Reproduced(
        accuracy_percent=accuracy_percent,
        accuracy_percent_interval=None,
        weighted_f1=0.5,
        weighted_f1_interval=None,
        macro_f1=0.5,
        macro_f1_interval=None,
        uar=0.5,
        uar_interval=None,
        macro_precision=0.5,
        one_class=None,
        clips=samples,
        samples=samples,
        subjects=1,
        folds=1,
        seeds=list(seeds),
    )


def counts(dataset="smic", data="STAND-IN", **changes) -> ClipCounts:
    """Make the clip counts of a data set: 9 clips labelled, 6 used, 3 without a class."""
    steps = {"labelled": 9, "mapped": 6, "with_frames": 6, "with_face": 6, "used": 6}
    made = {
        "data": data,
        "dataset": dataset,
        "folders_without_label": 0,
        "clips": steps,
        "subjects": dict.fromkeys(steps, 3),
        "classes": {
            name: dict.fromkeys(("mapped", "with_frames", "with_face", "used"), 2)
            for name in CLASSES
        },
        "dropped": {"extract": {"no class": 3}, "mask": {}},
        "digest": "1" * 16,
    }
    return ClipCounts(**made | changes)


def settings(**changes) -> params.Params:
    """Check the project's params.yaml with `changes` of top-level keys."""
    content = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    return params.check(content | changes)


def table(source="standin", printed=(), chosen=True, dataset="casme_sq", **cells) -> Table:
    """Make a table of the article's variants, `None` for those that are not among `cells`."""
    titles = {"casme_sq": "CAS(ME)²"}
    settled = settings(source=source)
    # past the check, as the article lacks some of these and params.yaml has no labels of them
    settled = settled.model_copy(update={"datasets": [dataset] if chosen else ["smic"]})
    return Table(
        dataset=dataset,
        title=titles.get(dataset, dataset),
        printed=printed,
        cells={name: cells.get(name) for name in METHODS},
        settings=settled,
    )


def grid_rows(text: str) -> list[list[str]]:
    """Take the lines of Markdown grids apart into cells, without the lines below headers."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [
        [part.strip() for part in line.strip("|").split("|")]
        for line in lines
        if not set(line) <= set("|:-")
    ]
