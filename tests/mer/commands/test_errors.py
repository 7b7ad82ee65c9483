"""Without these nobody could see what a variant gets wrong, or faces could end up in git."""

import re
import subprocess

import numpy as np
import pandas as pd
import pytest

from mer.commands import errors
from mer.core import files, params, paths
from mer.core.errors import UserError
from stages import extract, mask, resize, standin
from tests.conftest import ROOT, run_stage
from tests.mer.commands.running import run
from tests.stages.preprocessing_fixture import write_params

CELL = paths.Cell("casme2", "DA")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project in which the stages have made and prepared a small stand-in of CASME II."""
    folder = tmp_path_factory.mktemp("errors")
    write_params(
        folder,
        datasets=["casme2"],
        variants=["ST", "DA"],
        variant="DA",
        keep="DA",
        standin__subjects=2,
        standin__clips=3,
        profiles__demo__clip__frames=4,
        profiles__demo__clip__size=16,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for stage in (standin, extract, mask, resize):
            run_stage(stage, patch, "casme2")
        rows = files.stack_rows(paths.clips("casme2"), ("clip", "subject"))
        for variant, right in (("ST", [True] + [False] * 5), ("DA", [False] * 2 + [True] * 4)):
            write_predictions(variant, rows, np.array(right))
    return folder


def write_predictions(variant: str, rows: pd.DataFrame, right: np.ndarray) -> None:
    """Write predictions of every clip, those that are not right of the next class."""
    predicted = np.where(right, rows["label"], (rows["label"] + 1) % 3)
    chances = np.where(np.arange(3) == predicted[:, None], 0.6, 0.2)
    fold = rows["subject"].astype("category").cat.codes
    table = pd.DataFrame(
        {"protocol": "loso", "seed": 0, "fold": fold, "dataset": "casme2"}
        | {name: rows[name] for name in ("subject", "clip", "label")}
        | {"predicted": predicted}
        | dict(zip(("p_negative", "p_positive", "p_surprise"), chances.T, strict=True))
        | {"sample": "original"}
    )
    files.write_table(paths.Cell("casme2", variant).predictions, table)


@pytest.fixture
def folder(made, monkeypatch):
    monkeypatch.chdir(made)
    return made


def test_the_page_shows_the_wrong_clips_with_what_the_label_sheet_says(folder, capsys):
    run(errors, "casme2-DA")
    assert capsys.readouterr().out == (
        "casme2-DA: 2 of 6 wrong under loso, in data/errors/casme2-DA.html\n"
    )
    html = CELL.errors.read_text(encoding="utf-8")
    table = files.read_table(paths.frames_table("casme2"), ("clip", "subject", "emotion"))
    table = table.set_index("clip")
    rows = files.stack_rows(paths.clips("casme2"), ("clip",))
    for clip in rows["clip"][:2]:
        (card,) = re.findall(rf"<article>\s*<h3>{re.escape(clip)}:.*?</article>", html, re.DOTALL)
        assert f"<dd>{table.loc[clip, 'emotion']}</dd>" in card
        assert f"onset {int(table.loc[clip, 'onset'])}" in card
        assert re.search(r"<dt>Action units</dt><dd>[LR\d+]+</dd>", card)
    assert html.count("<article>") == 2
    # the first is right with ST, the second missed by both
    assert html.index(rows["clip"][1]) < html.index(rows["clip"][0])
    assert "a model that only reads the movement is right on" in html


def test_the_page_is_out_of_git(folder):
    """It shows faces, and every clone would have them."""
    done = subprocess.run(
        ["git", "check-ignore", str(CELL.errors)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_the_frames_are_those_of_the_clip(folder):
    content = errors.read(CELL, params.load(), "loso")
    rows = files.stack_rows(paths.clips("casme2"), ("clip",))
    x = files.map_stack(paths.clips("casme2"))
    assert len(content.clips) == 2
    for (clip, sample), frames in content.clips.items():
        assert sample == "original"
        assert (frames == x[rows.index[rows["clip"] == clip][0]]).all()


def test_what_is_missing_is_one_sentence(folder):
    with pytest.raises(UserError, match="casme2-SCB: expected a cell such as casme2-ST"):
        run(errors, "casme2-SCB")
    with pytest.raises(UserError, match="expected predictions under holdout, found those under l"):
        run(errors, "casme2-DA", "--protocol", "holdout")


def test_without_the_data_set_itself_there_are_no_action_units_and_the_page_says_so(
    folder, monkeypatch
):
    """Predictions and clips can be pulled from a remote, licensed faces cannot."""
    monkeypatch.setattr(paths, "source", lambda name, dataset: paths.DATA / "nowhere")
    content = errors.read(CELL, params.load(), "loso")
    assert {one.units for one in content.facts.values()} == {""}
    assert content.notes[0].startswith("No action units: ")
