"""The stage `extract`: what a user sees and gets."""

import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from mer.core.errors import UserError
from stages import extract
from tests.mer.datasets.trees import Copy

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path, monkeypatch):
    shutil.copy(PROJECT / "params.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["extract", "casme2"])
    return tmp_path


def test_one_line_tells_what_was_kept_and_what_was_dropped_and_why(project, capsys):
    copy = Copy("casme2", "cropped", project / "data" / "standin" / "casme2")
    copy.specs[0].emotion = "others"
    copy.specs.append(copy.specs[1])
    copy.write()
    (copy.root / "Cropped" / "sub01" / "EP99").mkdir()
    extract.main()
    assert capsys.readouterr().out.splitlines() == [
        "extract casme2: 01/EP01_happy1f: the label sheet names it more than once; "
        "the first row is used",
        "extract casme2 (cropped): 5 of 7 clips kept, 2 dropped: 1 no class, 1 no label.",
    ]
    assert sorted(path.name for path in Path("data/frames").iterdir()) == [
        "casme2.csv",
        "casme2.zip",
    ]


def test_nothing_is_said_of_drops_where_there_are_none(project, capsys):
    Copy("casme2", "cropped", project / "data" / "standin" / "casme2").write()
    extract.main()
    assert capsys.readouterr().out == "extract casme2 (cropped): 6 of 6 clips kept.\n"


def test_source_profile_and_rule_come_from_the_parameters(project):
    params = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    params |= {"source": "licensed", "profile": "paper"}
    params["labels"]["casme2"]["rule"] = "megc2019"
    Path("params.yaml").write_text(yaml.safe_dump(params), encoding="utf-8")
    copy = Copy("casme2", "raw_selected", project / "data" / "licensed" / "casme2")
    copy.specs[0].emotion = "sadness"
    copy.write()
    extract.main()
    table = pd.read_csv("data/frames/casme2.csv")
    assert table["status"].tolist() == ["dropped"] + 5 * ["kept"]
    assert len(table["positions"].iloc[-1].split()) == 16


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("standin", "expected the stand-in, found none; run `dvc repro standin`"),
        (
            "licensed",
            "expected the folder of CASME II, found none; put the data set there or link it",
        ),
    ],
)
def test_a_missing_data_set_is_one_sentence_with_the_place_and_the_remedy(
    project, source, sentence
):
    params = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    Path("params.yaml").write_text(yaml.safe_dump(params | {"source": source}), encoding="utf-8")
    with pytest.raises(UserError, match=f"^data/{source}/casme2: {sentence}"):
        extract.main()
