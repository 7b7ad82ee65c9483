"""How long each stage took when it last ran here: data/seconds/, out of git and of DVC.

Standard library only, so that it works in a bare Python.
"""

import contextlib
import json
import re
import sys
import time
from pathlib import Path

from mer.core import leftovers, paths

_STARTED = time.monotonic()  # before a stage imports its libraries
_NAME = re.compile(r"[\w.@+-]+")
_STAGES = "stages."
_DIGITS = 2


def stage() -> str | None:
    """Return what dvc.yaml calls the stage that this process is, `train@ST`; None if it is none."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    name = spec.name if spec else ""
    if not name.startswith(_STAGES):
        return None
    return "@".join([name.removeprefix(_STAGES), *sys.argv[1:]])


def write(name: str | None, seconds: float | None = None) -> None:
    """Keep how long something took; a disk that takes no file is no error.

    Args:
        name: of the stage, or of the command as `mer grid`; None where it is neither.
        seconds: what it took; by default since this process started.
    """
    if seconds is None:
        seconds = time.monotonic() - _STARTED
    if name is None or not _NAME.fullmatch(name.replace(" ", "-")):
        return
    path = paths.seconds(name)
    record = {"name": name, "seconds": round(seconds, _DIGITS)}
    temporary = leftovers.temporary(path)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_text(json.dumps(record) + "\n", encoding="utf-8")
            temporary.replace(path)
        finally:
            leftovers.remove(temporary)


def read() -> dict[str, float]:
    """Return name → seconds of all that ran here, sorted; what is no such file is left out."""
    found = {}
    for path in sorted(Path(paths.SECONDS).glob("*.json")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads(path.read_text(encoding="utf-8"))
            found[str(record["name"])] = float(record["seconds"])
    return dict(sorted(found.items()))
