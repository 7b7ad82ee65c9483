"""The command `mer`, also as `python -m mer`: one sub-command for each module of `mer.commands`."""

import argparse
import importlib
import sys

from mer.core import command

COMMANDS = ("check", "score", "grid", "controls", "params", "published")


def main() -> None:
    """Run the sub-command that is named; without one, list them."""
    parser = argparse.ArgumentParser(
        prog="mer", description="Micro-expression recognition, a reproducible benchmark."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    # the named one alone is imported whole: the others would cost seconds
    wanted = next((name for name in sys.argv[1:] if not name.startswith("-")), None)
    chosen = None
    for name in COMMANDS:
        if name == wanted:
            chosen = importlib.import_module(f"mer.commands.{name}")
            own = commands.add_parser(
                name,
                help=command.SUMMARIES[name],
                description=chosen.__doc__,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            chosen.add_arguments(own)
        else:
            commands.add_parser(name, help=command.SUMMARIES[name])
    arguments = parser.parse_args()
    if chosen is None:
        parser.print_help()
        return
    chosen.main(arguments)


def run() -> None:
    """Start the command; mistakes of the user become one sentence."""
    command.run(main)


if __name__ == "__main__":
    run()
