"""Without these two machines could disagree and the workflow would be green."""

import shutil

import pytest
import yaml

from mer.commands import same
from mer.core import paths
from mer.core.errors import UserError
from tests.mer.commands.running import run
from tests.test_faults import made

__all__ = ["made"]

CELL = paths.Cell("smic", "DA")


@pytest.fixture
def runs(made, tmp_path, monkeypatch):
    """Two folders of the same run; the current one is the first."""
    first, second = (shutil.copytree(made, tmp_path / name) for name in ("first", "second"))
    monkeypatch.chdir(first)
    return second


def said(capsys, folder, status: int) -> str:
    if status:
        with pytest.raises(SystemExit, match=str(status)):
            run(same, str(folder))
    else:
        run(same, str(folder))
    return capsys.readouterr().out


def edit(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_two_runs_of_one_machine_are_the_same(runs, capsys):
    text = said(capsys, runs, 0)
    assert text.splitlines()[-1] == "all files: 13 same"
    assert "differs:" not in text


def test_a_probability_may_differ_and_is_shown(runs, capsys):
    path = runs / CELL.predictions
    head, first, *rest = path.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[8] = f"{float(cells[8]) + 0.125}"
    path.write_text("\n".join([head, ",".join(cells), *rest, ""]), encoding="utf-8")
    text = said(capsys, runs, 0)
    assert "within bounds:\n  data/predictions/DA/smic.csv: probabilities 0.0" in text
    assert "at most 0.1250; 0 of " in text
    assert text.splitlines()[-1] == "all files: 12 same, 1 within bounds"


def test_a_changed_plan_and_a_lost_file_fail(runs, capsys):
    edit(runs / CELL.plan, ",train,", ",val,")
    (runs / paths.splits("smic")).unlink()
    text = said(capsys, runs, 1)
    assert "differs:\n  data/plans/DA/smic.csv: 1 of " in text
    assert "missing there:\n  data/splits/smic.csv" in text
    assert text.splitlines()[-1] == "all files: 11 same, 1 differs, 1 missing there"


def test_runs_of_other_parameters_are_not_compared(runs):
    settings = yaml.safe_load((runs / "params.yaml").read_text(encoding="utf-8"))
    settings["execution"]["workers"] = 2
    (runs / "params.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    run(same, str(runs))
    settings["mask"]["margin"] = 0.3
    (runs / "params.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    with pytest.raises(UserError, match=r"second/params\.yaml: .* received others under mask;"):
        run(same, str(runs))


def test_a_folder_without_a_run_is_a_sentence(runs, tmp_path):
    with pytest.raises(
        UserError, match=r"params\.yaml: expected the params\.yaml of the other run"
    ):
        run(same, str(tmp_path / "elsewhere"))
