"""A path that knows which stage makes what lies there."""

import os
from dataclasses import dataclass
from pathlib import Path

from mer.core.errors import UserError


@dataclass(frozen=True)
class Output(os.PathLike[str]):
    """A file or folder that a stage makes; `stage` is what `dvc repro` calls it.

    It can be used wherever a path can. A reader that does not find it names the stage.
    """

    path: Path
    stage: str

    def __fspath__(self) -> str:
        """Return the path as `open` wants it."""
        return str(self.path)

    def __str__(self) -> str:
        """Return the path as messages show it."""
        return str(self.path)


def damaged(output: Output, expected: str, received: str) -> UserError:
    """Return the error of a file that its stage cannot have written so."""
    return UserError(
        f"{output}: expected {expected}, received {received}; "
        f"run `dvc repro --force {output.stage}`."
    )


AnyPath = str | Path | Output
