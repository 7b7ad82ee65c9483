"""What the figures show, composed from results, printed tables, plans and histories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from mer.core import params, paths, vocabulary
from mer.evaluation import published, results
from mer.evaluation.tuning import PROTOCOL
from mer.reporting import fold_tables, guesses, standin_notice, tuning_graph


class Score(NamedTuple):
    """A metric that has a figure of its own.

    Attributes:
        number: of the figure in the article, which shows it over the tuning grid.
        metric: its name in metrics/cells/.
        printed: its name in published/.
        title: its name in print.
        unit: of the axis.
        scale: what a fraction is multiplied by.
        table: name of its table in metrics/plots/, and of its graph in metrics/figures/.
    """

    number: int
    metric: Literal["accuracy", "weighted_f1"]
    printed: str
    title: str
    unit: str
    scale: int
    table: str


SCORES = (
    Score(6, "accuracy", "accuracy_percent", "accuracy", "%", 100, "accuracy"),
    Score(7, "weighted_f1", "f1", "weighted F1", "fraction", 1, "f1"),
)


@dataclass(frozen=True)
class FigureData:
    """Everything that is drawn except pictures; data sets are named by their titles.

    Attributes:
        data: which the computed numbers are of, `STAND-IN` or `licensed`.
        profile: that they were computed with.
        protocol: the chosen one.
        variants: all of params.yaml.
        scores: score → title of a panel → columns `dataset, variant, value, low, high, one_class,
            majority, stratified`; the last two are chance, NaN where that is not known.
        tuning: score → data set → columns `variant, batch_size, epochs, value, one_class`.
        chance: score → data set → guess → what it scores under the protocol of the tuning grid.
        confusions: (data set, variant) → counts (K, K), truth in the rows.
        balance: data set → columns `stage, label, samples, weight`; a stage with what it does.
        learning: data set → variant → columns `epoch, accuracy, val_accuracy, loss,
            val_loss`.

    The last three are of the chosen protocol, and empty where no cell has it.
    """

    data: str
    profile: str
    protocol: str
    variants: list[str]
    scores: dict[Score, dict[str, pd.DataFrame]]
    tuning: dict[Score, dict[str, pd.DataFrame]]
    chance: dict[Score, dict[str, dict[str, float]]]
    confusions: dict[tuple[str, str], list[list[int]]]
    balance: dict[str, pd.DataFrame]
    learning: dict[str, dict[str, pd.DataFrame]]

    @property
    def standin(self) -> bool:
        """Whether the computed numbers are the stand-in's."""
        return standin_notice.is_standin(self.data)


Cells = dict[paths.Cell, results.CellResult]
_CURVES = ["accuracy", "val_accuracy", "loss", "val_loss"]


def read(settings: params.Params, titles: Mapping[str, str]) -> FigureData:
    """Compose the data of all figures.

    Args:
        settings: params.yaml.
        titles: data set → its name in print.

    Raises:
        UserError: a result is broken or of other data, or a plan or a history is missing.
    """
    cells = results.read_cells(settings.datasets, settings.variants, settings.source)
    scores = {score: _panels(score, settings, cells, titles) for score in SCORES}
    tuned = results.read_tuning(settings.source)
    others = {cell.dataset for cell in tuned.cells} - titles.keys() if tuned else set()
    if others:
        listed = ", ".join(settings.datasets)
        raise paths.damaged(paths.TUNING, f"cells of {listed}", f"some of {min(others)}")
    confusions = {
        (titles[cell.dataset], cell.variant): result.protocols[settings.protocol].confusion
        for cell, result in cells.items()
        if settings.protocol in result.protocols
    }
    # every data set that has a result, so that all three figures have the same columns
    datasets = dict.fromkeys(cell.dataset for cell in cells) if confusions else ()
    stages = {
        name: "\n".join([name, *describe(settings.recipe(name))]) for name in settings.variants
    }
    return FigureData(
        vocabulary.DATA[settings.source],
        settings.profile,
        settings.protocol,
        settings.variants,
        scores,
        {score: tuning_graph.panels(tuned, score.metric, score.scale, titles) for score in SCORES},
        {score: _chance_when_tuned(score, cells, titles) for score in SCORES},
        confusions,
        {
            titles[dataset]: class_balance(dataset, settings).replace({"stage": stages})
            for dataset in datasets
        },
        {titles[dataset]: learning_curves(dataset, settings) for dataset in datasets},
    )


