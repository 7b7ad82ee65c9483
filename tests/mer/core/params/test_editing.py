"""A file that explains every key in comments must not lose them to a change of one key."""

import difflib

import pytest
import yaml

from mer.core import params
from mer.core.errors import UserError
from tests.conftest import ROOT

TEXT = (ROOT / "params.yaml").read_text(encoding="utf-8")


@pytest.fixture
def path(tmp_path):
    (tmp_path / "params.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path / "params.yaml"


def lines(path, sign: str, before: str = TEXT) -> list[str]:
    """Return the lines that a change removed (-) or added (+)."""
    after = path.read_text(encoding="utf-8").splitlines()
    return [line[2:] for line in difflib.ndiff(before.splitlines(), after) if line.startswith(sign)]


def test_a_scalar_is_replaced_and_its_comment_keeps_its_column(path):
    params.change(["profile=paper", "profiles.demo.train.epochs=3"], path)
    assert params.load(path).profile == "paper"
    assert params.load(path).profiles["demo"].train.epochs == 3
    old, new = lines(path, "-"), lines(path, "+")
    assert len(old) == len(new) == 2
    assert [line.index("#") for line in old] == [line.index("#") for line in new]
    assert [line.partition("#")[2] for line in old] == [line.partition("#")[2] for line in new]


def test_items_of_a_list_keep_their_comments_and_what_follows_stays(path):
    params.change(["datasets=[casme2, casme_sq]"], path)
    assert params.load(path).datasets == ["casme2", "casme_sq"]
    after = path.read_text(encoding="utf-8").splitlines()
    place = after.index("datasets:             # Tables 1, 2, 3, 4")
    assert after[place + 1 : place + 3] == [
        "  - casme2            # CASME II",
        "  - casme_sq          # CAS(ME)²",
    ]
    assert after[place + 3].startswith("variants:             # the article's four")
    params.change(["datasets=[casme_sq, smic, samm, casme2]"], path)
    assert lines(path, "-") == lines(path, "+") == []


@pytest.mark.parametrize(
    ("setting", "changed"),
    [
        ("labels.samm.rules.paper.negative=[anger, fear]", 1),
        ("recipes.balance.SCB={method: smote, neighbours: 3, weight: paper, seed: 0}", 1),
        ("profiles.demo.clip={frames: 9, sampling: linear, windows: 3, shift: 1, size: 40}", 2),
        ("profiles.demo.protocols=[holdout]", 1),
        ("profiles.demo.train.learning_rate=0.0005", 1),
        ('execution.address="tcp://head:8786"', 1),
        ("controls.null_seeds=[]", 1),
    ],
)
def test_any_key_is_changed_where_it_stands(path, setting, changed):
    params.change([setting], path)
    old, new = lines(path, "-"), lines(path, "+")
    assert len(old) == len(new) == changed
    assert [line.partition("#")[2] for line in old] == [line.partition("#")[2] for line in new]
    key, _, value = setting.partition("=")
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    for part in key.split("."):
        found = found[part]
    assert found == yaml.safe_load(value)


def test_what_cannot_be_changed_in_place_keeps_its_comments(path):
    """An alias stands for a value that is written elsewhere, which must stay."""
    aliased = TEXT.replace("seeds: [0]  ", "seeds: &first [0]  ", 1)
    aliased = aliased.replace("    seeds: [0]\n", "    seeds: *first\n")
    assert "*first" in aliased
    path.write_text(aliased, encoding="utf-8")
    params.change(["profiles.paper.seeds=[1, 2]"], path)
    assert params.load(path).profiles["paper"].seeds == [1, 2]
    assert params.load(path).profiles["demo"].seeds == [0]
    assert "# one whole repetition of all protocols per seed" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "setting",
    ["profile", "profil=paper", "mask.x.y=1", "profile=papers", "profile={a: [", "standin=3"],
)
def test_a_wrong_change_changes_nothing_and_is_one_sentence(setting, path):
    with pytest.raises(UserError) as caught:
        params.change([setting], path)
    assert "\n" not in str(caught.value)
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_change_that_is_not_approved_of_changes_nothing(path):
    def refuse(changed: params.Params) -> None:
        assert changed.source == "licensed"
        raise UserError("not there")

    with pytest.raises(UserError, match="not there"):
        params.change(["source=licensed"], path, refuse)
    assert path.read_text(encoding="utf-8") == TEXT
