"""Find the face of every clip, black out eyes and mouth, crop.

Reads data/frames/d.zip and d.csv, writes data/masked/d.zip and d.csv.
"""

from mer.core import command, files, params, paths, reasons
from mer.preprocessing import crops


def main() -> None:
    """Mask one data set."""
    (dataset,) = command.stage_arguments(__doc__, "dataset")
    settings = params.load_for(dataset)
    table = crops.store(dataset, settings.mask, settings.execution)
    files.write_table(paths.masked_table(dataset), table)
    kept = (table["status"] == "kept").sum()
    dropped = len(table) - kept
    why = f", {dropped} dropped: {reasons.listed(table['reason'])}" if dropped else ""
    print(f"mask {dataset}: {kept} of {len(table)} clips kept{why}.")


if __name__ == "__main__":
    command.run(main)