def _panels(
    score: Score, settings: params.Params, cells: Cells, titles: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Return the panels of a score: ours under each protocol, real ones after the printed."""
    data = vocabulary.DATA[settings.source]
    standin = standin_notice.is_standin(data)
    panels = {}
    printed = _printed(score, settings, titles)
    if len(printed) and not standin:
        panels["printed"] = printed
    for protocol in settings.current.protocols:
        title = f"{data}, {protocol}" if standin else protocol
        panels[title] = _computed(score, protocol, cells, titles)
    return panels


def _printed(score: Score, settings: params.Params, titles: Mapping[str, str]) -> pd.DataFrame:
    """List what is printed of our variants, on the article's data sets alone."""
    rows, unknown = [], (np.nan, np.nan)
    for dataset in vocabulary.DATASETS:
        if dataset in settings.datasets:
            known = {row.variant: row.numbers.get(score.printed) for row in published.read(dataset)}
            rows += [
                (titles[dataset], variant, known.get(variant), *unknown, False, *unknown)
                for variant in settings.variants
            ]
    return _as_table(rows)


def _computed(score: Score, protocol: str, cells: Cells, titles: Mapping[str, str]) -> pd.DataFrame:
    """List a score of every cell that has the protocol, with its interval."""
    rows = []
    for cell, result in cells.items():
        found = result.protocols.get(protocol)
        if found:
            numbers = np.array([getattr(found, score.metric), np.nan, np.nan])
            if found.intervals:
                numbers[1:] = getattr(found.intervals, score.metric)
            collapsed = found.one_class is not None
            names = (titles[cell.dataset], cell.variant)
            guessed = _guesses(score, found).values()
            rows.append((*names, *(score.scale * numbers), collapsed, *guessed))
    return _as_table(rows)


def _guesses(score: Score, result: results.ProtocolResult) -> dict[str, float]:
    """Return what guessing scores on the test samples of a cell: guess → value."""
    if result.chance is None:
        return dict.fromkeys(guesses.TITLES, np.nan)
    return {
        name: score.scale * getattr(getattr(result.chance, name), score.metric)
        for name in guesses.TITLES
    }


def _chance_when_tuned(
    score: Score, cells: Cells, titles: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """Return data set → guess → its score under `loso`, which tests every clip of every cell."""
    return {
        titles[cell.dataset]: _guesses(score, result.protocols[PROTOCOL])
        for cell, result in cells.items()
        if PROTOCOL in result.protocols
    }


def _as_table(rows: Iterable[tuple]) -> pd.DataFrame:
    numbers = ["value", "low", "high", *guesses.TITLES]
    names = ["dataset", "variant", "value", "low", "high", "one_class", *guesses.TITLES]
    table = pd.DataFrame(rows, columns=names)
    return table.astype(dict.fromkeys(numbers, float) | {"one_class": bool})


def class_balance(dataset: str, settings: params.Params) -> pd.DataFrame:
    """Count what each class weighs in the first fold's training part, under the chosen protocol.

    Returns:
        Columns `stage, label, samples, weight`; the stages are `before`, which has the clips (or
        their windows) alone, and each variant that has a plan.
    """
    parts: list[pd.DataFrame] = []
    for cell in paths.cells([dataset], settings.variants):
        if not Path(cell.plan).is_file():
            continue
        protocol = vocabulary.without_arm(settings.protocol)  # another input, but the same samples
        plan = fold_tables.read_plan(cell, protocol)
        first = (plan["seed"] == settings.current.seeds[0]) & (plan["fold"] == 0)
        train = plan[first & (plan["role"] == "train")]
        if not parts:
            clips = train[train["kind"].isin(["original", "window"])]
            parts.append(clips.assign(stage="before", weight=1.0))
        parts.append(train.assign(stage=cell.variant))
    groups = pd.concat(parts).groupby(["stage", "label"], sort=False)["weight"]
    return groups.agg(samples="size", weight="sum").reset_index()


def describe(recipe: params.Recipe) -> list[str]:
    """Say in a few words what a variant does to the training part."""
    copies = recipe.augment.copies
    words = [f"{copies} {'copy' if copies == 1 else 'copies'}"] if copies else []
    balancing = {"none": [], "smote": ["SMOTE"], "class_weight": ["class weight"]}
    return [*words, *balancing[recipe.balance.method]] or ["unchanged"]


def learning_curves(dataset: str, settings: params.Params) -> dict[str, pd.DataFrame]:
    """Average the history of each variant over folds and seeds, under the chosen protocol.

    Returns:
        Variant → columns `epoch, accuracy, val_accuracy, loss, val_loss`: fractions, and mean
        cross-entropy.
    """
    curves = {}
    for cell in paths.cells([dataset], settings.variants):
        if Path(cell.history).is_file():
            history = fold_tables.read_history(cell, settings.protocol)
            means = history.groupby("epoch")[_CURVES].mean()
            curves[cell.variant] = means.reset_index()
    return curves
