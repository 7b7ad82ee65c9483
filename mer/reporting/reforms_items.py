"""Modules 1 to 4 of the REFORMS checklist: goals, reproducibility, data, preprocessing.

Source: S. Kapoor et al., "REFORMS: consensus-based recommendations for machine-learning-based
science", Science Advances 10 (2024), eadk3452. The questions are in our words.
"""

from collections import Counter

from mer.core import paths
from mer.core.vocabulary import CLASSES
from mer.evaluation.results import ClipCounts
from mer.reporting.reforms import Item, Study, listed

_DATA = "docs/data.md"


def modules(study: Study) -> dict[str, list[Item]]:
    """Return title of a module → its questions, in the order of the checklist.

    The answers are those that plans, settings and results give; all others are empty.
    """
    return {
        "1. Goals": _goals(),
        "2. Reproducibility": _reproducibility(study),
        "3. Data": _data(study),
        "4. Preprocessing": _preprocessing(study),
    }


def _goals() -> list[Item]:
    return [
        Item("1a", "population of the claim", ""),
        Item("1b", "why this population", ""),
        Item("1c", "why machine learning", ""),
    ]


def _reproducibility(study: Study) -> list[Item]:
    digests = {
        study.titles[name]: one.digest
        for name, one in study.ledger.datasets.items()
        if name in study.titles
    }
    return [
        Item(
            "2a",
            "which data, with a link",
            f"{study.data} clips; digest of the pixels: {listed(digests)}. Links to the data sets "
            "are on the page of the data",
            (str(paths.LEDGER), _DATA),
        ),
        Item(
            "2b",
            "which code",
            "commit, and inputs that differ from it, in the file",
            (str(paths.ENVIRONMENT),),
        ),
        Item(
            "2c",
            "on what machine",
            "processor, memory, GPUs, versions and seconds per stage in the file",
            (str(paths.ENVIRONMENT), "requirements.lock"),
        ),
        Item("2d", "a README with instructions", "yes", ("README.md",)),
        Item(
            "2e",
            "one command for all results",
            f"make tables SOURCE={study.settings.source} PROFILE={study.settings.profile}",
            ("Makefile", str(paths.PIPELINE), "tests/test_pipeline.py"),
        ),
    ]


def _counts(study: Study) -> dict[str, ClipCounts]:
    return {
        study.titles[name]: one
        for name, one in study.ledger.datasets.items()
        if name in study.titles
    }


def _data(study: Study) -> list[Item]:
    counts = _counts(study)
    ledger = (str(paths.LEDGER_PAGE), str(paths.LEDGER))
    classes = {
        name: " + ".join(f"{one.classes[label]['used']} {label}" for label in CLASSES)
        for name, one in counts.items()
    }
    sizes = {
        name: f"{one.clips['used']} of {one.subjects['used']} subjects"
        for name, one in counts.items()
    }
    missing = {name: _missing(one) for name, one in counts.items()}
    return [
        Item("3a", "sources, time, who annotated and how", ""),
        Item("3b", "what the sample was drawn from", ""),
        Item("3c", "why these data fit the task", ""),
        Item(
            "3d",
            "the outcome and its distribution",
            f"one of {', '.join(CLASSES)}: {'; '.join(f'{k} {v}' for k, v in classes.items())}",
            (*ledger, str(paths.PARAMS)),
        ),
        Item("3e", "number of samples", f"clips: {listed(sizes)}", ledger),
        Item(
            "3f",
            "what is missing, by class",
            "labelled clips of the three classes without usable frames or face: "
            + "; ".join(f"{name} {said}" for name, said in missing.items()),
            ledger,
        ),
        Item("3g", "why the sample represents the population", ""),
    ]


def _missing(one: ClipCounts) -> str:
    shares = []
    for label, steps in one.classes.items():
        lost = steps["mapped"] - steps["used"]
        shares.append(f"{label} {100 * lost / max(1, steps['mapped']):.0f} %")
    return ", ".join(shares)


def _preprocessing(study: Study) -> list[Item]:
    counts, settings = _counts(study), study.settings
    dropped = sum(
        (Counter(kinds) for one in counts.values() for kinds in one.dropped.values()), Counter()
    )
    odd = {kind: number for kind, number in sorted(dropped.items()) if kind != "no class"}
    clip, mask = settings.current.clip, settings.mask
    made = [
        f"{name}: {recipe.augment.copies} copies, balancing {recipe.balance.method}"
        for name in settings.variants
        for recipe in [settings.recipe(name)]
    ]
    return [
        Item(
            "4a",
            "who was left out, and why",
            f"{dropped['no class']} labelled clips of no class of the rule in params.yaml; others: "
            f"{listed(odd) or 'none'}",
            (str(paths.LEDGER_PAGE), "mer/datasets/errata.csv"),
        ),
        Item(
            "4b",
            "what is done about corrupt samples",
            "a clip with a frame that cannot be read is dropped, with the reason",
            (str(paths.LEDGER_PAGE), "tests/test_faults.py"),
        ),
        Item(
            "4c",
            "every step from raw data to input",
            f"each clip alone: {clip.frames} frames ({clip.sampling}), region {mask.region}, face "
            f"crop, {clip.size} x {clip.size} pixels, gray. From several clips: SMOTE and class "
            f"weights, inside the training part except under the protocols of module 6 that say "
            f"otherwise. {'; '.join(made)}",
            ("docs/formats.md", f"{paths.FIGURES}/figure1.png", str(paths.PARAMS)),
        ),
    ]
