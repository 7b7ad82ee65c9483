"""How a stage or a command starts and how it fails. Standard library only, so that it works in a bare Python."""

import argparse
import os
import sys
from collections.abc import Callable

from mer.core.errors import UserError


def _failed_import(kind, value, trace):
    """Say what to do instead of showing the traceback of a failed import."""
    if issubclass(kind, UserError):
        sys.stderr.write(f"error: {value}\n")
        return
    if issubclass(kind, ModuleNotFoundError) and (value.name or "").split(".")[0] not in (
        "mer",
        "stages",
    ):
        sys.stderr.write(
            f"error: the Python package {value.name!r} is missing from {sys.executable}: "
            "run `make setup`, then `source .venv/bin/activate`, and try again.\n"
        )
        return
    sys.__excepthook__(kind, value, trace)


sys.excepthook = _failed_import


def run(main: Callable[[], None]) -> None:
    """Run `main`; turn mistakes of the user into one sentence on stderr.

    Exit status: 0 done, 2 a `UserError`, 130 interrupted. Anything else is a bug and keeps its
        traceback.
    """
    try:
        main()
        sys.stdout.flush()
    except UserError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write(
            "interrupted: nothing half-written is left; run the same command again to go on.\n"
        )
        sys.exit(130)
    except BrokenPipeError:  # the reader, say `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def stage_arguments(description: str | None, *names: str) -> list[str]:
    """Parse the positional arguments of a stage.

    Args:
        description: the stage's docstring, shown by `--help`.
        names: what the stage is given, in order: `dataset`, `variant`.

    Returns:
        The values in the order of `names`.
    """
    helps = {
        "dataset": "a name in params.yaml: datasets",
        "variant": "a name in params.yaml: variants",
    }
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in names:
        parser.add_argument(name, help=helps[name])
    arguments = parser.parse_args()
    return [getattr(arguments, name) for name in names]
