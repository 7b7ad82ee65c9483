"""Another data set's predictions, or half of them, must not become a cell's metrics."""

import pytest

from mer.core import params, paths
from mer.core.errors import UserError
from mer.evaluation import belonging
from tests.conftest import ROOT
from tests.predictions_fixture import held_out, predictions, write_predictions

CELL = paths.Cell("smic", "ST")
# as the fixture makes them
PROFILE = params.load(ROOT / "params.yaml").current.model_copy(update={"repeats": 1})


def other(table, **changes):
    """Change the last row."""
    table = table.copy()
    for name, value in changes.items():
        table[name] = table[name].astype(object)
        table.loc[table.index[-1], name] = value
    return table


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_predictions(tmp_path, ["smic"], ["ST", "DA"])
    return tmp_path


def test_the_pipelines_own_predictions_are_taken_as_they_are(folder):
    tested, validation = belonging.read(CELL, PROFILE)
    assert len(tested) == len(predictions("smic"))
    assert len(validation) == len(held_out(predictions("smic")))
    assert list(belonging.tables("smic", ["ST", "DA", "SCB"], PROFILE)) == ["ST", "DA"]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda t: t.assign(dataset="samm"), "predictions of smic, received some of samm"),
        (lambda t: other(t, dataset="samm"), "predictions of smic, received some of samm"),
        (lambda t: t[t["protocol"] != "loso"], "the profile's protocols .* none of loso, seed 0"),
        (lambda t: t.iloc[:1], "the profile's protocols .* received none of holdout"),
        (lambda t: t.assign(seed=1), "the profile's protocols .* received none of holdout, seed 0"),
        (lambda t: other(t, protocol="magic"), "protocols of .*, received 'magic'"),
        (lambda t: t.iloc[:-1], "every clip under loso, seed 0, received no row of 04/clip5"),
        (lambda t: t[t["fold"] != 2], "folds of loso, seed 0 numbered from 0, received 0, 1, 3, 4"),
        (lambda t: other(t, p_surprise=2.0), "probabilities from 0 to 1, received .* line 96"),
        (lambda t: t.assign(p_negative=0, p_positive=0.4, p_surprise=0.6, predicted=1), "the most"),
    ],
)  # fmt: skip
def test_what_is_not_the_cells_is_a_sentence(folder, damage, message):
    damage(predictions("smic")).to_csv(CELL.predictions, index=False)
    with pytest.raises(UserError, match=rf"ST/smic\.csv: expected {message}") as caught:
        belonging.read(CELL, PROFILE)
    assert str(caught.value).endswith("run `dvc repro --force train@ST`.")


def test_validation_samples_of_another_data_set_are_refused(folder):
    held_out(predictions("samm")).to_csv(CELL.validation, index=False)
    with pytest.raises(UserError, match=r"validation/ST/smic\.csv: expected predictions of smic"):
        belonging.read(CELL, PROFILE)


def test_variants_agree_on_the_class_of_a_clip(folder):
    table = predictions("smic")
    table.loc[table["clip"] == "04/clip5", "label"] += 1
    table["label"] %= 3
    table.to_csv(CELL.predictions, index=False)
    with pytest.raises(UserError, match=r"DA/smic\.csv: expected 04/clip5 to be \w+, as ST has it"):
        belonging.tables("smic", ["ST", "DA", "SCB"], PROFILE)
