"""SAMM: what only it has."""

import openpyxl
import pytest

from mer.core.errors import UserError
from mer.datasets import samm
from tests.mer.datasets.params import labels
from tests.mer.datasets.trees import Copy


def test_the_sheet_of_the_long_videos_is_never_used(tmp_path):
    """It numbers frames differently: mixing the two would cut other moments out of every clip."""
    copy = Copy("samm", "frames", tmp_path / "d", sheet="SAMM_LongVideos_V3_Release.xlsx").write()
    with pytest.raises(UserError, match="not Long Videos"):
        samm.read(copy.root, labels("samm"))


def test_the_micro_sheet_is_found_beside_a_summary_page(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "d").write()
    book = openpyxl.load_workbook(copy.root / copy.sheet)
    book.create_sheet("Summary", 0).append(["Subject", "Age"])
    book.save(copy.root / copy.sheet)
    assert [clip.reason for clip in samm.read(copy.root, labels("samm")).clips] == [""] * 6


def test_capital_emotions_and_contempt_follow_the_rule(tmp_path):
    copy = Copy("samm", "frames", tmp_path / "d")
    copy.specs[0].emotion, copy.specs[1].emotion = "Contempt ", "Other"
    copy.write()
    by_rule = {
        rule: {
            clip.clip: clip.label for clip in samm.read(copy.root, labels("samm", rule=rule)).clips
        }
        for rule in ("paper", "megc2019")
    }
    contempt, other = (copy.clip(spec) for spec in copy.specs[:2])
    assert (by_rule["paper"][contempt], by_rule["megc2019"][contempt]) == (None, 0)
    assert (by_rule["paper"][other], by_rule["megc2019"][other]) == (None, None)
