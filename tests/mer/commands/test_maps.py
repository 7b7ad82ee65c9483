"""Maps must be of the networks whose metrics are reported, and show no face outside of data/."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml

from mer.commands import maps as command
from mer.core import files, params, paths
from mer.core.errors import UserError
from mer.evaluation import ledger, maps
from mer.evaluation.results.maps import read_maps
from mer.preprocessing import sampling
from stages import balance, split, train
from tests.conftest import ROOT, run_stage, table
from tests.mer.commands.running import run
from tests.training_fixture import folder, write_windows

__all__ = ["folder"]

ST = paths.Cell("smic", "ST")
RECORD, FACES = ST.maps("loso"), ST.map_faces("loso")


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Path:
    """Hold what the first test trains, for those after it."""
    return tmp_path_factory.mktemp("maps")


@pytest.fixture
def trained(folder, arrays, small, monkeypatch, shared) -> Path:
    """Train ST on 24 clips of SMIC, as the pipeline does; once for all tests of this file."""
    small["datasets"], small["variants"], small["variant"] = ["smic"], ["ST", "DA"], "ST"
    small["protocol"] = "loso"
    small["profiles"]["demo"]["protocols"] = ["loso"]
    small["profiles"]["demo"]["train"]["epochs"] = 8
    small["keep"] = "ST"
    Path("params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    write_windows(arrays)
    points = np.stack([np.linspace(12, 108, 68), np.tile([20, 60, 100, 40], 17)], axis=1)
    landmarks = sampling.to_text([points])
    rows = table(arrays).assign(
        left=10, top=10, right=110, bottom=110, landmarks=landmarks, status="kept"
    )
    files.write_table(paths.masked_table("smic"), rows)
    if (shared / ".folds").is_dir():
        shutil.copytree(shared / ".folds", ".folds")
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    run_stage(train, monkeypatch, "ST", "smic")
    yield folder
    shutil.copytree(".folds", shared / ".folds", dirs_exist_ok=True)


def test_a_cell_is_mapped_once_and_again_when_something_changed(trained, small, capsys):
    run(command, "smic-ST")
    assert "maps: 4 folds to train" in capsys.readouterr().out
    found = read_maps(RECORD)
    assert found.data == "STAND-IN"
    assert {name: one.clips for name, one in found.classes.items()} == {
        "negative": 12,
        "positive": 8,
        "surprise": 4,
    }
    predicted = files.read_table(ST.predictions, ("protocol",))
    loso = predicted[predicted["protocol"] == "loso"]
    right = (loso["label"] == loso["predicted"]).sum()
    assert sum(one.right for one in found.classes.values()) == right
    for one in found.classes.values():
        for shares in (one.grad_cam, one.occlusion):
            assert not shares or sum(shares.values()) == pytest.approx(1, abs=1e-3)
    assert sum(found.area.values()) == pytest.approx(1, abs=1e-3)
    assert cv2.imread(str(RECORD.with_suffix(".png"))).shape[1] > 500
    assert len(list(FACES.iterdir())) == 24
    before = RECORD.read_bytes(), RECORD.with_suffix(".png").read_bytes()
    run(command, "smic-ST")
    assert capsys.readouterr().out == "maps: 1 of 1 cells have theirs\n"
    RECORD.unlink()
    run(command, "smic-ST")
    assert "maps: 0 folds to train" in capsys.readouterr().out
    assert (RECORD.read_bytes(), RECORD.with_suffix(".png").read_bytes()) == before
    clips = ledger.fingerprint("smic")
    small["mask"]["margin"] = 0.3
    for changed, digest in ((params.check(small), clips), (params.load(), "0" * 16)):
        assert maps.read(changed, ST, "loso", digest) is None
    assert maps.read(params.load(), ST, "loso", clips) == found
    Path("params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    run(command)
    listed = capsys.readouterr().out
    assert listed == "smic-ST: of other parameters or clips\nsmic-DA: none\n"


def test_networks_other_than_the_reported_ones_are_refused(trained):
    rows = files.read_table(ST.predictions, ("protocol", "clip", "subject", "sample"))
    rows["p_negative"] += 1e-6
    files.write_table(ST.predictions, rows)
    with pytest.raises(UserError, match=r"ST/smic\.csv: expected the probabilities that training"):
        run(command, "smic-ST")
    assert not RECORD.exists()


def test_what_cannot_be_mapped_says_so(trained):
    with pytest.raises(UserError, match="--protocol: expected one that the profile demo runs"):
        run(command, "smic-ST", "--protocol", "kfold")
    with pytest.raises(UserError, match="smic-XY: expected a cell such as smic-ST"):
        run(command, "smic-XY")


def test_the_pictures_of_faces_are_ignored_by_git():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/data/*" in ignored
    assert FACES.parts[0] == "data"
