"""What the page shows, read from what is in git: metrics/, published/ and params.yaml."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mer.core import files, params, paths, vocabulary
from mer.core.errors import UserError
from mer.evaluation import results
from mer.reporting import standin_notice, table_data
from mer.reporting.tables import Table
from mer.reporting.titles import titles

if TYPE_CHECKING:
    import pandas as pd

_PAGES = {
    paths.LEAKAGE_PAGE: "leakage",
    paths.TUNING_PAGE: "tuning",
    paths.LEDGER_PAGE: "clips",
    paths.PRINTED_PAGE: "audit of the printed numbers",
    paths.REFORMS_PAGE: "answers for reviewers (REFORMS)",
}


@dataclass(frozen=True)
class Content:
    """Everything that the page is made from.

    Attributes:
        settings: params.yaml.
        titles: data set → its name in print, of those that are computed.
        tables: what Tables 1-4, and those of other data sets, show.
        ledger: what became of the clips.
        leakage: true and shuffled labels.
        tuning: the tuning grid; None where it was not made.
        audit: which test sets the printed accuracies can have come from.
        learning: metrics/plots/learning.csv; None where no cell has the chosen protocol.
        balance: metrics/plots/balance.csv; None as well.
        links: what to read on → its path as seen from the page, of files that are there.
    """

    settings: params.Params
    titles: Mapping[str, str]
    tables: list[Table]
    ledger: results.Ledger
    leakage: results.Leakage
    tuning: results.Tuning | None
    audit: results.PrintedAudit
    learning: "pd.DataFrame | None"
    balance: "pd.DataFrame | None"
    links: dict[str, str]

    @property
    def data(self) -> str:
        """Which data the computed numbers come from: STAND-IN or licensed."""
        return vocabulary.DATA[self.settings.source]

    @property
    def standin(self) -> bool:
        """Whether the computed numbers are the stand-in's."""
        return standin_notice.is_standin(self.data)

    @property
    def computed(self) -> list[Table]:
        """The tables of the data sets that are computed, in the order of params.yaml."""
        by_dataset = {table.dataset: table for table in self.tables}
        return [by_dataset[name] for name in self.titles]

    @property
    def protocols(self) -> list[str]:
        """Every protocol that some cell has."""
        found = [name for table in self.computed for _, name in table.found]
        return vocabulary.in_order(found)

    def look(self, variant: str) -> str:
        """Return how a variant is drawn: the place of its colour, marker, dash and hatch."""
        variants = self.settings.variants
        return str(variants.index(variant) % 6) if variant in variants else "5"


def read(settings: params.Params) -> Content:
    """Read everything.

    Raises:
        UserError: a result is missing, broken, or of other data than `settings` asks for.
    """
    named = titles(settings.datasets)
    return Content(
        settings,
        named,
        table_data.read(settings),
        results.read_ledger(settings.source),
        results.read_of(paths.LEAKAGE, results.Leakage, settings.source),
        results.read_tuning(settings.source),
        results.read_of(paths.PRINTED, results.PrintedAudit, settings.source),
        _plotted("learning", settings.source),
        _plotted("balance", settings.source),
        _links(named),
    )


def _plotted(name: str, source: str) -> "pd.DataFrame | None":
    """Read a table of metrics/plots/; None where it was not made."""
    path = paths.PLOTS.path / f"{name}.csv"
    if not path.is_file():
        return None
    table = files.read_table(path, ("data", "protocol", "dataset", "part", "variant", "class"))
    wrong = set(table["data"]) - {vocabulary.DATA[source]}
    if wrong:
        raise UserError(
            f"{path}: expected numbers of {vocabulary.DATA[source]} data (source: {source}), "
            f"received {wrong.pop()}; run `dvc repro {paths.PLOTS.stage}`."
        )
    return table


def _links(named: Mapping[str, str]) -> dict[str, str]:
    """List what the page leads on to, as far as it is there."""
    here = paths.REPORT.path.parent
    cards = paths.MODEL_CARDS.path
    found = {page.path: said for page, said in _PAGES.items()}
    found |= {cards / f"{name}.md": f"model card, {title}" for name, title in named.items()}
    return {
        said: Path(os.path.relpath(path, here)).as_posix()
        for path, said in found.items()
        if path.is_file()
    }
