"""Resize masked crops to gray squares and take the frames that the network sees.

Reads data/masked/d.zip and d.csv, writes data/clips/d and the clips' windows to data/windows/d, for
each data set d.
"""

from mer.core import command, execution, params
from mer.preprocessing import resizing


def main() -> None:
    """Resize every data set."""
    (named,) = command.stage_of_datasets(__doc__)
    settings = params.load()
    size = settings.current.clip.size
    for dataset in params.chosen(settings, named):
        made = resizing.store(dataset, size, execution.workers(settings.execution))
        also = f", and {made.windows} windows of each" if made.windows else ""
        what = f"{made.clips} clips of {made.frames} frames of {size}x{size} pixels"
        print(f"resize {dataset}: {what}{also}.")


if __name__ == "__main__":
    command.run(main)
