"""The foot of a table: what its columns and rows mean, how they were made, and what is missing."""

from mer.core.vocabulary import in_order, without_arm
from mer.evaluation.ledger import sentence
from mer.reporting import environment, one_class
from mer.reporting.tables import Table

_PROTOCOLS = {
    "leaky": "copies and mixtures are made first, then all samples are split at random: a test "
    "clip's copies train",
    "windows": "each clip is sampled several times, shifted in time; these samples and all copies "
    "are split at random",
    "holdout": "clips are split at random, then only the training part is augmented and balanced; "
    "subjects overlap",
    "kfold": "clips are dealt out to folds and each is tested once, otherwise as holdout",
    "loso": "one subject is left out at a time, predictions are pooled over subjects: the field's "
    "standard",
}


def notes(table: Table) -> list[str]:
    """Write the sentences of the foot."""
    protocols = in_order({without_arm(name) for name in table.protocols} & set(_PROTOCOLS))
    return [
        _seeds(table),
        _training(table),
        *(f"{name}: {_PROTOCOLS[name]}{_exception(table, name)}." for name in protocols),
        *_metrics(table),
        *_chance(table),
        *_collapsed(table),
        *table.differences,
        "Samples: the test samples, where they are not the test clips themselves (copies and "
        "mixtures, random splits that share clips, several seeds).",
        *([sentence(table.counts)] if table.counts else []),
        *_missing(table),
        *([environment.FOOT] if table.found else []),
    ]


def _seeds(table: Table) -> str:
    seeds = table.seeds
    said = f"Profile {table.settings.profile}; seeds {', '.join(map(str, seeds)) or 'none'}"
    if len(seeds) > 1:
        return (
            f"{said}; metrics are means over the seeds, `by seed` their lowest and highest "
            "accuracy; test clips and samples are counted over all of them."
        )
    alone = ". How far another seed would move the numbers is in no interval and no test below."
    return said + (alone if seeds else ".")


def _training(table: Table) -> str:
    """Write what the networks saw and how long they were trained."""
    network, train = table.settings.current.network, table.settings.current.train
    also = "".join(f"; in the rows `+{name}` {name}" for name in network.also)
    said = [
        f"Trained on the input {network.input}{also}, in batches of {train.batch_size}, "
        f"{'at most ' if train.fitted else ''}{train.epochs} epochs, "
        + (
            "all variants with the optimiser's steps that these take with "
            f"{train.samples_per_clip} samples per clip"
            if train.budget == "steps"
            else "in each of which a variant with more samples takes more of the optimiser's steps"
        )
    ]
    if train.fitted:
        said.append(
            f"each fold until {100 * train.fitted:g} % of its training samples are right (with "
            "dropout, as trained)"
        )
    return f"{'; '.join(said)}."


def _exception(table: Table, protocol: str) -> str:
    """Write of which variants the sentence on `leaky` is not true."""
    if protocol != "leaky":
        return ""
    recipes = {name: table.settings.recipe(name) for name in table.settings.variants}
    plain = [
        name
        for name, recipe in recipes.items()
        if name in table.cells and recipe.augment.copies == 0 and recipe.balance.method != "smote"
    ]
    if not plain:
        return ""
    one = len(plain) == 1
    return (
        f". {', '.join(plain)} {'has' if one else 'have'} neither: leaky and holdout test the same "
        f"clips of {'it' if one else 'them'}, and differ in which clips validate and so train, and "
        "in first weights and order, not in copies"
    )


def _metrics(table: Table) -> list[str]:
    return [
        "Pooled over folds. Precision and recall (UAR, the unweighted average recall) are means "
        "over the classes, F1 is weighted by class, as the article's F1 behaves, and UF1 is the "
        f"macro F1. In brackets: {_confidence(table)} over the test subjects (docs/statistics.md "
        "says how often they cover the truth)."
    ]


def _chance(table: Table) -> list[str]:
    """Write what the rows of chance are, where there are some."""
    if not table.guesses:
        return []
    return [
        "majority gives every test sample the most frequent class, stratified random draws each "
        "class with its share: exact expected values from the test labels, pooled as the other "
        "rows; a score that does not exceed both shows nothing (docs/statistics.md)."
    ]


def _confidence(table: Table) -> str:
    values = {cell.confidence for cell in table.cells.values() if cell}
    return f"{100 * values.pop():g} % intervals" if len(values) == 1 else "intervals"


def _collapsed(table: Table) -> list[str]:
    """Write which cells predict one class."""
    return [
        said
        for (variant, protocol), result in table.found.items()
        for said in one_class.note(f"{variant} under {protocol}", result)
    ]


def _missing(table: Table) -> list[str]:
    """Write which cells, intervals and F1 are missing, and why."""
    found = table.found
    said = []
    if not table.chosen:
        said.append(
            f"{table.dataset} is not among `datasets` in params.yaml: nothing was computed."
        )
    elif len(found) < len(table.cells) * len(table.protocols):
        said.append(
            "Empty computed cells were not run: see `protocols` of the profile, then `dvc repro`."
        )
    alone = sorted({protocol for (_, protocol), one in found.items() if one.intervals is None})
    if alone:
        said.append(
            f"No intervals under {', '.join(alone)}: a bootstrap over subjects needs at least two."
        )
    for (variant, protocol), result in found.items():
        never = [name for name, value in result.precision.items() if value is None]
        if never:
            said.append(
                f"{variant} under {protocol} never predicts {', '.join(never)}: its precision is "
                "the mean over the other classes."
            )
        if result.absent_classes:
            said.append(
                f"{variant} under {protocol}: no F1 for {', '.join(result.absent_classes)}, absent "
                "from truth and predictions; UF1 is the mean over the other classes."
            )
    return said
