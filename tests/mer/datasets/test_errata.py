"""Errors of published sheets: corrected once, only where they still are, and never in silence."""

import openpyxl
import pytest

from mer.core.errors import UserError
from mer.datasets import dataset as data_set
from mer.datasets import errata
from mer.datasets.records import Row
from tests.mer.datasets.params import labels
from tests.mer.datasets.trees import LAYOUTS, Copy

HEADER = ",".join(errata.HEADER)


def write(folder, *lines):
    path = folder / "errata.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_the_table_of_the_project_is_valid():
    for erratum in errata.load():
        data_set(erratum.dataset)


@pytest.mark.parametrize(
    ("dataset", "row", "apex"),
    [
        ("casme2", Row("04", "EP12_01f", "disgust", 261, None, 321), 279),
        ("casme2", Row("25", "EP18_04f", "disgust", 76, 116, 116), 98),
        ("samm", Row("032", "032_3_2", "anger", 5126, 5127, 5207), 5130),
        ("casme2", Row("25", "EP18_04f", "disgust", 76, 97, 116), 97),  # a corrected sheet
        ("casme2", Row("04", "EP12_01f", "disgust", 11, None, 20), None),  # numbered otherwise
    ],
)
def test_published_apexes_replace_those_at_an_end_of_the_clip(dataset, row, apex):
    """The errors that are published with a right value for one clip; docs/extending.md."""
    (corrected,) = errata.correct(dataset, [row], errata.load())
    assert corrected.apex == apex
    assert ("MEB (github.com/tvaranka/meb)" in corrected.note) == (apex != row.apex)


@pytest.mark.parametrize(("dataset", "layout"), LAYOUTS)
def test_an_erratum_is_applied_by_every_adapter_and_noted(tmp_path, monkeypatch, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    spec = copy.specs[0]
    subject, name = copy.clip(spec).split("/")
    old = spec.emotion.lower()
    path = write(
        tmp_path, f"{dataset},{subject},{name.upper()},emotion,{old},surprise,somebody 2020"
    )
    monkeypatch.setattr(errata, "PATH", path)
    clips = {clip.clip: clip for clip in data_set(dataset).read(copy.root, labels(dataset)).clips}
    clip = clips.pop(copy.clip(spec))
    assert (clip.emotion, clip.label) == ("surprise", 2)
    assert f"emotion corrected from {old} to surprise (somebody 2020)" in clip.note
    assert not any("corrected" in other.note for other in clips.values())


def test_a_corrected_sheet_is_not_corrected_twice(tmp_path, monkeypatch):
    """The precondition: an edition that moved the offset itself must keep it."""
    copy = Copy("samm", "frames", tmp_path / "d").write()
    monkeypatch.setattr(
        errata, "PATH", write(tmp_path, "samm,001,001_1_anger1,offset,20,18,somebody 2020")
    )
    book = openpyxl.load_workbook(copy.root / copy.sheet)

    def read():
        reading = data_set("samm").read(copy.root, labels("samm"))
        return next(clip for clip in reading.clips if clip.clip == "001/001_1_anger1")

    assert (read().offset, len(read().frames)) == (18, 8)
    cell = next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == 20)
    cell.value = 19
    book.save(copy.root / copy.sheet)
    assert (read().offset, len(read().frames), read().note) == (19, 9, "")


def test_a_clip_lost_to_an_unreadable_number_comes_back():
    row = Row(
        "03",
        "EP01",
        "disgust",
        11,
        None,
        None,
        reason="bad frame numbers: offset is '?' in the label sheet",
    )
    (fixed,) = errata.correct(
        "casme2", [row], [errata.Erratum("casme2", "03", "EP01", "offset", None, 20, "x")]
    )
    assert (fixed.offset, fixed.reason) == (20, "")
    assert fixed.note == "offset corrected from no number to 20 (x)"
    other = Row("03", "EP01", "disgust", None, None, None, reason=row.reason)
    (kept,) = errata.correct(
        "casme2", [other], [errata.Erratum("casme2", "03", "EP01", "offset", None, 20, "x")]
    )
    assert kept.reason == row.reason


def test_an_erratum_of_another_data_set_changes_nothing():
    row = Row("03", "EP01", "disgust", 11, 14, 20)
    table = [errata.Erratum("samm", "03", "EP01", "offset", 20, 25, "x")]
    assert errata.correct("casme2", [row], table) == [row]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "mmew,03,EP01,apex,1,2,x",
            "line 2: dataset: expected the name of a file in mer/datasets, such as samm, "
            "received 'mmew'",
        ),
        (
            "samm,03,EP01,valence,1,2,x",
            "line 2: column: expected one of emotion, onset, apex, offset",
        ),
        ("samm,03,EP01,apex,/,2,x", "line 2: old: expected a whole number for apex, received '/'"),
        (
            "samm,03,EP01,emotion,Anger,fear,x",
            "line 2: old: expected an emotion in lower case, received 'Anger'",
        ),
        (
            "samm,03,EP01,emotion,,fear,x",
            "line 2: old: expected an emotion in lower case, received ''",
        ),
        ("samm,03,EP01,apex,1,2,", "line 2: source: expected a value, received none"),
        (
            "samm,03,EP01,apex,1,1,x",
            "line 2: new: expected another value than old, received '1' for both",
        ),
        (
            "samm,03,EP01,apex,1,2,x\nsamm,03,ep01,apex,3,4,y",
            "line 3: expected one row per value, received another in l",
        ),
    ],
)
def test_a_wrong_table_stops_with_its_line(tmp_path, line, sentence):
    with pytest.raises(UserError) as failure:
        errata.load(write(tmp_path, line))
    assert sentence in str(failure.value)
