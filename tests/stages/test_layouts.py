"""Every layout of every data set through the real stages: what a user's own copy must survive."""

import pandas as pd
import pytest

from mer.core import files, paths
from stages import extract, ledger, mask, resize, standin
from tests.mer.standin.settings import LAYOUTS
from tests.stages.preprocessing_fixture import runner, write_params

SUBJECTS, CLIPS, FRAMES, SIZE = 2, 3, 3, 16
CAMERAS = [("raw", "VIS"), ("cropped", "NIR"), ("long", "VIS"), ("raw", "NIR")]
CASES = [(dataset, layout, "HS") for dataset, layout in LAYOUTS] + [
    ("smic", *case) for case in CAMERAS
]


def table(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.mark.parametrize(("dataset", "layout", "camera"), CASES)
def test_exactly_the_usable_clips_reach_the_network(tmp_path, monkeypatch, dataset, layout, camera):
    write_params(
        tmp_path,
        datasets=[dataset],
        standin__subjects=SUBJECTS,
        standin__clips=CLIPS,
        standin__camera=camera,
        labels__smic__camera=camera,
        profiles__demo__clip__frames=FRAMES,
        profiles__demo__clip__size=SIZE,
        **{f"standin__layouts__{dataset}": layout},
    )
    run = runner(monkeypatch, tmp_path)
    for stage in (standin, extract, mask, resize):
        run(stage, dataset)
    run(ledger)
    frames, masked = table(paths.frames_table(dataset)), table(paths.masked_table(dataset))
    x = files.map_stack(paths.clips(dataset))
    rows = files.stack_rows(paths.clips(dataset), text=("subject",))
    assert x.shape == (SUBJECTS * CLIPS, FRAMES, SIZE, SIZE)
    assert x.std(axis=(1, 2, 3)).min() > 5, "a picture, not a black square"
    assert len(set(rows["subject"])) == SUBJECTS
    assert set(rows["label"]) == {0, 1, 2}
    kinds = {
        name: set(one["reason"].str.split(":").str[0])
        for name, one in (("extract", frames), ("mask", masked))
    }
    if layout != "video":  # a video file is damaged as a whole
        assert "unreadable frame" in kinds["extract"], "the file of no bytes"
        assert "unreadable frame" in kinds["mask"], "the truncated one"
    assert "no face found" in kinds["mask"]
