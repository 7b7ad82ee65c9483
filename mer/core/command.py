"""How a stage or a command starts and how it fails.

Standard library only, so that it works in a bare Python.
"""

import argparse
import contextlib
import errno
import os
import re
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from types import FrameType, TracebackType

from mer.core import leftovers, spelling, stopwatch
from mer.core.errors import UserError

_OURS = ("mer", "stages")
_EXTRAS = {"dask": "dask", "distributed": "dask"}
"""Packages that the extra `pipeline` of pyproject.toml does not bring, and the extra that does."""
_REMEDIES = {
    errno.ENOSPC: "free space on the disk",
    errno.EDQUOT: "free space, or have your quota raised",
    errno.EFBIG: "allow larger files (`ulimit -f`)",
    errno.EMFILE: "allow more open files (`ulimit -n`)",
    errno.ENFILE: "close other programs",
    errno.EROFS: "make the disk writable",
    errno.EACCES: "give yourself the permission",
    errno.EPERM: "give yourself the permission",
    errno.EIO: "check the disk",
    errno.ENOTDIR: "remove the file that lies where a folder should be",
    errno.EEXIST: "remove the file that lies where a folder should be",
    errno.EISDIR: "remove the folder that lies where a file should be",
    errno.ELOOP: "remove the link that leads to itself",
    errno.ENAMETOOLONG: "use a shorter name",
}
"""What to do about errors of the system that no code can mend."""
_NO_MEMORY = (
    "error: expected enough memory, found too little ({}); lower execution.workers, the batch size "
    "or the size of the network in params.yaml, or end other programs, and run the same command "
    "again.\n"
)
_INTERRUPTED = "interrupted: nothing half-written is left; run the same command again to go on.\n"


class Paragraphs(argparse.HelpFormatter):
    """Help whose paragraphs fit the terminal; those with an indented line stay as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        filled = [
            part if re.search(r"^ ", part, re.MULTILINE) else textwrap.fill(part, width)
            for part in re.split(r"\n\s*\n", text.strip("\n"))
        ]
        return "\n\n".join(filled)


class Terminated(KeyboardInterrupt):
    """The system or another program asked this one to end; its argument is the signal's number."""


def run(main: Callable[[], None]) -> None:
    """Run `main`; turn mistakes of the user into one sentence on stderr.

    Exit status: 0 done, 1 a package is not installed, 2 a `UserError` or something that the system
    does not allow, 130 interrupted, 143 terminated. Anything else is a bug and keeps its traceback.
    """
    spelling.allow()
    try:
        with _ending_tidily():
            leftovers.sweep()
            main()
            sys.stdout.flush()
            stopwatch.write(stopwatch.stage())
    except KeyboardInterrupt as error:
        sys.stderr.write(_INTERRUPTED)
        sys.exit(128 + error.args[0] if isinstance(error, Terminated) else 130)
    except BrokenPipeError:  # the reader, say `head`, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        sys.stderr.write(_laid_out(sentence))
        sys.exit(1 if isinstance(error, ModuleNotFoundError) else 2)


@contextlib.contextmanager
def _ending_tidily() -> Iterator[None]:
    """Let a signal that ends the process do it as Ctrl-C does: temporary files are removed."""
    before: dict[int, object] = {}

    def end(number: int, _: FrameType | None) -> None:
        raise Terminated(number)

    try:
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            # what is ignored stays ignored: `nohup` means that
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, end)
    except ValueError:  # not the main thread of its process
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)  # type: ignore[arg-type]


def explain_failed_imports() -> None:
    """Have Python say what to do where a program's own imports fail, before `run` is reached.

    For programs alone, since it replaces `sys.excepthook`: `stages/__init__.py` calls it.
    """
    sys.excepthook = _failed_import


def _failed_import(
    kind: type[BaseException], value: BaseException, trace: TracebackType | None
) -> None:
    sentence = _INTERRUPTED if isinstance(value, KeyboardInterrupt) else _sentence(value)
    if sentence is None:
        sys.__excepthook__(kind, value, trace)
    else:
        sys.stderr.write(_laid_out(sentence))


def _laid_out(sentence: str) -> str:
    """Break a sentence where the terminal ends; a log, which is searched, gets it whole."""
    if not sys.stderr.isatty():
        return sentence
    from mer.core import screen  # noqa: PLC0415 - `mer --help` need not wait for it

    return screen.wrapped(sentence, stream=sys.stderr) + "\n"


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
    if isinstance(error, OSError) and error.errno in _REMEDIES:
        place = f"{error.filename}: " if error.filename else ""
        return f"error: {place}{error.strerror}; {_REMEDIES[error.errno]} and run it again.\n"
    return _out_of_memory(error)


def _out_of_memory(error: BaseException) -> str | None:
    """Return a sentence where memory ran out, whichever library says so."""
    # TensorFlow's error is known by its name, as this must not import TensorFlow; where a library
    # finds no memory to be loaded into, that is an ImportError
    short = isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"
    unloaded = isinstance(error, ImportError) and any(
        sign in str(error) for sign in ("failed to map segment", "Cannot allocate memory")
    )
    if not short and not unloaded:
        return None
    reason = " ".join(str(error).split())
    return _NO_MEMORY.format(reason[:200] or type(error).__name__)


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
    parser = argparse.ArgumentParser(description=description, formatter_class=Paragraphs)
    for name in names:
        parser.add_argument(name, help=helps[name])
    return parser
