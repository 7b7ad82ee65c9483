"""Write the stand-in of a data set: invented clips in the licensed layout, as `params.yaml: standin` says.

Writes the folder data/standin/d/. Nothing in it comes from the licensed data; its STAND-IN.txt says
so.
"""

from pathlib import Path

from mer.core.command import run, stage_arguments
from mer.core.files import replacing
from mer.core.params import load


def main() -> None:
    """Run the stage."""
    (dataset,) = stage_arguments(__doc__, "dataset")
    params = load()
    params.rules(dataset)
    # here: where OpenCV does not load, a person shall read one sentence and no traceback
    from mer import standin  # noqa: PLC0415

    target = Path("data/standin") / dataset
    with replacing(target) as folder:
        standin.write(dataset, params.standin, folder)
    files = sum(path.is_file() for path in target.rglob("*"))
    print(f"standin {dataset}: {params.standin.subjects} people, {files} files in {target}.")


if __name__ == "__main__":
    run(main)
