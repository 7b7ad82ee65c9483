"""Text on a terminal that lacks some characters: the ² of CAS(ME)², the † of a note.

Standard library only, so that it works in a bare Python.
"""

import codecs
import contextlib
import sys
import unicodedata

HANDLER = "mer.spelling"
_SPELLED = {
    "†": "+", "→": "->", "±": "+/-", "…": "...", "≤": "<=", "≥": ">=", "\u2013": "-",
    "\u2014": "-", "\u2212": "-", "\u00d7": "x", "\u2018": "'", "\u2019": "'", "“": '"', "”": '"',
}  # fmt: skip
"""What stands for a character that the encoding lacks; others lose their accents."""


def allow() -> None:
    """Let stdout and stderr take every text, whatever their encoding."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):  # not a stream with an encoding
            stream.reconfigure(errors=HANDLER)  # type: ignore[union-attr]


def spelled(text: str) -> str:
    r"""Write a text in ASCII; what has no likeness there as Python does.

    >>> spelled("CAS(ME)² 65.0† Şahin"), spelled("顔")
    ('CAS(ME)2 65.0+ Sahin', '\\u9854')
    """
    plain = "".join(_SPELLED.get(sign, sign) for sign in text)
    # apart from what has no likeness, so that one such sign does not take those beside it along
    signs = (
        "".join(part for part in unicodedata.normalize("NFKD", sign) if part.isascii()) or sign
        for sign in plain
    )
    return "".join(signs).encode("ascii", "backslashreplace").decode("ascii")


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return spelled(error.object[error.start : error.end]), error.end


codecs.register_error(HANDLER, _replace)
