"""A wrong choice must stop before DVC looks for files that it names."""

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
        ("variant", "FOO", "variant: expected one of"),
        ("source", "licensed", "expected the folder of the licensed"),
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
