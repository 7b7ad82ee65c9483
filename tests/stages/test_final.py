"""What one takes along must be trained on all clips, say what it is, and be the same every time."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.evaluation import results
from mer.learning import kept, predictor
from mer.learning.weights import WeightStore
from stages import final
from tests.conftest import run_stage, table
from tests.results_fixture import cell, result
from tests.training_fixture import folder

__all__ = ["folder"]

MODEL, CARD = paths.model("standin", "smic"), paths.model_card("smic")
INTERVALS = results.MetricIntervals(
    **dict.fromkeys(("accuracy", "weighted_f1", "macro_f1", "micro_f1", "uar"), (0.25, 0.75)),
    **{name: {} for name in ("precision", "recall", "f1")},
)


def change(small: dict, **values) -> None:
    """Change top-level keys of params.yaml."""
    Path("params.yaml").write_text(yaml.safe_dump(small | values), encoding="utf-8")


@pytest.fixture
def prepared(folder, arrays, small) -> Path:
    """Make what the stages before left of 24 clips of SMIC: 12, 13, ... frames from their onset."""
    change(small, datasets=["smic"])
    rows = table(arrays).assign(
        onset=100, offset=range(111, 135), found=99, status="kept", left=10, right=210
    )
    files.write_table(paths.frames_table("smic"), rows)
    files.write_table(paths.masked_table("smic"), rows)
    for variant in ("ST", "DACWB"):
        loso = result(0.5, intervals=INTERVALS, clips=24, subjects=4)
        results.write(paths.Cell("smic", variant).metrics, cell(variant=variant, loso=loso))
    return folder


def test_a_model_is_kept_with_its_card_and_its_page(prepared, monkeypatch, arrays, capsys):
    run_stage(final, monkeypatch)
    assert "final: kept DACWB of SMIC (24 clips)" in capsys.readouterr().out
    card, weights = kept.read(MODEL)
    assert (card.data, card.variant, card.source) == ("STAND-IN", "DACWB", "standin")
    assert card.clips == {"negative": 12, "positive": 8, "surprise": 4}
    assert (card.subjects, card.samples, card.epochs) == (4, 24 * (1 + 3), 2)
    assert card.frames_per_second == 100
    assert (card.frames.least, card.frames.most) == (12, 35)
    assert (card.seconds.least, card.seconds.most) == (0.12, 0.35)
    assert card.face_pixels.median == 200
    assert card.worth["loso"].accuracy == 0.5
    assert card.worth["loso"].accuracy_interval == (0.25, 0.75)
    assert card.network == params.load().current.network
    made = predictor.Predictor(card, weights).predict(arrays["x"])
    np.testing.assert_allclose(made.sum(axis=1), 1, rtol=1e-6)
    page = Path(CARD).read_text(encoding="utf-8")
    assert "STAND-IN" in page
    assert "50.00 [25.0, 75.0]" in page
    assert not list(Path(paths.models("licensed")).iterdir())


def test_it_is_trained_once_and_is_the_same_every_time(prepared, monkeypatch, small):
    run_stage(final, monkeypatch)
    before = {path: path.read_bytes() for path in Path("data/models").rglob("*.npz")}
    trained = []
    train = WeightStore._train
    monkeypatch.setattr(
        WeightStore, "_train", lambda self, fold: trained.append(fold) or train(self, fold)
    )
    change(small, datasets=["smic"], variant="SCB")
    run_stage(final, monkeypatch)
    assert not trained, "another headline trained the kept model again"
    for entry in Path(".folds").iterdir():
        entry.unlink()
    run_stage(final, monkeypatch)
    assert {path: path.read_bytes() for path in Path("data/models").rglob("*.npz")} == before
    change(small, datasets=["smic"], keep="ST")
    run_stage(final, monkeypatch)
    assert [len(fold.parts["train"]) for fold in trained] == [24 * 4, 24]
    assert all(not len(fold.parts[role]) for fold in trained for role in ("val", "test"))
    assert kept.read(MODEL)[0].variant == "ST"


def test_with_nothing_to_keep_there_is_no_model_and_no_card(prepared, monkeypatch, small):
    run_stage(final, monkeypatch)
    change(small, datasets=["smic"], keep="")
    run_stage(final, monkeypatch)
    assert not list(Path("data/models").rglob("*.npz"))
    (page,) = Path(paths.MODEL_CARDS).iterdir()
    assert "no model is kept" in page.read_text(encoding="utf-8")


def test_without_loso_the_card_says_that_its_worth_is_not_known(prepared, monkeypatch):
    results.write(paths.Cell("smic", "DACWB").metrics, cell(variant="DACWB", holdout=result()))
    run_stage(final, monkeypatch)
    assert kept.read(MODEL)[0].worth == {}
    assert "Not known: `loso` was not run" in Path(CARD).read_text(encoding="utf-8")


def test_licensed_weights_lie_where_dvc_does_not_push_them(prepared, monkeypatch, small):
    licensed = cell(variant="DACWB", data="licensed", loso=result())
    results.write(paths.Cell("smic", "DACWB").metrics, licensed)
    change(small, datasets=["smic"], source="licensed")
    run_stage(final, monkeypatch)
    assert kept.read(paths.model("licensed", "smic"))[0].data == "licensed"
    assert not list(Path(paths.models("standin")).iterdir())
    page = Path(CARD).read_text(encoding="utf-8")
    assert "STAND-IN" not in page
    assert "treat them as the data" in page


def test_tables_of_another_run_are_refused(prepared, monkeypatch):
    rows = pd.read_csv(paths.masked_table("smic"))
    files.write_table(paths.masked_table("smic"), rows.iloc[1:])
    with pytest.raises(UserError, match=r"masked/smic\.csv: expected the clips of data/clips/smic"):
        run_stage(final, monkeypatch)


def test_what_is_kept_must_be_a_variant(prepared, monkeypatch, small):
    change(small, keep="FOO")
    with pytest.raises(UserError, match=r"keep: expected one of ST, DA, SCB, DACWB, received"):
        run_stage(final, monkeypatch)
