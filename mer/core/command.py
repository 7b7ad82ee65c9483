"""How a stage or a command starts and how it fails.

Standard library only, so that it works in a bare Python.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from mer.core.errors import UserError

_OURS = ("mer", "stages")
_EXTRAS = {"dask": "dask", "distributed": "dask"}
"""Packages that the extra `pipeline` of pyproject.toml does not bring, and the extra that does."""


def run(main: Callable[[], None]) -> None:
    """Run `main`; turn mistakes of the user into one sentence on stderr.

    Exit status: 0 done, 1 a package is not installed, 2 a `UserError`, 130 interrupted. Anything
    else is a bug and keeps its traceback.
    """
    try:
        main()
        sys.stdout.flush()
    except (UserError, ModuleNotFoundError) as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        sys.stderr.write(sentence)
        sys.exit(2 if isinstance(error, UserError) else 1)
    except KeyboardInterrupt:
        sys.stderr.write(
            "interrupted: nothing half-written is left; run the same command again to go on.\n"
        )
        sys.exit(130)
    except BrokenPipeError:  # the reader, say `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def explain_failed_imports() -> None:
    """Have Python say what to do where a program's own imports fail, before `run` is reached.

    For programs alone, since it replaces `sys.excepthook`: `stages/__init__.py` calls it.
    """
    sys.excepthook = _failed_import


def _failed_import(
    kind: type[BaseException], value: BaseException, trace: TracebackType | None
) -> None:
    sentence = _sentence(value)
    if sentence is None:
        sys.__excepthook__(kind, value, trace)
    else:
        sys.stderr.write(sentence)


def _sentence(error: BaseException) -> str | None:
    """Return what the user can do about an error; None where it is a bug."""
    if isinstance(error, UserError):
        return f"error: {error}\n"
    if isinstance(error, ModuleNotFoundError):
        package = (error.name or "").partition(".")[0]
        if package not in _OURS:
            extra = _EXTRAS.get(package, "pipeline")
            return (
                f"error: the Python package {error.name!r} is missing from {sys.executable}: "
                "in the project's folder run `make setup`, then `source .venv/bin/activate`, or "
                f"`pip install '.[{extra}]'`, and try again.\n"
            )
    return None


def stage_arguments(description: str | None, *names: str) -> list[str]:
    """Parse the positional arguments of a stage.

    Args:
        description: the stage's docstring, shown by `--help`.
        names: what the stage is given, in order: `dataset`, `variant`.

    Returns:
        The values in the order of `names`.
    """
    arguments = _stage_parser(description, names).parse_args()
    return [getattr(arguments, name) for name in names]


def stage_of_datasets(description: str | None, *names: str) -> list:
    """Parse the positional arguments of a stage that does all data sets, or those that are named.

    Args:
        description: the stage's docstring, shown by `--help`.
        names: what comes before the data sets, in order: `variant`.

    Returns:
        The values in the order of `names`, then the list of the named data sets: none for all.
    """
    parser = _stage_parser(description, names)
    parser.add_argument(
        "datasets", nargs="*", help="names in params.yaml: datasets (default: all of them)"
    )
    arguments = parser.parse_args()
    return [*(getattr(arguments, name) for name in names), arguments.datasets]


def _stage_parser(description: str | None, names: Sequence[str]) -> argparse.ArgumentParser:
    helps = {
        "dataset": "a name in params.yaml: datasets",
        "variant": "a name in params.yaml: variants",
    }
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in names:
        parser.add_argument(name, help=helps[name])
    return parser
