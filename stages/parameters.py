"""Check params.yaml, and that what it names is there, before anything runs on it.

Writes data/parameters.txt. Other stages check the file too, but DVC looks for their inputs first:
of a misspelt variant or a missing folder it names only the path that it did not find.

Links licensed data sets that lie elsewhere to data/licensed (docs/scaling.md), and removes what is
left of data sets and variants that are no longer listed, of earlier versions and of other data.
"""

from mer import datasets
from mer.core import command, files, origin, params, paths, unlisted
from mer.core.vocabulary import DATA


def main() -> None:
    """Check; what is written is always the same, so that nothing is recomputed because of it."""
    command.stage_arguments(__doc__)
    settings = params.load()
    for dataset in settings.datasets:
        datasets.require(dataset)
    if settings.source == "licensed":
        origin.link_licensed(settings.datasets)
    params.check_folders(settings)
    for path in unlisted.remove(settings.datasets, settings.variants):
        print(f"parameters: removed {path}, as params.yaml no longer lists {path.stem}.")
    for path in unlisted.remove_of_earlier_versions():
        print(f"parameters: removed {path}, which is of an earlier version.")
    for path in unlisted.remove_other_maps(DATA[settings.source]):
        print(f"parameters: removed {path}, which is not of the data of source: {settings.source}.")
    files.write_text(paths.PARAMETERS, "params.yaml is sound\n")


if __name__ == "__main__":
    command.run(main)
