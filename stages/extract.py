"""Find the clips of a data set, label them, and store the frames that are needed.

Reads data/<source>/d/, writes data/frames/d.zip and d.csv.
"""

from mer import datasets
from mer.core import command, errors, files, params, paths, reasons
from mer.preprocessing import frames


def main() -> None:
    """Extract one data set."""
    (dataset,) = command.stage_arguments(__doc__, "dataset")
    settings = params.load_for(dataset)
    root = paths.source(settings.source, dataset)
    if settings.source == "standin" and not root.is_dir():
        raise errors.UserError(
            f"{root}: expected the stand-in, found none; run `dvc repro standin`."
        )
    reading = datasets.dataset(dataset).read(root, settings.rules(dataset))
    for note in reading.notes:
        print(f"extract {dataset}: {note}")
    shape, archive = settings.current.clip, paths.frames(dataset)
    table = frames.store(dataset, reading.clips, shape, settings.execution, archive)
    files.write_table(paths.frames_table(dataset), table)
    kept = (table["status"] == "kept").sum()
    dropped = len(table) - kept
    why = f", {dropped} dropped: {reasons.listed(table['reason'])}" if dropped else ""
    layouts = ", ".join(reading.layouts)
    print(f"extract {dataset} ({layouts}): {kept} of {len(table)} clips kept{why}.")


if __name__ == "__main__":
    command.run(main)
