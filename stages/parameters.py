"""Check params.yaml and the licensed folders that it names, before anything runs on them: writes data/parameters.txt.

Other stages check the file too, but DVC looks for their inputs first, and for a misspelt variant or
a missing folder it has no better words than the path that it did not find.
"""

from mer.core import command, files, params


def main() -> None:
    """Check; what is written is always the same, so that nothing is recomputed because of it."""
    command.stage_arguments(__doc__)
    params.check_folders(params.load())
    files.write_text("data/parameters.txt", "params.yaml is sound\n")


if __name__ == "__main__":
    command.run(main)
