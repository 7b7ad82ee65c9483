"""Copies differ from their clip as the recipe says, and in nothing else."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mer.core import params
from mer.core.params import Augment
from mer.planning.augmentation import COLUMNS, CROPS, apply, copies, draw
from tests.conftest import ROOT

RECIPE = Augment(
    copies=3, rotate=15.0, crop=0.1, crop_area=0.0, contrast=0.3, brightness=0.2,
    per_frame=False, seed=0,
)  # fmt: skip
NOISE = np.random.default_rng(0).integers(0, 256, (4, 24, 24), dtype=np.uint8)
STILL = np.repeat(NOISE[:1], 4, axis=0)
NEUTRAL = dict(zip(COLUMNS, (0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0), strict=True))


def recipes(crop: float, crop_area: float) -> st.SearchStrategy[Augment]:
    """Return recipes with crops up to these; of the two one is 0."""
    return st.builds(
        Augment,
        copies=st.just(1),
        rotate=st.floats(0, 180),
        crop=st.floats(0, crop),
        crop_area=st.floats(0, crop_area),
        contrast=st.floats(0, 0.99),
        brightness=st.floats(0, 0.99),
        per_frame=st.booleans(),
        seed=st.integers(0, 9),
    )


AUGMENTS = recipes(0.499, 0.0) | recipes(0.0, 0.99)


def changed(**values) -> Augment:
    """Return the recipe with some of it changed."""
    return RECIPE.model_copy(update=values)


def only(**values) -> np.ndarray:
    """Return a draw that changes one thing."""
    return np.array([list((NEUTRAL | values).values())])


@settings(deadline=None)
@given(AUGMENTS)
def test_draws_stay_in_their_ranges(recipe):
    """The article: rotation up to 15 degrees, crop 10 % of the area, contrast up to 30 %."""
    values = draw(recipe, "smic", "03/a", 1, 8)
    assert values.shape == (8 if recipe.per_frame else 1, len(COLUMNS))
    named = dict(zip(COLUMNS, values.T, strict=True))
    assert (np.abs(named["rotation"]) <= recipe.rotate).all()
    for side in ("top", "right", "bottom", "left"):
        assert (named[f"crop_{side}"] >= 0).all()
        assert (named[f"crop_{side}"] <= (recipe.crop or recipe.crop_area)).all()
    assert (np.abs(named["contrast"] - 1) <= recipe.contrast + 1e-12).all()
    assert (np.abs(named["brightness"] - 1) <= recipe.brightness + 1e-12).all()


def test_draws_fill_their_ranges():
    """A draw that is always near the middle would be no augmentation."""
    values = np.concatenate([draw(RECIPE, "smic", f"03/{number}", 1, 8) for number in range(300)])
    assert values[:, 0].min() < -13
    assert values[:, 0].max() > 13
    assert values[:, 1:5].min() < 0.01
    assert values[:, 1:5].max() > 0.09
    assert values[:, 5].min() < 0.75
    assert values[:, 5].max() > 1.25


def test_crop_area_is_the_share_of_the_area_that_goes():
    """The article: "10% of the image area". Up to that, 5 % on average, in the image's shape."""
    recipe = changed(crop=0.0, crop_area=0.1)
    values = np.concatenate([draw(recipe, "smic", f"03/{number}", 1, 8) for number in range(2000)])
    top, right, bottom, left = values[:, CROPS].T
    assert np.allclose(top + bottom, left + right)  # the same share of height and width
    removed = 1 - (1 - top - bottom) * (1 - left - right)
    assert 0 <= removed.min() < 0.001
    assert 0.099 < removed.max() <= 0.1 + 1e-12
    assert removed.mean() == pytest.approx(0.05, abs=0.002)
    place = np.stack([top / (top + bottom), left / (left + right)])  # anywhere, in both directions
    assert place.mean(1) == pytest.approx([0.5, 0.5], abs=0.03)
    assert (place.min(1) < 0.01).all()
    assert (place.max(1) > 0.99).all()
    assert abs(np.corrcoef(place)[0, 1]) < 0.1


def test_a_crop_of_each_side_removes_nearly_twice_the_share_of_the_area():
    """The other reading of "cropping 10 %", with the arithmetic of docs/paper.md: 19 %."""
    values = np.concatenate([draw(RECIPE, "smic", f"03/{number}", 1, 8) for number in range(2000)])
    top, right, bottom, left = values[:, CROPS].T
    removed = 1 - (1 - top - bottom) * (1 - left - right)
    assert removed.mean() == pytest.approx(0.19, abs=0.005)
    assert removed.max() <= 0.36


def test_how_the_crop_is_read_changes_nothing_else():
    """So that the two readings can be compared copy by copy."""
    side, area = (
        draw(changed(crop=crop, crop_area=crop_area), "smic", "03/a", 1, 4)
        for crop, crop_area in ((0.1, 0.0), (0.0, 0.1))
    )
    assert not np.array_equal(side[:, CROPS], area[:, CROPS])
    assert np.array_equal(np.delete(side, CROPS, axis=1), np.delete(area, CROPS, axis=1))


