"""What stays of a data set or variant that is gone from the list mixes with results of others."""

import json
from pathlib import Path

import pytest

from mer.core import paths, unlisted


@pytest.fixture
def made(tmp_path, monkeypatch) -> list[Path]:
    """Write what stages leave of two data sets and two variants."""
    monkeypatch.chdir(tmp_path)
    names = [
        *(folder / f"{dataset}.csv" for folder in paths.OF_DATASETS for dataset in ("smic", "x")),
        *(folder / variant / "smic.csv" for folder in paths.OF_VARIANTS for variant in ("ST", "x")),
    ]
    for path in names:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return names


def test_what_is_listed_stays_and_nothing_else_does(made):
    removed = unlisted.remove(["smic"], ["ST"])
    assert len(removed) == len(paths.OF_DATASETS) + len(paths.OF_VARIANTS)
    assert [path for path in made if path.exists()] == [
        path for path in made if "x" not in (path.stem, path.parent.name)
    ]
    assert unlisted.remove(["smic"], ["ST"]) == []


def test_a_link_is_removed_and_not_what_it_leads_to(made, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.csv").write_text("")
    (paths.PREDICTIONS / "linked").symlink_to(elsewhere)
    unlisted.remove(["smic", "x"], ["ST", "x"])
    assert not (paths.PREDICTIONS / "linked").exists()
    assert (elsewhere / "kept.csv").is_file()


def test_hidden_files_are_left_to_those_who_write_them(made):
    hidden = paths.OF_DATASETS[0] / ".x.csv.tmp"
    hidden.write_text("")
    unlisted.remove(["smic"], ["ST"])
    assert hidden.exists()


def test_crops_in_the_form_of_an_earlier_version_go(made):
    """They show faces, and the stage after them takes the whole folder for its input."""
    old = paths.OF_DATASETS[1] / "smic.npz"
    old.write_text("")
    assert unlisted.remove_of_earlier_versions() == [old]
    assert not old.exists()
    assert all(path.exists() for path in made)


def test_maps_and_errors_of_other_cells_and_maps_of_other_data_go(tmp_path, monkeypatch):
    """DVC does not know them: numbers of the stand-in would stay among licensed ones."""
    monkeypatch.chdir(tmp_path)
    kept, other, gone = (
        paths.Cell(*names) for names in (("smic", "ST"), ("smic", "DA"), ("x", "ST"))
    )
    for cell, data in ((kept, "licensed"), (other, "STAND-IN"), (gone, "licensed")):
        cell.map_faces("loso").mkdir(parents=True)
        for path in (cell.maps("loso"), cell.maps("loso").with_suffix(".png"), cell.errors):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"data": data}))
    assert len(unlisted.remove(["smic"], ["ST", "DA"])) == 4
    removed = unlisted.remove_other_maps("licensed")
    assert removed == [
        other.maps("loso"), other.maps("loso").with_suffix(".png"), other.map_faces("loso")
    ]  # fmt: skip
    left = sorted(path.stem for path in tmp_path.rglob("*-*"))
    assert left == ["smic-DA", "smic-ST", *["smic-ST-loso"] * 3]


def test_an_empty_project_has_nothing_to_remove(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert unlisted.remove(["smic"], ["ST"]) == []


def test_maps_go_with_their_cell(tmp_path, monkeypatch):
    """They are made by a command, and are no out of a stage."""
    monkeypatch.chdir(tmp_path)
    made = {}
    for cell in (paths.Cell("smic", "ST"), paths.Cell("smic", "DA"), paths.Cell("samm", "ST")):
        record, faces = cell.maps("loso"), cell.map_faces("loso")
        for path in (record, record.with_suffix(".png"), faces / "a.png"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("")
        made[cell.name] = [record, record.with_suffix(".png"), faces]
    removed = unlisted.remove(["smic"], ["ST"])
    assert sorted(removed) == sorted(made["smic-DA"] + made["samm-ST"])
    assert all(path.exists() for path in made["smic-ST"])
    assert not any(path.exists() for path in removed)
