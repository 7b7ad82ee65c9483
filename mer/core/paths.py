"""Every path of the project's data and results, and the stage that makes it.

No other module spells one. docs/formats.md says what is in each file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mer.core.errors import UserError
from mer.core.outputs import AnyPath, Output, damaged

__all__ = ["AnyPath", "Output", "damaged"]  # besides the paths, which are used by the module's name

PARAMS, PIPELINE, LOCK = Path("params.yaml"), Path("dvc.yaml"), Path("dvc.lock")
DATA, METRICS = Path("data"), Path("metrics")
LICENSED, PREDICTIONS = DATA / "licensed", DATA / "predictions"
REQUIREMENTS = Path("requirements.txt")
PUBLISHED, STATEMENTS = Path("published"), Path("published") / "statements.csv"
CONTROLS, TUNED = Path("controls"), Path("tuning")
FOLDS, SECONDS = Path(".folds"), DATA / "seconds"
ENVIRONMENT = Output(METRICS / "environment.json", "report")
OF_DATASETS = (DATA / "frames", DATA / "masked")
OF_VARIANTS = (METRICS / "cells", PREDICTIONS, DATA / "validation", DATA / "history")
"""Folders in which what is there under one name is of one data set, or variant, and its stage."""

PARAMETERS = Output(DATA / "parameters.txt", "parameters")
STANDIN = Output(DATA / "standin", "standin")
LEDGER = Output(METRICS / "clips.json", "ledger")
LEDGER_PAGE = Output(METRICS / "clips.md", "ledger")
COMPARISONS = Output(METRICS / "comparisons.json", "compare")
HEADLINE = Output(METRICS / "headline.json", "headline")
TABLES = Output(METRICS / "tables.json", "tables")
TABLE_PAGES = Output(METRICS / "tables", "tables")
PRINTED = Output(METRICS / "audit.json", "printed")
PRINTED_PAGE = Output(METRICS / "audit.md", "printed")
LEAKAGE = Output(METRICS / "leakage.json", "leakage")
LEAKAGE_PAGE = Output(METRICS / "leakage.md", "leakage")
LEAKAGE_PICTURE = Output(METRICS / "leakage.png", "leakage")
TUNING = Output(METRICS / "tuning.json", "tuning")
TUNING_PAGE = Output(METRICS / "tuning.md", "tuning")
REFORMS_PAGE = Output(METRICS / "reforms.md", "reforms")
FIGURES = Output(METRICS / "figures", "figures")
FACES = Output(DATA / "figures", "figures")
"""Figures that show faces, which git ignores."""
PLOTS = Output(METRICS / "plots", "figures")
REPORT = Output(METRICS / "report.html", "report")
PLOTS_PAGE = Path("dvc_plots") / "index.html"
"""The page of `dvc plots`, which git ignores."""
MODELS = Output(DATA / "models", "final")
MAPS, MAP_FACES, ERRORS = METRICS / "maps", DATA / "maps", DATA / "errors"
MODEL_CARDS = Output(METRICS / "models", "final")


def seconds(name: str) -> Path:
    """Return the file of how long a stage or a command took.

    >>> seconds("train@ST").name, seconds("mer grid").name
    ('train-ST.json', 'mer-grid.json')
    """
    return SECONDS / f"{name.replace('@', '-').replace(' ', '-')}.json"


def source(name: str, dataset: str) -> Path:
    """Return the folder of a data set; `name` is `source` in params.yaml."""
    return DATA / name / dataset


def standin(dataset: str) -> Output:
    """Return the folder of the stand-in of a data set."""
    return Output(source("standin", dataset), STANDIN.stage)


def frames(dataset: str) -> Output:
    """Return the archive of the stored frames."""
    return Output(DATA / "frames" / f"{dataset}.zip", f"extract@{dataset}")


def frames_table(dataset: str) -> Output:
    """Return the table of every label row and folder."""
    return Output(DATA / "frames" / f"{dataset}.csv", f"extract@{dataset}")


def masked(dataset: str) -> Output:
    """Return the archive of the masked crops."""
    return Output(DATA / "masked" / f"{dataset}.zip", f"mask@{dataset}")


def masked_table(dataset: str) -> Output:
    """Return the table of the clips with frames."""
    return Output(DATA / "masked" / f"{dataset}.csv", f"mask@{dataset}")


def clips(dataset: str) -> Output:
    """Return the stack of the clips."""
    return Output(DATA / "clips" / dataset, "resize")


def windows(dataset: str) -> Output:
    """Return the stack of their windows, samplings that are shifted in time."""
    return Output(DATA / "windows" / dataset, "resize")


def cells_of(variant: str) -> Output:
    """Return the folder with the metrics of a variant on each data set."""
    return Output(METRICS / "cells" / variant, f"evaluate@{variant}")


def splits(dataset: str) -> Output:
    """Return the table of who is tested when."""
    return Output(DATA / "splits" / f"{dataset}.csv", "split")


def table_page(name: int | str) -> Output:
    """Return the page of a table: that of a number, or of a data set that the article lacks."""
    name = f"table{name}" if isinstance(name, int) else name
    return Output(TABLE_PAGES.path / f"{name}.md", "tables")


def models(name: str) -> Output:
    """Return the folder of the kept models of a source; DVC never pushes those of licensed data."""
    return Output(MODELS.path / name, MODELS.stage)


def model(name: str, dataset: str) -> Output:
    """Return the kept model of a data set; `name` is `source` in params.yaml."""
    return Output(models(name).path / f"{dataset}.npz", MODELS.stage)


def model_card(dataset: str) -> Output:
    """Return the page that says what the kept model of a data set is."""
    return Output(MODEL_CARDS.path / f"{dataset}.md", MODEL_CARDS.stage)


def published(table: int, dataset: str) -> Path:
    """Return the file with the printed rows of one of the article's tables."""
    return PUBLISHED / f"table{table}_{dataset}.csv"


