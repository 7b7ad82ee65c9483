"""Showing something to whoever sits at this machine: a page, or a long line."""

import os
import shutil
import sys
import textwrap
import webbrowser
from pathlib import Path

from mer.core.paths import AnyPath


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


def wrapped(text: str, title: str = "") -> str:
    """Break a long line where the terminal ends, below its beginning; a pipe gets it whole.

    Args:
        text: what may be long.
        title: what stands before it.
    """
    if not sys.stdout.isatty():
        return title + text
    return textwrap.fill(
        text,
        shutil.get_terminal_size().columns,
        initial_indent=title,
        subsequent_indent=" " * len(title),
        break_long_words=False,
        break_on_hyphens=False,
    )
