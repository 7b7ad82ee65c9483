"""Modules 5 to 8 of the REFORMS checklist: modelling, leakage, metrics and uncertainty, limits."""

from mer.core import paths
from mer.core.vocabulary import METHODS, PROTOCOLS, without_arm
from mer.reporting.reforms import Item, Study

_STATISTICS = "docs/statistics.md"


def modules(study: Study) -> dict[str, list[Item]]:
    """Return title of a module → its questions; as `mer.reporting.reforms_items`."""
    return {
        "5. Modelling": _modelling(study),
        "6. Leakage": _leakage(study),
        "7. Metrics and uncertainty": _metrics(study),
        "8. Limits": _limits(study),
    }


def _modelling(study: Study) -> list[Item]:
    profile = study.settings.current
    network, train = profile.network, profile.train
    epoch = {"last": "the last epoch", "best_val": "the epoch with the lowest validation loss"}
    methods = [
        f"{name} ({METHODS[name]})" if name in METHODS else name for name in study.settings.variants
    ]
    return [
        Item(
            "5a",
            "every model: inputs, type, loss",
            f"3D CNN, filters {'-'.join(map(str, network.filters))}, dense {network.dense}; input "
            f"{' and '.join(network.inputs)}; categorical cross-entropy, Adam at "
            f"{train.learning_rate:g}, batches of {train.batch_size}, at most {train.epochs} "
            f"epochs. Variants: {', '.join(methods)}",
            ("mer/models/cnn3d.py", f"{paths.FIGURES}/figure4.png", str(paths.PARAMS)),
        ),
        Item("5b", "why these models", ""),
        Item(
            "5c",
            "how it was evaluated, with sizes",
            "; ".join(_evaluated(study, name) for name in study.protocols),
            (str(paths.TABLE_PAGES), "tests/mer/planning/test_splitters.py"),
        ),
        Item(
            "5d",
            "how the reported model was selected",
            f"nothing is selected by test results: all variants are reported, each with the "
            f"weights of {epoch[train.select]}. The headline is what `variant` and `protocol` "
            "name; why these is for a person",
            (str(paths.PARAMS), "tests/mer/learning/test_training.py"),
        ),
        Item(
            "5e",
            "how hyperparameters were tuned",
            f"the tables are not tuned. Beside them, batch sizes "
            f"{', '.join(map(str, profile.tune.batch_size))} and epochs "
            f"{', '.join(map(str, profile.tune.epochs))} are chosen by validation subjects",
            (str(paths.TUNING_PAGE), "tests/mer/evaluation/test_tuning.py"),
        ),
        Item(
            "5f",
            "whether baselines are fair",
            "guessing (majority, stratified random) on the same test samples; the variants on the "
            "same folds and first weights. Printed numbers of others are quoted, not run again",
            (str(paths.TABLE_PAGES), "tests/mer/evaluation/test_chance.py"),
        ),
    ]


def _evaluated(study: Study, protocol: str) -> str:
    found = study.results(protocol)
    if not found:
        return f"{protocol}: not run"
    clips = sorted({one.clips for one in found})
    subjects = sorted({one.subjects for one in found if one.subjects})
    folds = sorted({one.folds for one in found})
    return (
        f"{protocol}: {_span(folds)} folds, {_span(clips)} test clips, {_span(subjects)} subjects "
        "in a data set"
    )


def _span(values: list[int]) -> str:
    if not values:
        return "unknown"
    return str(values[0]) if values[0] == values[-1] else f"{values[0]} to {values[-1]}"


def _leakage(study: Study) -> list[Item]:
    knows: dict[str, list[str]] = {"mixed": [], "clip": [], "twin": [], "subject": []}
    for protocol in study.protocols:
        one = study.separation(protocol)
        for name, protocols in knows.items():
            if one and getattr(one, name):
                protocols.append(protocol)
    apart = [name for name in study.protocols if not any(name in found for found in knows.values())]
    test = "tests/mer/evaluation/test_separation.py"
    return [
        Item(
            "6a",
            "whether preprocessing saw the test part",
            f"SMOTE mixed test clips into training samples: {_where(knows['mixed'])}. Copies are "
            "made of one clip each; pixels are scaled by constants",
            (test, "tests/mer/planning/test_plans.py", str(paths.LEAKAGE_PAGE)),
        ),
        Item(
            "6b",
            "dependence and duplicates between the parts",
            f"the tested clip trains: {_where(knows['clip'])}; one of equal pixels under another "
            f"name trains: {_where(knows['twin'])}; other clips of the tested subject train: "
            f"{_where(knows['subject'])}; nothing of these: {_where(apart)}",
            (test, str(paths.LEAKAGE_PAGE), "tests/mer/planning/test_splitters.py"),
        ),
        Item(
            "6c",
            "whether every input is legitimate",
            "",
        ),
    ]


def _where(protocols: list[str]) -> str:
    known = [name for name in PROTOCOLS if name in {without_arm(one) for one in protocols}]
    return f"under {', '.join(known)}" if known else "under no protocol"


def _metrics(study: Study) -> list[Item]:
    evaluate = study.settings.evaluate
    compared = [
        (protocol, one)
        for dataset in study.comparisons.datasets.values()
        for protocol, one in dataset.protocols.items()
        if one
    ]
    few = sum(one.smallest_p >= one.level for _, one in compared)
    without = sum(one.intervals is None for name in study.protocols for one in study.results(name))
    return [
        Item(
            "7a",
            "metrics, and why these",
            "accuracy, weighted F1, macro F1 (UF1), UAR, precision and recall per class, pooled "
            "over folds; no model is selected by one of them. Why these is for a person",
            (str(paths.METRICS / "cells"), _STATISTICS, "tests/mer/evaluation/test_metrics.py"),
        ),
        Item(
            "7b",
            "uncertainty, and how it was computed",
            f"{100 * evaluate.confidence:g} % intervals from a bootstrap over subjects "
            f"({evaluate.bootstrap} resamples), Student's t on the log odds; cells without one: "
            f"{without}. Seeds {', '.join(map(str, study.settings.current.seeds))}: "
            + (
                "what another one would change is in no interval"
                if len(study.settings.current.seeds) == 1
                else "the tables give the lowest and the highest accuracy"
            ),
            (_STATISTICS, "tests/mer/evaluation/test_intervals.py", "benchmarks/coverage.py"),
        ),
        Item(
            "7c",
            "tests, and whether their assumptions hold",
            f"permutation of signs over subjects, Holm's correction within a table and protocol; "
            f"{few} of {len(compared)} comparisons have too few subjects to show any difference. "
            "McNemar's test beside it takes clips of a subject for independent, which they are not",
            (str(paths.COMPARISONS), _STATISTICS, "tests/mer/evaluation/test_comparison.py"),
        ),
    ]


def _limits(study: Study) -> list[Item]:
    return [
        Item(
            "8a",
            "evidence beyond these data",
            "none: every fold trains and tests on one data set "
            f"({', '.join(study.titles.values())})",
            (str(paths.PIPELINE),),
        ),
        Item("8b", "where the findings do not hold", ""),
    ]
