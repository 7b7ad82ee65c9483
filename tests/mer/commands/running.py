"""Running a command in this process, as `mer COMMAND` would."""

import argparse
from types import ModuleType


def run(command: ModuleType, *arguments: str) -> None:
    """Parse the arguments and run the command."""
    parser = argparse.ArgumentParser(prog="mer")
    command.add_arguments(parser)
    command.main(parser.parse_args(arguments))
