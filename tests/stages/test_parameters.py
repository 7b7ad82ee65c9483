"""A wrong choice must stop before DVC looks for files that it names."""

import pytest
import yaml

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
