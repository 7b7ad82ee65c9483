"""Make the augmented copies of every clip, as a variant's recipe says.

Reads data/clips/d.npz, writes data/augmented/d-v.npz: the copies only, each with the clip that it
came from.
"""

import functools
import itertools
import math
from collections.abc import Iterable, Iterator

import numpy as np
from tqdm import tqdm

from mer.core.command import run, stage_arguments
from mer.core.execution import executor, ordered_map, workers
from mer.core.files import read_arrays, writing_archive
from mer.core.params import load
from mer.planning import augmentation
from mer.preprocessing import resizing as clips

PIXELS_A_PROCESS = (
    150_000_000  # a process takes about as long to start as so many pixels take to augment
)


def main() -> None:
    """Run the stage."""
    dataset, variant = stage_arguments(__doc__, "dataset", "variant")
    params = load()
    params.rules(dataset)
    recipe = params.recipe(variant).augment
    with (
        read_arrays(f"data/clips/{dataset}.npz", made_by=f"resize@{dataset}") as arrays,
        writing_archive(f"data/augmented/{dataset}-{variant}.npz") as archive,
    ):
        names = arrays["clip"].tolist()
        shape = next(clips.stream(arrays, "x")).shape
        total = len(names) * recipe.copies
        originals = zip(names, clips.stream(arrays, "x"), strict=True) if recipe.copies else ()
        notes = []
        processes = min(workers(params.execution), 1 + total * math.prod(shape) // PIXELS_A_PROCESS)
        with executor(params.execution, processes, preload="mer.planning.imgaug_compat") as pool:
            make = functools.partial(augmentation.copies, recipe, dataset)
            made = itertools.chain.from_iterable(ordered_map(pool, make, originals))
            progress = tqdm(made, f"augment {dataset}-{variant}", total, unit="copy", disable=None)
            archive.add_array_stream("x", (total, *shape), np.uint8, _pixels(progress, notes))
        archive.add_array("clip", np.array([clip for clip, _, _ in notes], dtype=str))
        archive.add_array("copy", np.array([copy for _, copy, _ in notes], dtype=np.int64))
        rows = shape[0] if recipe.per_frame else 1
        draws = np.array([draw for _, _, draw in notes], dtype=np.float64)
        archive.add_array("draws", draws.reshape(total, rows, len(augmentation.COLUMNS)))
    print(
        f"augment {dataset}-{variant}: {total} copies of {len(names)} clips, {recipe.copies} each."
    )


def _pixels(
    copies: Iterable[augmentation.Copy], notes: list[tuple[str, int, np.ndarray]]
) -> Iterator[np.ndarray]:
    """Pass on the pixels of each copy, `(1, T, S, S)`, and note the rest, which is small."""
    for copy in copies:
        notes.append((copy.clip, copy.copy, copy.draw))
        yield copy.x[np.newaxis]


if __name__ == "__main__":
    run(main)
