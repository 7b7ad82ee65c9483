"""Showing a page to whoever sits at this machine."""

import os
import sys
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
