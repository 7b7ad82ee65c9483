"""A small project folder in which the preprocessing stages run."""

import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.core import paths
from mer.core.files import write_stack
from tests.mer.preprocessing.faces_fixture import astronaut, encoded, shifted

DATASET = "smic"
PARAMS = Path(__file__).parents[2] / "params.yaml"


def write_params(folder: Path, **changes: object) -> None:
    """Copy params.yaml with changes such as `mask__region="none"`; one process unless changed."""
    content = yaml.safe_load(PARAMS.read_text(encoding="utf-8"))
    for key, value in {"execution__workers": 1, **changes}.items():
        *parents, last = key.split("__")
        place = content
        for parent in parents:
            place = place[parent]
        assert last in place
        place[last] = value
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")


def write_frames(
    folder: Path,
    clips: dict[str, list[bytes]],
    positions: str = "0 0.5 1 2",
    windows: str = "0 0 1 1;1 1 2 2",
) -> None:
    """Write data/frames/smic.csv and .zip; the frames of each clip are numbered 101, 102, ..."""
    rows = []
    (folder / "data/frames").mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "data/frames/smic.zip", "w") as archive:
        for number, (clip, files) in enumerate(clips.items()):
            numbers = range(101, 101 + len(files))
            for frame, content in zip(numbers, files, strict=True):
                archive.writestr(f"{clip}/{frame:06d}.png", content)
            rows.append(_row(clip, number % 3, " ".join(map(str, numbers)), positions, windows))
    rows.append(
        _row("99/unlabelled", "", "", "", "") | {"status": "dropped", "reason": "no label row"}
    )
    pd.DataFrame(rows).to_csv(folder / "data/frames/smic.csv", index=False)


def _row(clip: str, label: object, frames: str, positions: str, windows: str) -> dict[str, object]:
    return {
        "clip": clip,
        "subject": clip.partition("/")[0],
        "emotion": "joy",
        "label": label,
        "onset": 101,
        "apex": "",
        "offset": 110,
        "found": 10,
        "missing": "",
        "frames": frames,
        "positions": positions,
        "windows": windows,
        "status": "kept",
        "reason": "",
        "note": "",
    }


def good_files(count: int = 3) -> list[bytes]:
    """Return the files of a clip with a face."""
    return [encoded(frame) for frame in shifted(astronaut(), count)]


def write_clips(folder: Path, names: list[str]) -> np.ndarray:
    """Write data/clips/smic and return its `x`, `(N, 4, 16, 16)`; equal names give equal pixels."""
    x = np.stack(
        [
            np.random.default_rng(list(name.encode())).integers(0, 256, (4, 16, 16), dtype=np.uint8)
            for name in names
        ]
    )
    subjects = [name.split("/")[0] for name in names]
    rows = {"clip": names, "subject": subjects, "label": np.arange(len(names)) % 3}
    write_stack(folder / paths.clips(DATASET), x, pd.DataFrame(rows))
    return x


def runner(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[..., None]:
    """Return a function that runs a stage's `main` in `folder`."""
    monkeypatch.chdir(folder)

    def run(stage: ModuleType, *arguments: str) -> None:
        monkeypatch.setattr(sys, "argv", [stage.__name__, *arguments])
        stage.main()

    return run


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return all files under a folder with their bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def clear(folder: Path) -> None:
    """Remove a folder."""
    shutil.rmtree(folder)
