"""Write the stand-in of a data set: altered portraits in the licensed layout, as `standin` says.

Writes the folder data/standin/d/. Nothing in it comes from the licensed data; its STAND-IN.txt says
so. A data set without a stand-in gets a folder with a note: with licensed data nothing else is
needed.
"""

from pathlib import Path

from mer import standin
from mer.core import command, files, params, paths


def main() -> None:
    """Run the stage."""
    (dataset,) = command.stage_arguments(__doc__, "dataset")
    settings = params.load_for(dataset).standin
    target = paths.standin(dataset)
    with files.replacing(target) as folder:
        if dataset not in standin.WRITERS:
            standin.write_absence(dataset, folder)
            print(f"standin {dataset}: no stand-in of this data set; it needs source: licensed.")
            return
        standin.write(dataset, settings, folder)
    count = sum(path.is_file() for path in Path(target).rglob("*"))
    print(f"standin {dataset}: {settings.subjects} subjects, {count} files in {target}.")


if __name__ == "__main__":
    command.run(main)
