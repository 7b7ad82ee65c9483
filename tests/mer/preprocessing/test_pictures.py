"""Without these Figure 2 could show steps of different clips, or landmarks of another frame."""

import numpy as np
import pandas as pd
import pytest

from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.preprocessing import masking, pictures, sampling
from tests.mer.preprocessing.crops_fixture import write_crops
from tests.mer.preprocessing.faces_fixture import encoded

MASK = params.Mask(region="eyes_mouth", landmarks="onset", dilate=0.02, margin=0.05, upsample=1)


@pytest.fixture
def masked(project, astronaut):
    """Write the files of one usable clip, between one that was dropped and another one."""
    result = masking.mask_frames([astronaut, astronaut[::-1]], [3, 4], MASK)
    with files.writing_archive(paths.frames("smic")) as archive:
        for clip in ("b", "c"):
            archive.add_bytes(f"{clip}/000003.png", encoded(astronaut))
            archive.add_bytes(f"{clip}/000004.png", encoded(astronaut[::-1]))
    write_crops(paths.masked("smic"), {"b": result.crops, "c": result.crops})
    points = sampling.to_text(result.landmarks)
    rows = [("c", points, "kept"), ("a", "", "dropped"), ("b", points, "kept")]
    listed = pd.DataFrame(rows, columns=["clip", "landmarks", "status"])
    files.write_table(paths.masked_table("smic"), listed.assign(subject="1", label=0))
    gray = np.arange(2 * 4 * 8 * 8, dtype=np.uint8).reshape(2, 4, 8, 8)
    table = pd.DataFrame({"clip": ["b", "c"], "subject": "1", "label": 0})
    files.write_stack(paths.clips("smic"), gray, table)
    return result


def test_every_step_is_of_the_onset_frame_of_the_first_usable_clip(masked, astronaut):
    images = pictures.steps("smic", MASK).images
    assert list(images) == ["frame", "68 landmarks", "mask", "crop", "gray"]
    assert np.array_equal(images["frame"], astronaut)
    assert np.array_equal(images["68 landmarks"], astronaut)
    assert np.array_equal(images["crop"], masked.crops[0])
    assert np.array_equal(images["gray"], np.arange(64, dtype=np.uint8).reshape(8, 8))


def test_the_mask_is_black_where_the_crop_is(masked, astronaut):
    mask = pictures.steps("smic", MASK).images["mask"]
    assert np.array_equal(masked.box.cut(mask), masked.crops[0])
    assert (mask != astronaut).any()


def test_the_points_that_are_marked_are_those_that_were_found(masked):
    points = pictures.steps("smic", MASK).points
    assert list(points) == ["68 landmarks"]
    assert np.array_equal(points["68 landmarks"], masked.landmarks[0])


def test_missing_crops_name_the_stage_that_makes_them(project):
    with pytest.raises(UserError, match="run `dvc repro mask@smic`"):
        pictures.steps("smic", MASK)
