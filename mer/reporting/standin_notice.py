"""What is said of numbers that come from the stand-in: decided and worded here, for every page."""

from mer.core.vocabulary import DATA

WORD = DATA["standin"]

TABLE = (
    "The computed numbers below come from an invented data set in the layout of {title}, not from "
    "{title}. They show that the pipeline works."
)
PRINTED = (
    " They are no reproduction of the printed numbers, and no comparison of the two means anything."
)
LEAKAGE = (
    "All numbers but the printed ones come from invented faces. They show what the protocols do, "
    "and say nothing about the printed numbers."
)
LEDGER = (
    "These are counts of invented data in the layouts of the licensed data sets, not of the data "
    "sets."
)


def is_standin(data: str) -> bool:
    """Return whether results come from the stand-in, by their `data`."""
    return data == WORD


def warning(data: str, text: str) -> list[str]:
    """Return the paragraph that warns of stand-in numbers; none where they are real.

    >>> warning("STAND-IN", "Invented.")
    ['> **STAND-IN.** Invented.']
    >>> warning("licensed", "Invented.")
    []
    """
    return [f"> **{WORD}.** {text}"] if is_standin(data) else []


def heading(data: str) -> str:
    """Return the heading above computed numbers."""
    return f"{WORD}: computed from invented faces" if is_standin(data) else "Reproduced"


def marked(data: str, title: str, otherwise: str = "") -> str:
    """Put the word before the title of a column with computed numbers.

    Args:
        data: of the results.
        title: of the column.
        otherwise: what stands there before the title of real numbers.

    >>> marked("STAND-IN", "UAR", "reproduced"), marked("licensed", "UAR", "reproduced")
    ('STAND-IN UAR', 'reproduced UAR')
    """
    word = WORD if is_standin(data) else otherwise
    return f"{word} {title}" if word else title


def apart(data: str, title: str) -> str:
    """Return the title of printed numbers, marked where they stand beside those of the stand-in.

    >>> apart("STAND-IN", "printed %"), apart("licensed", "printed %")
    ('printed %: NOT COMPARABLE', 'printed %')
    """
    return f"{title}: NOT COMPARABLE" if is_standin(data) else title
