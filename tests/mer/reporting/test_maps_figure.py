"""The picture in git must say what it is of, and show a drawn outline alone."""

import numpy as np
import pytest
from matplotlib.text import Text

from mer.evaluation.results.maps import ClassMaps, MapsResult
from mer.reporting import maps_figure

SHARES = {"cheeks and jaw": 0.5, "brows": 0.25, "nose": 0.25, "eyes": 0.0, "mouth": 0.0}


def class_maps(**changes) -> ClassMaps:
    made = {
        "clips": 12,
        "right": 7,
        "probability": 0.5,
        "grad_cam": SHARES,
        "occlusion": SHARES,
        "frames": [0.5, 0.5],
        "correlation": 0.654,
        "blank": (3, 0),
    }
    return ClassMaps(**made | changes)


def result(data="STAND-IN", **classes) -> MapsResult:
    return MapsResult(
        data=data,
        dataset="smic",
        variant="DA",
        protocol="loso",
        input="difference",
        settings="0" * 16,
        clips="1" * 16,
        copies="2" * 16,
        area=SHARES,
        black=0.1,
        classes=classes,
    )


def drawn(found: MapsResult, black=True):
    pictures = {name: (np.eye(8), np.eye(8)[::-1]) for name in found.classes}
    mask = np.zeros((40, 40), bool)
    mask[10:15] = black
    outline = np.random.default_rng(0).random((68, 2))
    return maps_figure.draw(found, pictures, maps_figure.Face(outline, mask), "SMIC")


def texts(figure) -> str:
    return "\n".join(one.get_text() for one in figure.findobj(Text))


def test_a_row_per_class_with_its_clips_and_both_methods():
    figure = drawn(result(negative=class_maps(), surprise=class_maps(clips=4, right=1)))
    said = texts(figure)
    assert "negative\n12 clips, 7 right" in said
    assert "surprise\n4 clips, 1 right" in said
    assert "positive" not in said
    assert "Grad-CAM (3 clips without)" in said
    assert "correlation of the two maps: 0.65" in said
    assert said.count("STAND-IN") == 1
    maps = [axis for axis in figure.axes if axis.images]
    assert len(maps) == 4
    for axis in maps:  # the map, the black region, and the nine lines of a face
        assert len(axis.lines) == 9


@pytest.mark.parametrize("black", [True, False])
def test_black_regions_are_explained_where_there_are_any(black):
    said = texts(drawn(result(data="licensed", negative=class_maps()), black))
    assert ("Hatched: black in what the network sees" in said) == black
    assert "STAND-IN" not in said


def test_a_class_without_any_map_is_drawn_too():
    found = class_maps(grad_cam={}, occlusion={}, frames=[], correlation=None)
    assert "correlation" not in texts(drawn(result(negative=found)))
