"""The command `mer`, also as `python -m mer`: one sub-command per module of `mer.commands`."""

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import NoReturn

from mer.core import command, stopwatch

COMMANDS = {
    "check": "check whether your copies of the data sets are complete and load",
    "score": "compute all metrics of predictions files, whatever model made them",
    "predict": "predict the class of micro-expressions in your own recordings",
    "run": "run whatever is stale, the quick way, and say how much is done",
    "tables": "print the results in short: accuracy and UF1 of each cell",
    "experiments": "list the experiments of DVC, the best by validation first",
    "grid": "run everything up to the predictions of all cells, the quick way",
    "controls": "train every cell until it fits, on true and on shuffled labels",
    "maps": "show where the networks of a cell look",
    "tune": "tune batch size and epochs by validation subjects",
    "params": "check params.yaml, or change keys of it",
    "report": "open the page with all results",
    "plots": "open the page of `dvc plots`; it needs no net",
    "errors": "write a page of a cell's wrong predictions, with their frames",
    "environment": "say with which code, versions and machine results are made here",
    "same": "compare what two machines have made of the same parameters",
    "gpu": "say which GPUs training would use, and where there is none, why",
    "published": "make the git tag for `dvc metrics diff published`",
}
TIMED = ("run", "grid", "controls", "maps", "tune")
"""Those that train, for minutes or hours: what they took is kept beside that of the stages."""


def main() -> None:
    """Run the sub-command that is named; without one, list them."""
    # argparse's own list of sub-commands breaks lines that would fit
    lines = [f"  {name:12}{summary}" for name, summary in COMMANDS.items()]
    parser = argparse.ArgumentParser(
        prog="mer",
        usage="mer [-h] COMMAND ...",
        description="Micro-expression recognition, a reproducible benchmark.",
        epilog="\n".join(["commands:", *lines, "", "`mer COMMAND --help` says what it takes."]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(prog="mer", metavar="COMMAND", help=argparse.SUPPRESS)
    # the named one alone is imported: all together take seconds, and packages that a light
    # installation does not have
    wanted = next((name for name in sys.argv[1:] if not name.startswith("-")), None)
    if wanted is not None and wanted not in COMMANDS:
        _refuse(wanted)
    chosen = importlib.import_module(f"mer.commands.{wanted}") if wanted in COMMANDS else None
    for name in COMMANDS:
        own = commands.add_parser(name, formatter_class=command.Paragraphs)
        if chosen and name == wanted:
            own.description = chosen.__doc__
            chosen.add_arguments(own)
    arguments = parser.parse_args()
    if chosen:
        chosen.main(arguments)
        if wanted in TIMED:
            stopwatch.write(f"mer {wanted}")
    else:
        parser.print_help()


def _refuse(name: str) -> NoReturn:
    """Say that there is no such command, which one is like it, and which ones there are."""
    import difflib  # noqa: PLC0415 - the list of commands need not wait for these

    from mer.core import screen  # noqa: PLC0415

    alike = difflib.get_close_matches(name, COMMANDS, n=1)
    hint = f"; did you mean {alike[0]}?" if alike else "."
    lines = (
        f"error: mer: there is no command {name!r}{hint}",
        f"Expected one of {', '.join(COMMANDS)}; `mer` says what each does.",
    )
    for line in lines:
        sys.stderr.write(screen.wrapped(line, stream=sys.stderr) + "\n")
    sys.exit(2)


def run() -> None:
    """Start the command; a mistake of the user becomes one sentence."""
    here = Path("mer/__main__.py")
    if here.is_file() and not here.samefile(__file__):
        # the current folder is another copy of the project, such as one of DVC's experiments: its
        # stages run its own code, and so must the command
        os.execv(sys.executable, [sys.executable, "-m", "mer", *sys.argv[1:]])
    command.run(main)


if __name__ == "__main__":
    run()