@dataclass(frozen=True)
class Cell:
    """A data set and a variant, and the files that are theirs."""

    dataset: str
    variant: str

    @property
    def name(self) -> str:
        """What its files are called.

        >>> Cell("casme2", "DA").name
        'casme2-DA'
        """
        return f"{self.dataset}-{self.variant}"

    @property
    def copies(self) -> Output:
        """The stack of the augmented copies."""
        return Output(DATA / "augmented" / self.variant / self.dataset, "augment")

    @property
    def plan(self) -> Output:
        """The table of every sample of every fold."""
        return Output(DATA / "plans" / self.variant / f"{self.dataset}.csv", "balance")

    @property
    def predictions(self) -> Output:
        """The table of the test samples' predictions."""
        return Output(PREDICTIONS / self.variant / f"{self.dataset}.csv", f"train@{self.variant}")

    @property
    def validation(self) -> Output:
        """The table of the validation samples' predictions, by which a setting may be chosen."""
        return Output(
            DATA / "validation" / self.variant / f"{self.dataset}.csv", f"train@{self.variant}"
        )

    @property
    def history(self) -> Output:
        """The table of the epochs."""
        return Output(
            DATA / "history" / self.variant / f"{self.dataset}.csv", f"train@{self.variant}"
        )

    @property
    def metrics(self) -> Output:
        """The metrics of each protocol."""
        return Output(
            cells_of(self.variant).path / f"{self.dataset}.json", f"evaluate@{self.variant}"
        )

    @property
    def errors(self) -> Path:
        """The page of the wrong predictions; it shows faces."""
        return ERRORS / f"{self.name}.html"

    def control(self, arm: str) -> Path:
        """Return the metrics of a control; `arm` is its name in `mer.evaluation.controls`."""
        return CONTROLS / f"{self.control_name(arm)}.json"

    def control_predictions(self, arm: str) -> Path:
        """Return the predictions of a control."""
        return DATA / "controls" / f"{self.control_name(arm)}.csv"

    def maps(self, protocol: str) -> Path:
        """Return the record of where its networks look; the picture beside it ends in .png."""
        return MAPS / f"{self.control_name(protocol)}.json"

    def map_faces(self, protocol: str) -> Path:
        """Return the folder of the same drawn on faces, which git ignores."""
        return MAP_FACES / self.control_name(protocol)

    @property
    def tuned(self) -> Path:
        """The metrics of every setting of the tuning grid, and what was chosen."""
        return TUNED / f"{self.name}.json"

    @property
    def tuned_predictions(self) -> Path:
        """The predictions of every setting of the tuning grid."""
        return DATA / "tuning" / f"{self.name}.csv"

    def control_name(self, arm: str) -> str:
        """Return what the files of a control are called.

        >>> Cell("casme2", "DA").control_name("0"), Cell("casme2", "DA").control_name("true")
        ('casme2-DA-0', 'casme2-DA-true')
        """
        return f"{self.name}-{arm}"


def cells(datasets: list[str], variants: list[str], names: Sequence[str] = ()) -> Iterator[Cell]:
    """Yield every cell, data set after data set; the named ones alone, in their order.

    Raises:
        UserError: there is no cell of such a name.
    """
    known = [Cell(dataset, variant) for dataset in datasets for variant in variants]
    by_name = {cell.name: cell for cell in known}
    for name in names:
        if name not in by_name:
            raise UserError(
                f"{name}: expected a cell such as {known[0].name}: one of {', '.join(datasets)}, a "
                f"hyphen, and one of {', '.join(variants)}."
            )
    yield from [by_name[name] for name in names] or known
