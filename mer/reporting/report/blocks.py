"""What the page is put together from; the templates know how each of them looks.

Sentences are Markdown: `code`, **bold** and [links](address), no HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mer.reporting.report.plot import Panel


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: what is shown; empty where nothing was run.
        key: what its column is sorted by; None for an empty cell, which stays at the end.
    """

    text: str
    key: float | str | None = None


@dataclass(frozen=True)
class Table:
    """A table whose columns can be sorted.

    Attributes:
        caption: what it shows.
        headers: titles of the columns.
        rows: as many cells as there are headers, each row.
        numbers: places of the columns that are aligned to the right.
        groups: of each row, what a reader may filter by, such as its protocol; empty for none.
    """

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[int] = ()
    groups: Sequence[str] = ()
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Entry:
    """A line of a legend: the looks at a place in the order, or a special sign such as `chance`."""

    look: str
    text: str


@dataclass(frozen=True)
class Figure:
    """A drawing.

    Attributes:
        name: of its anchor.
        title: of the figure.
        says: what the drawing looks like in one sentence, for those who do not see it.
        panels: side by side where there is room.
        legend: what the looks mean.
        table: the same numbers.
        note: below the panels.
        columns: how many panels stand side by side at most, on a wide and on a narrower screen;
            without it four and two; two of two, three of three and of five, so that none is alone.
    """

    name: str
    title: str
    says: str
    panels: Sequence[Panel]
    legend: Sequence[Entry]
    table: Table
    note: str = ""
    columns: tuple[int, int] = (0, 0)
    kind: str = field(default="figure", init=False)

    def __post_init__(self) -> None:
        """Choose the columns where none are given."""
        if self.columns == (0, 0):
            count = len(self.panels)
            few = 3 if count in (3, 5) else 2
            object.__setattr__(self, "columns", (few if count in (2, 3, 5) else 4, few))


@dataclass(frozen=True)
class Text:
    """Paragraphs, or the items of a list."""

    sentences: Sequence[str]
    listed: bool = False
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Deal:
    """How a protocol deals out samples, as tiles of one example.

    Attributes:
        protocol: its name.
        says: what the example shows.
        train: tiles of the training part: a subject's letter, a clip's number, and a star for a
            copy, such as `A1*`.
        test: of the test part.
        known: tiles of the test part whose clip, or whose subject, trains.
    """

    protocol: str
    says: str
    train: Sequence[str]
    test: Sequence[str]
    known: Sequence[str]


@dataclass(frozen=True)
class Deals:
    """The protocols' examples."""

    title: str
    deals: Sequence[Deal]
    kind: str = field(default="deals", init=False)


@dataclass(frozen=True)
class Hidden:
    """Blocks behind a line that opens them."""

    title: str
    blocks: Sequence["Block"]
    kind: str = field(default="hidden", init=False)


Block = Table | Figure | Text | Deals | Hidden


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes:
        name: of its anchor.
        title: its heading.
        lead: what to look at, in one or two sentences.
        blocks: what follows.
    """

    name: str
    title: str
    lead: str
    blocks: Sequence[Block]


def text(value: object) -> Cell:
    """Make a cell of words.

    >>> text(None).text, text("DA").key
    ('', 'DA')
    """
    said = "" if value is None else str(value)
    return Cell(said, said or None)


def number(value: float | None, shown: str) -> Cell:
    """Make a cell of a number and how it is written; empty for None.

    >>> number(0.5, "50 %"), number(None, "")
    (Cell(text='50 %', key=0.5), Cell(text='', key=None))
    """
    return Cell("" if value is None else shown, value)
