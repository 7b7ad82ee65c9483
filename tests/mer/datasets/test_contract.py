"""One suite for every adapter and layout: what a user relies on, whatever copy they have."""

import os
import shutil
import zipfile

import pytest

from mer.core.errors import UserError
from mer.core.params import ClipShape
from mer.datasets import dataset as data_set
from mer.preprocessing.decoding import UndecodableError, decode
from mer.preprocessing.frames import store
from tests.mer.datasets.params import LOCAL, labels
from tests.mer.datasets.trees import EMOTIONS, LAYOUTS, VIDEOS, Copy, Spec, image

IMAGES = [pair for pair in LAYOUTS if pair[1] not in VIDEOS]
WITH_SHEET = [pair for pair in LAYOUTS if pair[0] != "smic" or pair[1] == "long"]
CUT = [pair for pair in IMAGES if pair[1] not in ("raw_full", "rawpic", "long")]
LITTER = (
    ".DS_Store",
    "desktop.ini",
    "Shortcut.lnk",
    "._img015.jpg",
    "~$codes.xlsx",
    "img15 - Copy.jpg",
    "img15 (2).jpg",
    "notes.txt",
    "noextension",
)
everywhere = pytest.mark.parametrize(("dataset", "layout"), LAYOUTS)
with_images = pytest.mark.parametrize(("dataset", "layout"), IMAGES)
with_sheet = pytest.mark.parametrize(("dataset", "layout"), WITH_SHEET)


def read(copy: Copy, **settings):
    return data_set(copy.dataset).read(copy.root, labels(copy.dataset, **settings))


def by_clip(copy: Copy, **settings):
    return {clip.clip: clip for clip in read(copy, **settings).clips}


def numbers(clip):
    return [frame.number for frame in clip.frames]


