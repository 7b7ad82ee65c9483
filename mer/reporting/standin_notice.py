"""What is said of numbers that come from the stand-in: decided and worded here, for every page."""

from mer.core.params import Standin
from mer.core.vocabulary import DATA

WORD = DATA["standin"]
FACES = "altered portraits"
"""What is filmed, in two words; figures have no room for more."""

TABLE = (
    "The computed numbers below are not of {title}, only of clips in its layout, and reproduce "
    "nothing."
)
LEAKAGE = "All computed numbers show what the protocols do, and say nothing about printed numbers."
TUNING = (
    "All numbers show what choosing a setting by the test part does, and recommend no setting for "
    "real data."
)
REFORMS = (
    "What is said of clips, cells and tests below is of the stand-in; protocols and code are real."
)
LEDGER = "These are counts of clips in the layouts of the licensed data sets, not of the data sets."


def is_standin(data: str) -> bool:
    """Return whether results come from the stand-in, by their `data`."""
    return data == WORD


def warning(data: str, text: str, standin: Standin) -> list[str]:
    """Return the paragraph that warns of stand-in numbers; none where they are real.

    Args:
        data: of the results.
        text: what to say of them, one of the sentences above.
        standin: the section `standin` of params.yaml, for what the clips are.
    """
    return [f"> **{WORD}.** {text} {origin(standin)}"] if is_standin(data) else []


def origin(standin: Standin) -> str:
    """Write what the clips of the stand-in are, and what they therefore cannot show."""
    said = (
        "The clips are two public-domain portraits (NASA's of Eileen Collins, the US Navy's of "
        "Grace Hopper), altered and moved by a program; all subjects "
        f"({standin.subjects} per data set) are warped from them, so subject independence is "
        "nominal and `holdout - loso` cannot show what knowing a face is worth."
    )
    return f"{said} {mismatch(standin)}" if standin.mismatched else said


def mismatch(standin: Standin) -> str:
    """Write what mismatched clips leave to a model that reads the movement."""
    right = 1 - standin.mismatched
    return (
        f"{100 * standin.mismatched:g} % of the clips move, faintly, like another class than "
        f"their label says: a model that only reads the movement is right on {100 * right:g} % of "
        "them all at most, but for luck; one gets further only by also learning that faint "
        "movements are mislabelled."
    )


def heading(data: str) -> str:
    """Return the heading above computed numbers."""
    return f"{WORD}: computed from {FACES}" if is_standin(data) else "Reproduced"


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
