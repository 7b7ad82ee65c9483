"""How many clips each data set offers, by whose count, and the sizes of a test part of them."""

import math
from decimal import Decimal
from typing import NamedTuple

SHARE = 0.1  # the article's test part

_CASME_SQ, _CASME2 = "CAS(ME)^2code_final.xlsx", "CASME2-coding-20140508.xlsx"
_SAMM = "SAMM_Micro_FACS_Codes_v2.xlsx"


class Count(NamedTuple):
    """A number of clips: which, how many, and the label file or the article that says so."""

    what: str
    clips: int
    source: str


# The first of each data set is this project's reading of the article.
COUNTS: dict[str, tuple[Count, ...]] = {
    "casme_sq": (
        Count("micro + macro, three classes", 275, _CASME_SQ),
        Count("micro only, three classes", 38, _CASME_SQ),
        Count("all expressions", 357, _CASME_SQ),
        Count("as LEARNet counts", 341, "Verma et al. 2020"),
        Count("as MicroExpSTCNN counts", 203, "Teja Reddy et al. 2019"),
        Count("the same, elsewhere in its text", 206, "Teja Reddy et al. 2019"),
    ),
    "smic": (
        Count("HS camera", 164, "clip names of the short release"),
        Count("VIS or NIR camera", 71, "a third party's copy"),
        Count("all cameras", 306, "sum of the cameras"),
    ),
    "samm": (
        Count("the article's three classes", 121, _SAMM),
        Count("MEGC2019's three classes", 133, f"{_SAMM}, MEGC2019"),
        Count("all clips", 159, _SAMM),
    ),
    "casme2": (
        Count("three classes", 156, _CASME2),
        Count("MEGC2019's three classes", 145, f"{_CASME2}, MEGC2019"),
        Count("five classes", 246, _CASME2),
        Count("all clips", 255, _CASME2),
    ),
}


def part_sizes(clips: int, share: float = SHARE) -> list[int]:
    """Return the sizes of a test part of `share` of the clips: rounded down and up.

    >>> part_sizes(156)
    [15, 16]
    """
    part = Decimal(str(share)) * clips
    return sorted({max(1, math.floor(part)), math.ceil(part)})


def ten_percent(dataset: str) -> list[int]:
    """List all sizes that a 10 % test of a data set may have, over its counts of clips."""
    return sorted({size for count in COUNTS[dataset] for size in part_sizes(count.clips)})


def article_sizes(dataset: str) -> list[int]:
    """Return the test sizes under this project's reading of the article."""
    return part_sizes(COUNTS[dataset][0].clips)