@everywhere
def test_every_clip_is_found_with_its_class_and_its_frames_in_order(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    reading = read(copy)
    assert reading.layouts == (layout,)
    assert [clip.clip for clip in reading.clips] == sorted(copy.clip(spec) for spec in copy.specs)
    for spec in copy.specs:
        clip = next(clip for clip in reading.clips if clip.clip == copy.clip(spec))
        assert (clip.reason, clip.missing, clip.surplus) == ("", 0, 0)
        assert clip.label == ("disgust negative anger", "happiness positive", "surprise").index(
            next(names for names in ("disgust negative anger", "happiness positive", "surprise")
                 if spec.emotion.lower() in names.split())
        )  # fmt: skip
        assert (clip.onset, clip.offset) == (11, 20)
        assert numbers(clip) == list(range(11, 21))
        assert all(frame.path.is_file() for frame in clip.frames)
        assert clip.subject == copy.clip(spec).split("/")[0]


@everywhere
def test_a_doubled_folder_of_an_archive_is_followed(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "inner").write()
    outer = tmp_path / "root"
    (outer / "again").mkdir(parents=True)
    copy.root.rename(outer / "again" / "inner")
    copy.root = outer
    assert [clip.reason for clip in read(copy).clips] == [""] * 6


@everywhere
def test_a_folder_doubled_within_the_copy_is_followed(tmp_path, dataset, layout):
    """`Cropped/Cropped/sub01`: what unpacking an archive into a folder of its name leaves."""
    copy = Copy(dataset, layout, tmp_path / "d").write()
    for folder in [path for path in copy.root.iterdir() if path.is_dir()]:
        folder.rename(copy.root / "once")
        folder.mkdir()
        (copy.root / "once").rename(folder / folder.name)
    reading = read(copy)
    assert reading.layouts == (layout,)
    assert [clip.reason for clip in reading.clips] == [""] * 6


@everywhere
def test_litter_is_no_clip_and_no_frame(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    folders = [path for path in copy.root.rglob("*") if path.is_dir()]
    for folder in [copy.root, *folders]:
        for name in LITTER:
            (folder / name).write_bytes(b"litter")
        (folder / "__MACOSX").mkdir()
        (folder / ".hidden").mkdir()
    clips = read(copy).clips
    assert [(clip.reason, numbers(clip)) for clip in clips] == [("", list(range(11, 21)))] * 6


@everywhere
def test_folders_beside_the_subjects_are_no_subjects(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    subject = next(
        path
        for path in copy.folder(copy.specs[0]).parents
        if path.name[-1] == "1" or path.name[-1] == "5"
    )
    shutil.copytree(subject, subject.with_name("backup"))
    assert [clip.reason for clip in read(copy).clips] == [""] * 6


@pytest.mark.parametrize(
    ("dataset", "layout"), [pair for pair in WITH_SHEET if pair[1] not in ("rawpic", "rawvideo")]
)
def test_a_folder_without_a_label_is_listed_and_not_used(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d")
    copy.specs[0].row = False
    clip = by_clip(copy.write())[copy.clip(copy.specs[0])]
    assert clip.reason.startswith("no label:")
    assert clip.label is None
    assert len(by_clip(copy)) == 6


@with_sheet
def test_a_label_without_a_folder_is_dropped_and_says_where_it_was_looked_for(
    tmp_path, dataset, layout
):
    copy = Copy(dataset, layout, tmp_path / "d")
    copy.specs[0].folder = False
    clips = by_clip(copy.write())
    clip = clips.pop(copy.clip(copy.specs[0]))
    assert clip.reason.startswith("no folder: looked for")
    assert layout in clip.reason
    assert clip.missing == 10
    assert clip.label == 0  # it belongs to the benchmark: a loss, not a choice
    assert all(not other.reason for other in clips.values())


@with_images
def test_missing_frames_are_counted_and_the_rest_is_used(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    spec = copy.specs[0]
    for number in (13, 14, 20):
        copy.frame(spec, number).unlink()
    clip = by_clip(copy)[copy.clip(spec)]
    assert numbers(clip) == [11, 12, 15, 16, 17, 18, 19]
    if copy.has_sheet:
        assert clip.missing == 3
        assert "offset frame 20 is missing, the last is 19" in clip.note
    else:  # nothing but the folder says where the clip ends
        assert (clip.missing, clip.offset) == (2, 19)


@pytest.mark.parametrize(("dataset", "layout"), [pair for pair in IMAGES if pair in WITH_SHEET])
def test_a_missing_onset_frame_is_noted(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    copy.frame(copy.specs[0], 11).unlink()
    assert (
        "onset frame 11 is missing, the first is 12" in by_clip(copy)[copy.clip(copy.specs[0])].note
    )


@with_images
def test_a_clip_of_less_than_two_frames_is_dropped_and_the_others_stay(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    spec = copy.specs[0]
    for number in range(12, 21):
        copy.frame(spec, number).unlink()
    clips = by_clip(copy)
    assert clips[copy.clip(spec)].reason.startswith("no frames: 1 of")
    assert sum(not clip.reason for clip in clips.values()) == 5


@with_images
def test_an_empty_folder_is_dropped_with_its_path(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d")
    copy.specs[0].frames = []
    reason = by_clip(copy.write())[copy.clip(copy.specs[0])].reason
    where = copy.folder(copy.specs[0]).relative_to(copy.root).as_posix()
    assert reason == f"no frames: {where} holds no image"


@pytest.mark.parametrize(("dataset", "layout"), CUT)
def test_frames_outside_of_the_clip_are_not_used_and_counted(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d")
    copy.specs[0].frames = list(range(9, 23))
    clip = by_clip(copy.write())[copy.clip(copy.specs[0])]
    if copy.has_sheet:
        assert (numbers(clip), clip.surplus) == (list(range(11, 21)), 4)
    else:
        assert (clip.onset, clip.offset, clip.surplus) == (9, 22, 0)


@with_images
def test_image_formats_and_upper_case_are_read(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    for spec, extension in zip(
        copy.specs, (".bmp", ".png", ".JPG", ".jpeg", ".BMP", ".PNG"), strict=True
    ):
        for number in spec.frames:
            copy.frame(spec, number).rename(copy.frame(spec, number).with_suffix(extension))
    assert [numbers(clip) for clip in read(copy).clips] == [list(range(11, 21))] * 6


@with_images
def test_frames_sort_by_number_across_a_change_of_width(tmp_path, dataset, layout):
    """As text img1000 comes before img999: a clip would play out of order."""
    copy = Copy(dataset, layout, tmp_path / "d")
    copy.specs[0].onset, copy.specs[0].apex, copy.specs[0].offset = 995, 1000, 1004
    copy.specs[0].frames = list(range(995, 1005))
    copy.specs = [copy.specs[0]]
    copy.write()
    found = numbers(by_clip(copy)[copy.clip(copy.specs[0])])
    assert (found if copy.has_sheet else found[-10:]) == list(range(995, 1005))


@with_images
def test_two_files_of_the_same_number_count_once(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    spec = copy.specs[0]
    (copy.frame(spec, 15).with_suffix(".png")).write_bytes(image(".png", 15))
    clip = by_clip(copy)[copy.clip(spec)]
    assert numbers(clip) == list(range(11, 21))
    assert "1 files repeat the number" in clip.note


@with_images
def test_an_empty_and_a_truncated_frame_cost_their_clips_alone(tmp_path, dataset, layout):
    """The first is seen when read, the second when decoded; neither stops the others."""
    copy = Copy(dataset, layout, tmp_path / "d").write()
    empty, truncated = copy.specs[:2]
    copy.frame(empty, 15).write_bytes(b"")
    copy.frame(truncated, 15).write_bytes(image(".jpg", 15)[:100])
    archive = tmp_path / f"{dataset}.zip"
    shape = ClipShape(frames=10, sampling="nearest", size=16, windows=1, shift=1)
    table = store(dataset, read(copy).clips, shape, LOCAL, archive).set_index("clip")
    assert (
        table.loc[copy.clip(empty), "reason"]
        == f"unreadable frame: {copy.frame(empty, 15).name} is empty (0 bytes)"
    )
    assert (table["status"] == "kept").sum() == 5
    with zipfile.ZipFile(archive) as stored:
        broken = []
        for name in stored.namelist():
            try:
                decode(stored.read(name))
            except UndecodableError:
                broken.append(name)
    assert broken == [f"{copy.clip(truncated)}/000015.jpg"]


@everywhere
def test_a_path_with_spaces_and_unicode_and_a_symbolic_link_work(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "Größe 微表情 (1)" / "d").write()
    link = tmp_path / "verknüpft"
    link.symlink_to(copy.root, target_is_directory=True)
    copy.root = link
    assert [clip.reason for clip in read(copy).clips] == [""] * 6


@everywhere
def test_an_unreadable_folder_costs_only_what_is_in_it(tmp_path, monkeypatch, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    spec = copy.specs[0]
    locked = (
        copy.folder(spec).parent if layout in (*VIDEOS, "cropped", "raw") else copy.folder(spec)
    )
    deny(monkeypatch, locked)
    reading = read(copy)
    lost = [clip for clip in reading.clips if clip.reason]
    where = locked.relative_to(copy.root).as_posix()
    assert f"{where}: cannot be read (Permission denied)" in reading.notes
    assert any(not clip.reason for clip in reading.clips)
    if locked == copy.folder(spec):
        assert [clip.reason for clip in lost] == [f"unreadable folder: {where} (Permission denied)"]


def deny(monkeypatch, locked):
    """Make a folder unreadable, also for root."""
    scandir = os.scandir

    def guarded(path):
        if os.fspath(path) == os.fspath(locked):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)


@pytest.mark.parametrize("dataset", EMOTIONS)
class TestNothingUsable:
    """One sentence: where it was looked, what was expected, what to do."""

    def fails(self, dataset, root) -> str:
        with pytest.raises(UserError) as failure:
            data_set(dataset).read(root, labels(dataset))
        message = str(failure.value)
        assert message.startswith(str(root))
        assert "expected" in message
        assert "\n" not in message
        return message

    def test_no_folder(self, tmp_path, dataset):
        assert "found none; put the data set there or link it" in self.fails(
            dataset, tmp_path / "d"
        )

    def test_a_broken_link(self, tmp_path, dataset):
        (tmp_path / "d").symlink_to(tmp_path / "gone")
        assert f"a link to {tmp_path / 'gone'}, which is not there" in self.fails(
            dataset, tmp_path / "d"
        )

    def test_a_file(self, tmp_path, dataset):
        (tmp_path / "d").write_text("")
        assert "found a file" in self.fails(dataset, tmp_path / "d")

    def test_an_unreadable_folder(self, tmp_path, monkeypatch, dataset):
        (tmp_path / "d").mkdir()
        deny(monkeypatch, tmp_path / "d")
        assert "Permission denied; give yourself read permission" in self.fails(
            dataset, tmp_path / "d"
        )

    def test_an_empty_folder(self, tmp_path, dataset):
        (tmp_path / "d").mkdir()
        assert "found nothing; put the data set there" in self.fails(dataset, tmp_path / "d")

    def test_archives_that_are_not_unpacked(self, tmp_path, dataset):
        (tmp_path / "d").mkdir()
        for number in range(9):
            (tmp_path / "d" / f"part{number}.zip").write_text("")
        message = self.fails(dataset, tmp_path / "d")
        assert "found part0.zip, part1.zip" in message
        assert "unpack the archives there (part0.zip)" in message


@with_sheet
def test_no_label_sheet_is_one_sentence_with_the_sheets_name(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d")
    name, copy.sheet = copy.sheet, None
    copy.write()
    with pytest.raises(UserError, match=r"found no \.xlsx or \.csv file; put the") as failure:
        read(copy)
    assert name in str(failure.value)


@with_sheet
def test_a_damaged_or_foreign_workbook_is_named_and_not_mistaken_for_the_labels(
    tmp_path, dataset, layout
):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    (copy.root / copy.sheet).write_bytes(b"no workbook")
    foreign = Copy(
        "casme_sq" if dataset != "casme_sq" else "samm", "", tmp_path / "d", sheet="other.xlsx"
    )
    foreign._write_sheet()
    with pytest.raises(UserError) as failure:
        read(copy)
    assert f"{copy.sheet} (not a workbook of Excel 2007 or later)" in str(failure.value)
    assert "other.xlsx (other columns)" in str(failure.value)


@with_sheet
def test_a_renamed_label_sheet_in_a_sub_folder_is_found(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    (copy.root / "docs").mkdir()
    (copy.root / copy.sheet).rename(copy.root / "docs" / "labels final (2).XLSX")
    reading = read(copy)
    assert reading.sheet == copy.root / "docs" / "labels final (2).XLSX"
    assert [clip.reason for clip in reading.clips] == [""] * 6


@with_sheet
def test_names_of_the_pages_do_not_matter(tmp_path, dataset, layout):
    copy = Copy(
        dataset, layout, tmp_path / "d", sheet_titles=("Tabelle1", "Tabelle2", "Tabelle3")
    ).write()
    assert [clip.reason for clip in read(copy).clips] == [""] * 6


@with_sheet
def test_subjects_typed_as_numbers_are_the_same_subjects(tmp_path, dataset, layout):
    as_text = Copy(dataset, layout, tmp_path / "text").write()
    as_number = Copy(dataset, layout, tmp_path / "number", text_subjects=False).write()
    assert [clip.clip for clip in read(as_text).clips] == [
        clip.clip for clip in read(as_number).clips
    ]
    assert [clip.reason for clip in read(as_number).clips] == [""] * 6


@pytest.mark.parametrize(("blank", "preamble"), [((), 0), ((0,), 13), ((1, 3), 1), ((2, 6, 7), 0)])
@pytest.mark.parametrize(
    ("dataset", "layout"), [("casme2", "cropped"), ("samm", "frames"), ("smic", "long")]
)
def test_columns_are_found_by_name_wherever_they_are(tmp_path, dataset, layout, blank, preamble):
    copy = Copy(dataset, layout, tmp_path / "d", blank_columns=blank, preamble=preamble).write()
    assert [clip.reason for clip in read(copy).clips] == [""] * 6


@with_sheet
def test_a_clip_named_twice_is_read_once(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d")
    twin = Spec(1, copy.specs[0].name, copy.specs[1].emotion)
    copy.specs.append(twin)
    reading = read(copy.write())
    assert len(reading.clips) == 6
    assert (
        f"{copy.clip(twin)}: the label sheet names it more than once; the first row is used"
        in reading.notes
    )
    assert next(clip for clip in reading.clips if clip.clip == copy.clip(twin)).label == 0


@with_sheet
def test_an_onset_that_is_no_number_costs_its_clip_alone(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d")
    for spec, cell in zip(copy.specs, ("/", None, "unknown"), strict=False):
        spec.onset = cell
    clips = by_clip(copy.write())
    reasons = [clips[copy.clip(spec)].reason.split(":")[0] for spec in copy.specs]
    assert reasons == ["bad frame numbers"] * 3 + [""] * 3


@with_sheet
def test_an_onset_after_the_offset_costs_one_clip(tmp_path, dataset, layout):
    copy = Copy(dataset, layout, tmp_path / "d")
    copy.specs[0].onset, copy.specs[0].offset = 20, 11
    clips = by_clip(copy.write())
    assert clips[copy.clip(copy.specs[0])].reason.startswith(("bad frame numbers:", "no frames:"))
    assert sum(not clip.reason for clip in clips.values()) == 5


@pytest.mark.parametrize(("dataset", "layout"), [pair for pair in WITH_SHEET if pair[0] != "smic"])
def test_an_odd_apex_is_noted_and_keeps_its_clip(tmp_path, dataset, layout):
    odd = {
        "/": "apex is '/' in the label sheet", 11: "apex 11 = onset", 20: "apex 20 = offset",
        25: "apex 25 outside of 11..20", 3: "apex 3 outside of 11..20", 14: "",
    }  # fmt: skip
    copy = Copy(dataset, layout, tmp_path / "d")
    for spec, apex in zip(copy.specs, odd, strict=True):
        spec.apex = apex
    clips = by_clip(copy.write())
    for spec, note in zip(copy.specs, odd.values(), strict=True):
        clip = clips[copy.clip(spec)]
        assert clip.reason == ""
        assert note in clip.note
        assert ("apex" in clip.note) == bool(note)


@everywhere
def test_emotions_without_a_class_and_excluded_clips_are_dropped_by_the_rule(
    tmp_path, dataset, layout
):
    copy = Copy(dataset, layout, tmp_path / "d").write()
    first = copy.clip(copy.specs[0])
    rule = {
        "negative": [copy.specs[0].emotion.lower()],
        "positive": ["joy"],
        "surprise": ["surprise"],
    }
    clips = by_clip(copy, rule="mine", rules={"mine": rule | {"exclude": [first]}})
    assert clips[first].reason == "excluded: rule mine leaves it out by name"
    other = clips[copy.clip(copy.specs[1])]
    assert (
        other.reason
        == f"no class: rule mine has none for the emotion {copy.specs[1].emotion.lower()}"
    )
    assert other.label is None


@pytest.mark.parametrize("dataset", EMOTIONS)
def test_the_preferred_layout_comes_first_and_the_next_fills_its_gaps(tmp_path, dataset):
    first, second = {
        "casme2": ("cropped", "raw_selected"),
        "smic": ("raw", "cropped"),
        "casme_sq": ("selectedpic", "cropped"),
        "samm": ("frames", "cropped"),
    }[dataset]
    copy = Copy(dataset, second, tmp_path / "d").write()
    Copy(dataset, first, tmp_path / "d").write()
    preferred = Copy(dataset, first, tmp_path / "d")
    spec = copy.specs[0]
    shutil.rmtree(preferred.folder(spec))
    clips = by_clip(copy)
    assert clips[copy.clip(copy.specs[1])].layout == first
    assert clips[copy.clip(spec)].layout == second
    assert clips[copy.clip(spec)].note == f"not in {first}, taken from {second}"


@everywhere
def test_action_units_are_those_of_the_label_sheet(tmp_path, dataset, layout):
    """Whoever looks for the cause of an error wants to know what moved."""
    written = {"casme2": "4+L10", "casme_sq": "4+10"}.get(dataset, "")  # the other two have none
    copy = Copy(dataset, layout, tmp_path / "d").write()
    labelled = [clip for clip in by_clip(copy).values() if clip.label is not None]
    assert {clip.units for clip in labelled} == {written}
