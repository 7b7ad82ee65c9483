"""The box and the black of a clip are what the article's words, and params.yaml's, say."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mer.core.params import Mask
from mer.preprocessing import faces, masking
from mer.preprocessing.stencil import Box, Stencil, black_region, face_box
from tests.mer.preprocessing.faces_fixture import shifted

SETTINGS = Mask(region="eyes_mouth", landmarks="onset", dilate=0.02, margin=0.05, upsample=1)
POINTS = arrays(np.int32, (68, 2), elements=st.integers(-20, 120))


def test_dilate_is_a_share_of_the_faces_width():
    """The same setting must mean the same on 280x340 and on 960x560 pixels."""
    points = np.zeros((68, 2), np.int32)
    points[:, 1] = 50
    points[16, 0] = 200  # width 200
    points[36:68, 0] = 100  # eyes and mouth: a single pixel
    black = black_region(points, Box(0, 0, 201, 101), "eyes_mouth", 0.1)
    rows, columns = np.nonzero(black)
    assert (columns.min(), columns.max(), rows.min(), rows.max()) == (80, 120, 30, 70)


@settings(deadline=None)
@given(points=POINTS, margin=st.floats(0, 1))
def test_the_box_holds_all_points_that_the_frame_holds(points, margin):
    """A box outside of the frame would crash the crop, one inside the face would cut it."""
    height, width = 90, 100
    box = face_box(points, (height, width, 3), margin)
    visible = points[((points >= 0) & (points < (width, height))).all(axis=1)]
    if box is None:
        assert len(visible) == 0
        return
    assert 0 <= box.left < box.right <= width
    assert 0 <= box.top < box.bottom <= height
    assert ((visible >= (box.left, box.top)) & (visible < (box.right, box.bottom))).all()


def test_the_margin_is_a_share_of_the_hull():
    """Half the size of the hull on each side doubles it."""
    points = np.array([(40, 50), (59, 89)], np.int32)  # 20 wide, 40 high
    assert face_box(points, (200, 200), 0.5) == Box(30, 30, 70, 110)
    assert face_box(points, (100, 60), 0.5) == Box(30, 30, 60, 100)


def test_a_face_outside_of_the_frame_has_no_box():
    """Its crop would be empty and crash the resizing."""
    assert face_box(np.full((68, 2), -5, np.int32), (100, 100), 0.0) is None


def test_frame_by_frame_as_all_at_once(astronaut):
    """Whoever reads a stream and holds no clip must see the pixels that the stage `mask` sees."""
    frames = shifted(astronaut, 3)
    for landmarks in ("onset", "frame"):
        chosen = SETTINGS.model_copy(update={"landmarks": landmarks})
        whole = masking.mask_frames(frames, range(3), chosen)
        stencil = Stencil.place(frames[0], faces.detect(frames[0]), chosen)
        assert np.array_equal([stencil.crop(frame).pixels for frame in frames], whole.crops)
