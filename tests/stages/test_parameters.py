"""A wrong choice must stop before DVC looks for files that it names."""

from pathlib import Path

import pytest
import yaml

from mer import datasets
from mer.core.errors import UserError
from stages import parameters
from tests.conftest import run_stage


def test_a_sound_file_leaves_the_same_note_whatever_it_says(project, small, monkeypatch):
    """Were it different, everything would be recomputed."""
    notes = set()
    for variant in ("ST", "SCB"):
        small["variant"] = variant
        (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
        run_stage(parameters, monkeypatch)
        notes.add((project / "data/parameters.txt").read_text(encoding="utf-8"))
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("variant", "FOO", "variant: expected one of ST, DA, SCB, DACWB, received 'FOO'"),
        ("profile", "papers", "profile: expected one of demo, paper, received 'papers'"),
        ("source", "web", "source: expected 'standin' or 'licensed', received 'web'"),
        ("source", "licensed", "expected the folder of the licensed"),
        ("datasets", ["smic", "fer"], r"datasets\.1: expected one of casme_sq, .* received 'fer'"),
    ],
)
def test_a_wrong_choice_leaves_none(key, value, sentence, project, small, monkeypatch):
    small[key] = value
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    with pytest.raises(UserError, match=sentence):
        run_stage(parameters, monkeypatch)
    assert not (project / "data/parameters.txt").exists()


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("standin", "received samm2, which has no stand-in; use source: licensed"),
        ("licensed", "dataset samm2: expected its adapter in mer/datasets/samm2.py, found no"),
    ],
)
def test_a_data_set_that_cannot_be_read_stops_before_anything_runs(
    source, sentence, project, small, monkeypatch
):
    """In `extract` it would stop a run that may have worked for hours on other data sets."""
    if source == "standin":
        monkeypatch.setattr(datasets, "require", lambda key: None)
    small["labels"]["samm2"] = small["labels"]["samm"]
    small["datasets"] = ["samm", "samm2"]
    small["source"] = source
    (project / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    with pytest.raises(UserError, match=sentence):
        run_stage(parameters, monkeypatch)
    assert not (project / "data/parameters.txt").exists()


def use(content: dict, folder: Path) -> None:
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")


def test_licensed_data_are_linked_into_a_copy_that_dvc_made(project, small, monkeypatch):
    """`dvc exp run --queue` would stop there: it copies what git tracks alone."""
    use(small | {"source": "licensed", "datasets": ["smic", "samm"]}, project)
    for name in ("smic", "samm"):
        (project / "data/licensed" / name).mkdir(parents=True)
    copy = project / ".dvc/tmp/exps/standalone/tmp1"
    copy.mkdir(parents=True)
    (copy / "params.yaml").write_bytes((project / "params.yaml").read_bytes())
    monkeypatch.chdir(copy)
    run_stage(parameters, monkeypatch)
    for name in ("smic", "samm"):
        assert (copy / "data/licensed" / name).resolve() == project / "data/licensed" / name
    run_stage(parameters, monkeypatch)  # once more: what is there stays


def test_what_is_no_longer_listed_goes_and_each_is_named(project, small, monkeypatch, capsys):
    """Numbers of the stand-in would stay among licensed ones, and faces on the disk."""
    use(small | {"datasets": ["smic"], "variants": ["ST"], "variant": "ST", "keep": "ST"}, project)
    kept = ["data/masked/smic.zip", "data/history/ST/smic.csv", "data/frames/.samm.zip.tmp"]
    gone = ["data/masked/samm.zip", "data/frames/samm.csv", "metrics/cells/DA/smic.json"]
    for name in kept + gone:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes(b"")
    run_stage(parameters, monkeypatch)
    assert all((project / name).exists() for name in kept)
    assert not any((project / name).exists() for name in gone)
    assert not (project / "metrics/cells/DA").exists()
    said = capsys.readouterr().out
    assert "removed data/masked/samm.zip, as params.yaml no longer lists samm.\n" in said
    assert "removed metrics/cells/DA, as params.yaml no longer lists DA.\n" in said
