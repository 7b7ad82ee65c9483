"""Without these variants could be compared on clips that they do not share."""

from stages import compare
from tests.stages.evaluated_fixture import evaluated, read, start


def test_variants_are_compared_under_every_protocol_on_the_same_clips(tmp_path, monkeypatch):
    evaluated(tmp_path, monkeypatch)
    protocols = read(tmp_path / "metrics/comparisons.json")["datasets"]["casme2"]["protocols"]
    assert list(protocols) == ["leaky", "holdout", "loso"]
    for result in protocols.values():
        (pair,) = result["pairs"]
        assert (pair["first"], pair["second"]) == ("ST", "DACWB")
        assert result["clips"] == 30


def test_one_variant_alone_is_compared_with_nothing(tmp_path, monkeypatch):
    evaluated(tmp_path, monkeypatch, ["smic"])
    (tmp_path / "data/predictions/DACWB/smic.csv").unlink()
    start(monkeypatch, compare)
    found = read(tmp_path / "metrics/comparisons.json")["datasets"]["smic"]
    assert found == {"sentences": [], "protocols": dict.fromkeys(("leaky", "holdout", "loso"))}
