"""Showing something to whoever sits at this machine: a page, or a long line."""

import os
import shutil
import sys
import textwrap
import webbrowser
from pathlib import Path
from typing import TextIO

from mer.core.paths import AnyPath

WIDTH = 100
"""Columns of what goes to a file or a pipe."""


def show(page: AnyPath) -> bool:
    """Open a page in the browser; without a screen, or without a browser, say where it is.

    Args:
        page: an HTML file.

    Returns:
        Whether it was opened.
    """
    path = Path(page).resolve()
    # without a screen `webbrowser` would start a browser of the terminal, which draws no chart
    screen = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    opened = screen and webbrowser.open(path.as_uri())
    print(f"{'opened' if opened else 'open this in a browser:'} {path}")
    return opened


def wrapped(text: str, title: str = "", stream: TextIO | None = None) -> str:
    """Break a long line where the terminal ends, below its beginning; without one after `WIDTH`.

    Args:
        text: what may be long.
        title: what stands before it.
        stream: where it goes; stdout by default.
    """
    stream = stream or sys.stdout
    return textwrap.fill(
        text,
        shutil.get_terminal_size().columns if stream.isatty() else WIDTH,
        initial_indent=title,
        subsequent_indent=" " * len(title),
        break_long_words=False,
        break_on_hyphens=False,
    )