@settings(max_examples=20, deadline=None)
@given(AUGMENTS)
def test_any_recipe_keeps_shape_and_type(recipe):
    """Whatever `-S recipes.augment...` asks for, the network takes one shape only."""
    (copy,) = copies(recipe, "smic", ("03/a", NOISE[:2, :8, :8]))
    assert copy.x.shape == (2, 8, 8)
    assert copy.x.dtype == np.uint8


def test_all_frames_of_a_clip_are_changed_alike():
    """A rotation that changes from frame to frame is a motion larger than the expression."""
    for copy in copies(RECIPE, "smic", ("03/a", STILL)):
        assert (copy.x == copy.x[0]).all()
        assert not np.array_equal(copy.x, STILL)
        assert copy.draw.shape == (1, 7)


def test_per_frame_changes_every_frame_in_its_own_way():
    """The alternative reading, kept as a parameter."""
    copy = copies(changed(per_frame=True), "smic", ("03/a", STILL))[0]
    assert copy.draw.shape == (4, 7)
    assert len({frame.tobytes() for frame in copy.x}) == 4
    assert np.array_equal(copy.x[2], apply(STILL[[2]], copy.draw[[2]])[0])


def test_ranges_of_zero_copy_the_bytes():
    """The neutral recipe has to be neutral, or a comparison with it measures the resampling."""
    recipe = changed(rotate=0.0, crop=0.0, contrast=0.0, brightness=0.0)
    for copy in copies(recipe, "smic", ("03/a", NOISE)):
        assert np.array_equal(copy.x, NOISE)


def test_copies_are_the_same_again_and_differ_from_one_another():
    """Reproducible, and three copies that are one would be worth one."""
    first, again = (copies(RECIPE, "smic", ("03/a", NOISE)) for _ in range(2))
    assert [copy.copy for copy in first] == [1, 2, 3]
    assert all(np.array_equal(one.x, two.x) for one, two in zip(first, again, strict=True))
    assert len({copy.x.tobytes() for copy in first}) == 3


def test_copies_depend_on_data_set_clip_and_seed_alone():
    """Dropping a clip, or asking for one copy more, must not change what the others look like."""
    base = draw(RECIPE, "smic", "03/a", 1, 4)
    assert not np.array_equal(base, draw(RECIPE, "samm", "03/a", 1, 4))
    assert not np.array_equal(base, draw(RECIPE, "smic", "03/b", 1, 4))
    assert not np.array_equal(base, draw(changed(seed=1), "smic", "03/a", 1, 4))
    assert np.array_equal(base, draw(changed(copies=9), "smic", np.str_("03/a"), np.int64(1), 4))


def test_a_wider_range_stretches_the_same_draw():
    """A sweep over one range changes that and leaves the others as they were."""
    narrow, wide = (
        draw(RECIPE, "smic", "03/a", 1, 4),
        draw(changed(rotate=30.0), "smic", "03/a", 1, 4),
    )
    assert wide[0, 0] == pytest.approx(2 * narrow[0, 0])
    assert np.array_equal(wide[0, 1:], narrow[0, 1:])


def test_a_right_angle_turns_the_frame():
    """The column `rotation` is in degrees, clockwise on the screen."""
    frame = np.zeros((1, 25, 25), np.uint8)
    frame[0, 2, 12] = 255  # top
    turned = apply(frame, only(rotation=90.0))
    assert np.unravel_index(turned.argmax(), turned.shape) == (0, 12, 22)  # right


@pytest.mark.parametrize(
    ("side", "gone"),
    [("top", np.s_[:6]), ("right", np.s_[:, 18:]), ("bottom", np.s_[18:]), ("left", np.s_[:, :6])],
)
def test_each_crop_takes_its_own_side(side, gone):
    """The columns of `draws` have to say what was done."""
    frame = np.zeros((1, 24, 24), np.uint8)
    frame[0][gone] = 200
    assert apply(frame, only(**{f"crop_{side}": 0.25})).max() == 0
    for other in {"top", "right", "bottom", "left"} - {side}:
        assert apply(frame, only(**{f"crop_{other}": 0.25})).max() > 150


def test_contrast_stretches_around_the_middle_and_brightness_from_black():
    """As the columns of `draws` are documented."""
    frame = np.full((1, 8, 8), 100, np.uint8)
    assert (apply(frame, only(contrast=1.2)) == 94).all()  # 127 + 1.2 * (100 - 127) = 94.6
    assert (apply(frame, only(brightness=0.5)) == 50).all()


def test_the_bytes_of_the_copies_are_pinned():
    """imgaug is installed without the OpenCV that it asks for; another one must not change a copy.

    The digests are of imgaug 0.4.0 with opencv-python 5.0.0.93, and with its build without windows.
    """
    recipes = params.load(ROOT / "params.yaml").recipes.augment
    made = {
        name: copies(recipe, "smic", ("03/a", NOISE))
        for name, recipe in (recipes | {"each frame": changed(per_frame=True)}).items()
    }
    assert {name: digest(found) for name, found in made.items() if found} == {
        "DA": "3317ce2c42350200",
        "DACWB": "3317ce2c42350200",
        "each frame": "45ab737a23a7a22a",
    }


def digest(found) -> str:
    return hashlib.sha256(b"".join(copy.x.tobytes() for copy in found)).hexdigest()[:16]
