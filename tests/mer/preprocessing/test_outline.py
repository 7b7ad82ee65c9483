"""The outline that maps are drawn on must lie where the faces of the crops lie."""

import numpy as np
import pandas as pd
import pytest

from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.preprocessing import outline, sampling
from tests.conftest import ROOT

MASK = params.load(ROOT / "params.yaml").mask
SHAPE = np.random.default_rng(0).random((68, 2))


def write(folder, monkeypatch, *boxes, status="kept"):
    """Write landmarks of one shape in boxes (left, top, right, bottom) of several sizes."""
    monkeypatch.chdir(folder)
    rows = []
    for left, top, right, bottom in boxes:
        points = SHAPE * (right - left, bottom - top) + (left, top)
        text = sampling.to_text([points.round(4), points + 50])
        box = {"left": left, "top": top, "right": right, "bottom": bottom}
        rows.append(box | {"landmarks": text, "status": status})
    rows.append(dict.fromkeys(rows[0], None) | {"status": "dropped"})
    files.write_table(paths.masked_table("smic"), pd.DataFrame(rows))


def test_faces_of_any_size_and_place_have_one_outline(tmp_path, monkeypatch):
    write(tmp_path, monkeypatch, (0, 0, 100, 100), (40, 10, 240, 310))
    np.testing.assert_allclose(outline.mean_outline("smic"), SHAPE, atol=1e-5)


@pytest.mark.parametrize("region", ["eyes_mouth", "none", "keep_eyes_mouth"])
def test_what_is_black_is_what_the_mask_says(region):
    points = np.full((68, 2), 0.1)
    points[36:42] = [[0.3, 0.3], [0.4, 0.2], [0.5, 0.2], [0.6, 0.3], [0.5, 0.4], [0.4, 0.4]]
    points[42:60] = points[36]
    found = outline.black(points, MASK.model_copy(update={"region": region}))
    middle, corner = found[120, 180], found[-1, -1]
    expected = {"eyes_mouth": (1, 0), "none": (0, 0), "keep_eyes_mouth": (0, 1)}[region]
    assert (middle, corner) == expected


def test_a_table_without_landmarks_is_refused(tmp_path, monkeypatch):
    write(tmp_path, monkeypatch, (0, 0, 100, 100), status="dropped")
    with pytest.raises(UserError, match=r"masked/smic\.csv: expected the landmarks of a kept clip"):
        outline.mean_outline("smic")
    write(tmp_path, monkeypatch, (0, 0, 100, 100))
    rows = pd.read_csv(paths.masked_table("smic"))
    rows.loc[0, "landmarks"] = "1,2 3,4"
    files.write_table(paths.masked_table("smic"), rows)
    with pytest.raises(UserError, match="expected 68 landmarks of every kept clip"):
        outline.mean_outline("smic")
