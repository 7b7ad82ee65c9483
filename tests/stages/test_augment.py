"""The stage `augment` writes the copies that the recipes of all variants ask for."""

import subprocess
import sys

import numpy as np
import pytest

from mer.core import files, paths
from mer.core.errors import UserError
from mer.planning import augmentation, copying
from stages import augment
from tests.conftest import ROOT
from tests.stages.preprocessing_fixture import runner, snapshot, write_clips, write_params

NAMES = ["03/a", "03/b", "10/EP_02"]


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run stages in a project folder of their own."""
    write_params(tmp_path)
    return runner(monkeypatch, tmp_path)


def _copies(variant):
    """Read the copies of a variant: pixels, rows, draws."""
    stack = paths.Cell("smic", variant).copies
    draws = np.load(stack.path / copying.DRAWS, allow_pickle=False)
    return np.array(files.map_stack(stack)), files.stack_rows(stack, ("clip",)), draws


def test_copies_are_written_by_clip_and_number(run, tmp_path, capsys):
    """The plan refers to copies by clip and number."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    x, rows, draws = _copies("DA")
    assert rows.columns.tolist() == ["clip", "copy"]
    assert rows["clip"].tolist() == [name for name in NAMES for _ in range(3)]
    assert rows["copy"].tolist() == [1, 2, 3] * 3
    assert x.shape == (9, 4, 16, 16)
    assert x.dtype == np.uint8
    assert draws.shape == (9, 1, 7)
    assert draws.dtype == np.float64
    assert capsys.readouterr().out.splitlines() == [
        "augment: clips of smic 3; copies of each: ST 0, DA 3, SCB 0, DACWB 3"
    ]


def test_the_draws_that_are_written_are_those_that_were_applied(run, tmp_path):
    """Whoever doubts a copy can make it again."""
    originals = write_clips(tmp_path, NAMES)
    run(augment, "smic")
    x, rows, draws = _copies("DA")
    for row, name in enumerate(rows["clip"]):
        original = originals[NAMES.index(name)]
        assert np.array_equal(x[row], augmentation.apply(original, draws[row]))


def test_variants_with_the_same_recipe_share_their_copies(run, tmp_path):
    """DA and DACWB must differ in the balancing alone, and cost the work and the disk once."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    first, second = (paths.Cell("smic", variant).copies.path for variant in ("DA", "DACWB"))
    assert snapshot(first) == snapshot(second)
    assert all((first / name).samefile(second / name) for name in snapshot(first))


def test_the_copies_of_one_recipe_are_made_once(run, tmp_path, monkeypatch):
    """Of the article's four variants two make none, and two the same."""
    made = []
    once = augmentation.copies
    monkeypatch.setattr(augmentation, "copies", lambda *args: made.append(args) or once(*args))
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    assert len(made) == len(NAMES)


def test_a_variant_with_a_recipe_of_its_own_has_copies_of_its_own(run, tmp_path):
    write_params(tmp_path, recipes__augment__DACWB__copies=2, recipes__augment__SCB__rotate=1.0)
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    three, two = _copies("DA"), _copies("DACWB")
    assert (len(three[0]), len(two[0])) == (9, 6)
    assert np.array_equal(two[0][2:4], three[0][3:5])
    assert len(_copies("SCB")[0]) == 0


def test_where_the_disk_has_no_hard_links_files_are_copied(run, tmp_path, monkeypatch):
    """Some network and Windows disks have none."""

    def refuse(source, target):
        raise OSError("not supported")

    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    linked = snapshot(tmp_path / "data/augmented")
    monkeypatch.setattr(copying.os, "link", refuse)
    run(augment, "smic")
    assert snapshot(tmp_path / "data/augmented") == linked
    first, second = (paths.Cell("smic", variant).copies.path for variant in ("DA", "DACWB"))
    assert not (first / "x.npy").samefile(second / "x.npy")


def test_fewer_clips_get_the_same_copies(run, tmp_path):
    """A clip that is dropped must not reshuffle all the others."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    whole = _copies("DA")
    write_clips(tmp_path, NAMES[1:])
    run(augment, "smic")
    part = _copies("DA")
    assert np.array_equal(part[0], whole[0][3:])
    assert np.array_equal(part[2], whole[2][3:])


def test_no_copies_are_an_empty_stack(run, tmp_path):
    """The stages that follow read the same files for every variant."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    x, rows, draws = _copies("ST")
    assert x.shape == (0, 4, 16, 16)
    assert x.dtype == np.uint8
    assert rows.columns.tolist() == ["clip", "copy"]
    assert len(rows) == 0
    assert draws.shape == (0, 1, 7)


def test_per_frame_writes_a_draw_per_frame(run, tmp_path):
    """As docs/formats.md promises."""
    write_params(tmp_path, recipes__augment__DA__per_frame=True)
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    assert _copies("DA")[2].shape == (9, 4, 7)
    assert _copies("DACWB")[2].shape == (9, 1, 7)


def test_processes_change_nothing(run, tmp_path, monkeypatch):
    """The same bytes whether one process or two did the work."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    first = snapshot(tmp_path / "data/augmented")
    monkeypatch.setattr(copying, "PIXELS_PER_PROCESS", 1000)
    write_params(tmp_path, execution__workers=2)
    run(augment, "smic")
    assert snapshot(tmp_path / "data/augmented") == first


def test_a_failure_leaves_the_copies_as_they_were(run, tmp_path, monkeypatch):
    """Copies of new clips for some variants and of old ones for others would be worse than none."""
    write_clips(tmp_path, NAMES)
    run(augment, "smic")
    before = snapshot(tmp_path / "data/augmented")
    write_clips(tmp_path, NAMES[1:])
    monkeypatch.setattr(copying, "_link", lambda made, same: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(augment, "smic")
    assert snapshot(tmp_path / "data/augmented") == before


def test_without_clips_the_stage_to_run_is_named(run, tmp_path):
    with pytest.raises(UserError, match=r"data/clips/smic: .* run `dvc repro resize`"):
        run(augment, "smic")


def test_imgaug_is_not_loaded_where_there_are_no_copies(run, tmp_path):
    """It takes a second, and scikit-learn and imbalanced-learn are of no use here at all."""
    write_params(tmp_path, variants=["ST"], variant="ST", keep="ST")
    write_clips(tmp_path, NAMES)
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from stages import augment; "
    code += "sys.argv = ['augment', 'smic']; augment.main(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert not {"imgaug", "cv2", "sklearn", "imblearn"} & set(done.stdout.split())


@pytest.mark.parametrize("workers", [1, 2])
def test_without_libgl_copies_stop_with_a_sentence(run, tmp_path, workers):
    """imgaug is imported late, and in other processes: its failure must not become a traceback."""
    write_params(tmp_path, execution__workers=workers)
    write_clips(tmp_path, NAMES)
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: no such file')")
    code = f"import sys; sys.path[:0] = ['.', {str(ROOT)!r}]; sys.argv = ['augment', 'smic']; "
    code += "from mer.planning import copying; copying.PIXELS_PER_PROCESS = 1000; "
    code += "from mer.core import command; from stages import augment; command.run(augment.main)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: OpenCV is installed but does not load")
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "data/augmented").glob("*/*"))
