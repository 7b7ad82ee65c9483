"""What the sheet for reviewers is filled from, and one question of it with its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mer.core.params import Params
from mer.core.paths import Cell
from mer.core.vocabulary import DATA, in_order
from mer.evaluation.results import CellResult, Comparisons, Ledger, ProtocolResult
from mer.evaluation.separation import Separation, together


class Item(NamedTuple):
    """A question of the checklist.

    Attributes:
        number: in the checklist: module and letter.
        asks: in our words.
        answer: what was computed, or read from the settings; empty where a person must answer.
        shown: files and tests that show it.
    """

    number: str
    asks: str
    answer: str
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Study:
    """Everything that questions are answered from.

    Attributes:
        settings: params.yaml.
        titles: data set → its name in print.
        ledger: what became of the clips.
        cells: the metrics.
        comparisons: the tests between variants.
        separations: cell → protocol → what training knows of the test part.
    """

    settings: Params
    titles: Mapping[str, str]
    ledger: Ledger
    cells: Mapping[Cell, CellResult]
    comparisons: Comparisons
    separations: Mapping[Cell, Mapping[str, Separation]]

    @property
    def data(self) -> str:
        """Which data was computed: STAND-IN or licensed."""
        return DATA[self.settings.source]

    @property
    def protocols(self) -> list[str]:
        """The protocols of all plans, in their order."""
        return in_order(name for found in self.separations.values() for name in found)

    def separation(self, protocol: str, variant: str | None = None) -> Separation | None:
        """Add up a protocol over the data sets; over all variants where none is named."""
        found = [
            one[protocol]
            for cell, one in self.separations.items()
            if protocol in one and variant in (None, cell.variant)
        ]
        return together(found) if found else None

    def results(self, protocol: str) -> list[ProtocolResult]:
        """List the metrics of all cells under a protocol."""
        return [
            cell.protocols[protocol] for cell in self.cells.values() if protocol in cell.protocols
        ]


def listed(values: Mapping[str, object]) -> str:
    """Write names with their values.

    >>> listed({"SMIC": 48, "SAMM": 47})
    'SMIC 48, SAMM 47'
    """
    return ", ".join(f"{name} {value}" for name, value in values.items())
