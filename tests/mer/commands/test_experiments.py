"""The table to choose an experiment by: no wider than 120 columns, and not by the test metrics."""

import pytest

from mer.commands import experiments
from mer.core.errors import UserError
from tests.mer.commands.running import run

PARAMS = {"variant": "DACWB", "profiles": {"demo": {"train": {"batch_size": 16, "epochs": 30}}}}


def shown(of=None, variant="DACWB", batch_size=16, **scores):
    """Make what `dvc exp show --json` has of a revision."""
    train = {"batch_size": batch_size, "epochs": 30}
    made = {"params.yaml": {"data": {"variant": variant, "profiles": {"demo": {"train": train}}}}}
    numbers = {"data": "STAND-IN", "of": of, "smic": scores, "mean": scores}
    metrics = {"metrics/headline.json": {"data": numbers}} if of else {}
    return {"params": made, "metrics": metrics}


def experiment(name, data, state=None, error=None):
    executor = {"state": state} if state else None
    revision = {"rev": "1" * 40, "name": name, "data": data, "error": error}
    return {"name": name, "executor": executor, "revs": [revision]}


NUMBERS = {"val_acc": 65.0, "val_uf1": 0.5, "test_acc": 70.0, "test_uf1": 0.6}
DVC = [
    {"rev": "workspace", "name": None, "data": shown("DACWB holdout", **NUMBERS)},
    {
        "rev": "2" * 40,
        "name": "main",
        "data": shown("DACWB holdout", **NUMBERS),
        "experiments": [
            experiment("best-test", shown("ST holdout", "ST", **NUMBERS | {"test_acc": 99.0})),
            experiment(
                "best-val", shown("DACWB holdout", batch_size=24, **NUMBERS | {"val_acc": 75.0})
            ),
            experiment("no-val", shown("DACWB loso", test_acc=60.0, test_uf1=0.5)),
            experiment("waits", shown("DACWB holdout", batch_size=32, **NUMBERS), "Queued"),
            experiment("broke", None, "Failed", {"type": "x", "msg": "y"}),
        ],
    },
    {"rev": "3" * 40, "name": None, "data": shown()},
]


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(experiments, "_ask", lambda: DVC)


def lines(capsys, *arguments):
    run(experiments, *arguments)
    return capsys.readouterr().out.splitlines()


def test_the_best_by_validation_is_first_and_marked_not_that_by_test(known, capsys):
    said = lines(capsys)
    assert said[0] == "STAND-IN: not real data"
    assert "Choose by val, not by test" in said[1]
    rows = [line.split() for line in said[5:]]
    assert rows[0] == [
        "best-val", "DACWB", "holdout", "75.0*", "0.500", "70.0", "0.600",
        "train.batch_size=24",
    ]  # fmt: skip
    assert rows[1] == ["main", "DACWB", "holdout", "65.0", "0.500", "70.0", "0.600"]
    assert rows[2][:4] == ["best-test", "ST", "holdout", "65.0"]
    assert rows[2][-1] == "variant=ST"
    assert "; * best val acc." in said[1]
    assert "\n".join(said[2:]).count("*") == 1


def test_what_has_no_validation_or_did_not_run_shows_no_number_of_its_parent(known, capsys):
    rows = {line.split()[0]: line.split()[1:] for line in lines(capsys, "smic")[5:]}
    assert rows["no-val"] == ["DACWB", "loso", "60.0", "0.500"]
    assert rows["waits"] == ["queued", "train.batch_size=32"]
    assert rows["broke"] == ["failed"]
    assert rows["3333333"] == []


def test_a_data_set_without_numbers_is_told_so(known):
    with pytest.raises(UserError, match=r"expected numbers of 'mmew' in some experiment"):
        run(experiments, "mmew")


def test_long_names_and_many_changes_stay_within_120_columns():
    many = {f"profiles.paper.train.setting_{number}": number for number in range(6)}
    row = experiments.Row(
        "x" * 60, "", "DACWB windows+difference", "licensed", (1.0, 1.0, 1.0, 1.0), many
    )
    text = experiments.as_text([row], "mean")
    assert max(map(len, text.splitlines())) <= experiments.WIDTH
    assert "STAND-IN" not in text
    assert "setting_5=5" in text
