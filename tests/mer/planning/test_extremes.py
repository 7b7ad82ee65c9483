"""Without these Figure 5 could show what no copy looks like."""

import numpy as np
import pytest

from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.planning import extremes
from tests.conftest import table

RECIPE = {
    "copies": 3, "rotate": 15.0, "crop": 0.1, "crop_area": 0.0, "contrast": 0.3,
    "brightness": 0.0, "per_frame": False, "seed": 0,
}  # fmt: skip


def augment(**changes) -> params.Augment:
    return params.Augment(**(RECIPE | changes))


@pytest.fixture
def clips(project, arrays):
    files.write_stack(paths.clips("smic"), arrays["x"], table(arrays))
    return arrays["x"]


def test_the_original_is_the_onset_frame_and_each_way_changes_it(clips):
    original, *others = extremes.pictures("smic", [augment()]).values()
    assert np.array_equal(original, clips[0, 0])
    assert all(other.shape == original.shape for other in others)
    assert all(not np.array_equal(other, original) for other in others)


def test_captions_say_how_far_each_way_goes(clips):
    found = extremes.pictures("smic", [augment(rotate=7.5, crop=0.2, contrast=0.5)])
    assert list(found) == ["original", "rotate 7.5°", "crop 20 % a side", "contrast x 1.5"]


def test_a_crop_by_area_is_shown_in_the_middle_and_brightness_where_it_is_changed(clips):
    found = extremes.pictures("smic", [augment(crop=0.0, crop_area=0.75, brightness=0.2)])
    assert list(found)[2:] == ["crop 75 % of the area", "contrast x 1.3", "brightness x 1.2"]
    half = np.repeat(np.repeat(clips[0, 0, 4:12, 4:12], 2, axis=0), 2, axis=1).astype(int)
    cropped = found["crop 75 % of the area"].astype(int)
    assert np.corrcoef(cropped.ravel(), half.ravel())[0, 1] > 0.8
    brighter = clips[0, 0, 0, 0] * 1.2
    assert abs(int(found["brightness x 1.2"][0, 0]) - brighter) <= 1


def test_the_recipe_with_the_most_copies_is_shown(clips):
    found = extremes.pictures("smic", [augment(copies=0), augment(rotate=9.0), augment(rotate=3.0)])
    assert "rotate 9°" in found


def test_missing_clips_name_the_stage_that_makes_them(project):
    with pytest.raises(UserError, match="run `dvc repro resize@smic`"):
        extremes.pictures("smic", [augment()])
