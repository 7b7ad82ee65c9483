"""Find the face of every clip, black out eyes and mouth, crop.

Reads data/frames/d.zip and d.csv, writes data/masked/d.npz and d.csv.
"""

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from mer.core.command import run, stage_arguments
from mer.core.errors import UserError
from mer.core.execution import executor, ordered_map, width, workers
from mer.core.files import read_table, write_table, writing_archive
from mer.core.params import load
from mer.core.reasons import drops
from mer.preprocessing import masking
from mer.preprocessing.archive import Stored

if TYPE_CHECKING:  # every worker process imports this file, and has no use for the 45 MB of pandas
    import pandas as pd

PASSED_ON = ("clip", "subject", "label", "positions", "windows")
CLIPS_A_PROCESS = 50  # a process takes about as long to start as so many clips take to mask
AHEAD = 8  # clips, 2 to 4 MB each, that may wait for a slow one: without a face it takes as long as forty with


def main() -> None:
    """Run the stage."""
    (dataset,) = stage_arguments(__doc__, "dataset")
    params = load()
    params.rules(dataset)
    clips = _kept_clips(dataset)
    archive = Path(f"data/frames/{dataset}.zip").absolute()  # a worker may run in another folder
    stored = [
        Stored(archive, clip, tuple(map(int, frames.split())))
        for clip, frames in zip(clips["clip"], clips["frames"], strict=True)
    ]
    mask = functools.partial(masking.mask_clip, settings=params.mask)
    processes = min(workers(params.execution), 1 + len(clips) // CLIPS_A_PROCESS)
    rows = []
    with (
        executor(params.execution, processes, preload="mer.preprocessing.masking") as pool,
        writing_archive(f"data/masked/{dataset}.npz") as masked,
    ):
        results = ordered_map(pool, mask, stored, window=AHEAD + width(pool))
        progress = tqdm(results, f"mask {dataset}", len(clips), unit="clip", disable=None)
        for clip, result in zip(clips.to_dict("records"), progress, strict=True):
            if isinstance(result, masking.Masked):
                masked.add_array(clip["clip"], result.crops)
                rows.append(_kept(clip, result))
            else:
                rows.append(_dropped(clip, result))
        table = _table(rows)
        dropped = table[table["status"] == "dropped"]
        if len(dropped) == len(table):
            raise UserError(
                f"{archive}: expected at least one clip with a face, found none in {len(table)}: "
                f"{drops(table)}; look at the frames of {table['clip'].iloc[0]}."
            )
    write_table(f"data/masked/{dataset}.csv", table)
    reasons = f", {len(dropped)} dropped: {drops(table)}" if len(dropped) else ""
    print(f"mask {dataset}: {len(table) - len(dropped)} of {len(table)} clips kept{reasons}.")


def _kept_clips(dataset: str) -> "pd.DataFrame":
    """Read the rows of the clips that have frames."""
    path = Path(f"data/frames/{dataset}.csv")
    text = (
        "clip",
        "subject",
        "emotion",
        "label",
        "frames",
        "positions",
        "windows",
        "status",
        "reason",
        "note",
    )
    table = read_table(path, text=text, made_by=f"extract@{dataset}")
    kept = table[table["status"] == "kept"]
    if kept.empty:
        raise UserError(
            f"{path}: expected at least one kept clip, found none; its column `reason` says why."
        )
    return kept


def _kept(clip: dict[str, Any], result: masking.Masked) -> dict[str, Any]:
    """Describe a masked clip."""
    box, face = result.box, result.face
    sets = (" ".join(f"{x},{y}" for x, y in points) for points in result.landmarks.tolist())
    return _common(clip) | {
        "score": round(face.score, 4),
        "upsampled": face.upsampled,
        "left": box.left,
        "top": box.top,
        "right": box.right,
        "bottom": box.bottom,
        "landmarks": ";".join(sets),
        "status": "kept",
        "note": result.note,
    }


def _dropped(clip: dict[str, Any], result: masking.Dropped) -> dict[str, Any]:
    """Describe a clip that cannot be used."""
    return _common(clip) | {"status": "dropped", "reason": result.reason}


def _common(clip: dict[str, Any]) -> dict[str, Any]:
    return {name: clip[name] for name in PASSED_ON}


def _table(rows: list[dict[str, Any]]) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - see above

    numbers = ["upsampled", "left", "top", "right", "bottom"]
    columns = [*PASSED_ON, "score", *numbers, "landmarks", "status", "reason", "note"]
    # Int64: a dropped clip's empty cell must not turn its whole column into decimals
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(numbers, "Int64"))


if __name__ == "__main__":
    run(main)
