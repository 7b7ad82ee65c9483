"""A damaged table of clips would become classes and folds of its own."""

import numpy as np
import pytest

from mer.core import files, paths
from mer.core.errors import UserError
from mer.planning import clip_rows
from tests.conftest import table, write_clips


def test_whole_clips_are_read_as_they_are(project, arrays):
    write_clips(arrays)
    assert clip_rows.read("smic").equals(table(arrays))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda t: t.assign(label=7), "label to be one of 0, 1, 2, received 7 in line 2"),
        (lambda t: t.assign(label=""), "label to be one of 0, 1, 2, received nan in line 2"),
        (lambda t: t.assign(clip="a"), "each clip once, received 'a' in line 3"),
        (lambda t: t.assign(subject=""), "text as subject, received '' in line 2"),
    ],
)
def test_a_damaged_table_is_a_sentence(project, arrays, damage, message):
    files.write_stack(paths.clips("smic"), arrays["x"], damage(table(arrays)))
    with pytest.raises(UserError, match=rf"clips.smic: expected {message}"):
        clip_rows.read("smic")


@pytest.mark.parametrize("shape", [(0, 4, 16, 16), (24, 16, 16)])
def test_what_holds_no_clips_is_a_sentence(project, arrays, shape):
    rows = table(arrays).iloc[: shape[0]]
    files.write_stack(paths.clips("smic"), np.zeros(shape, np.uint8), rows)
    with pytest.raises(UserError, match=r"clips.smic: expected clips of shape"):
        clip_rows.read("smic")
