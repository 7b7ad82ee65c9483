"""The stage `standin`: what a user sees and gets."""

import sys
from pathlib import Path

import pytest

from mer import standin
from stages import standin as stage
from tests.stages.preprocessing_fixture import write_params


@pytest.fixture
def project(tmp_path, monkeypatch):
    write_params(tmp_path, standin__subjects=1, standin__clips=2)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["standin", "smic"])
    return tmp_path


def test_the_folder_appears_whole_and_one_line_says_what_it_holds(project, capsys):
    stage.main()
    assert sorted(path.name for path in Path("data/standin").iterdir()) == ["smic"]
    files = sum(path.is_file() for path in Path("data/standin/smic").rglob("*"))
    assert (
        capsys.readouterr().out
        == f"standin smic: 1 subjects, {files} files in data/standin/smic.\n"
    )


def test_with_licensed_data_none_is_made_and_the_old_ones_go(project, capsys):
    """`dvc repro` runs the stage whatever the source is: it must not stop a licensed run."""
    stage.main()
    write_params(project, source="licensed")
    capsys.readouterr()
    stage.main()
    assert [path.name for path in Path("data/standin").iterdir()] == ["NO-STAND-IN.txt"]
    assert capsys.readouterr().out == "standin: none is made, as source is licensed.\n"


def test_what_was_there_before_is_gone(project):
    """Frames of an earlier size would mix with those of the new one."""
    old = Path(
        "data/standin/smic/SMIC_all_cropped/HS/s99/micro/negative/s99_ne_01/reg_image000001.bmp"
    )
    old.parent.mkdir(parents=True)
    old.write_bytes(b"")
    stage.main()
    assert not old.exists()


def test_a_stage_that_dies_leaves_nothing_half_written(project, monkeypatch):
    def die(dataset, settings, root):
        root.mkdir()
        (root / "half").write_bytes(b"")
        raise KeyboardInterrupt

    monkeypatch.setattr(standin, "write", die)
    with pytest.raises(KeyboardInterrupt):
        stage.main()
    assert list(Path("data/standin").iterdir()) == []
