"""Without these a data set could be missing from the page, or a control belong to other cells."""

import pytest

from mer.core import params, paths
from mer.evaluation import controls, results
from stages import leakage
from tests.results_fixture import control, of_confusion
from tests.stages.evaluated_fixture import evaluated, read, start

pytestmark = pytest.mark.usefixtures("mmew")


@pytest.fixture
def folder(tmp_path, monkeypatch, content):
    labels = content["labels"]
    return evaluated(
        tmp_path, monkeypatch, ["mmew", "smic"], labels=labels | {"mmew": labels["samm"]}
    )


def write(dataset, name="0", **changes):
    """Write a control of the current parameters."""
    cell = paths.Cell(dataset, "ST")
    arm = next(one for one in controls.arms(params.load()) if one.name == name)
    found = control(
        dataset, seed=arm.null_seed, leaky=of_confusion([[2, 1, 1], [1, 2, 1], [1, 1, 2]])
    )
    settings = {"settings": controls.settings(params.load(), cell, arm)}
    results.write(cell.control(name), found.model_copy(update=settings | changes))


def test_every_data_set_is_shown_those_of_the_article_first(folder, monkeypatch):
    for dataset in ("mmew", "smic"):
        write(dataset, "true")
    start(monkeypatch, leakage)
    content = read(folder / "metrics/leakage.json")
    assert [cell["datasets"] for cell in content["cells"]] == [["smic"]] * 4 + [["mmew"]] * 4
    assert list(content["cells"][0]["accuracy"]) == ["leaky"]
    assert (content["found"], content["wanted"]) == (2, 8 * len(controls.arms(params.load())))
    page = (folder / "metrics/leakage.md").read_text(encoding="utf-8")
    assert "| mmew " in page
    assert "> **STAND-IN.**" in page


@pytest.mark.parametrize(("key", "belongs"), [(None, True), ("clips", False), ("settings", False)])
def test_a_control_is_shown_where_it_is_of_these_parameters_and_clips(
    folder, monkeypatch, key, belongs
):
    write("smic", **({key: "f" * 16} if key else {}))
    start(monkeypatch, leakage)
    content = read(folder / "metrics/leakage.json")
    assert bool(content["cells"][0]["null"]) == belongs
    assert [bool(row["null"]) for row in content["pooled"]] == [belongs, False, False, False]


def test_page_and_picture_are_made_without_any_control(folder, monkeypatch):
    """In a fresh clone with other parameters there is none."""
    start(monkeypatch, leakage)
    page = (folder / "metrics/leakage.md").read_text(encoding="utf-8")
    assert "controls were not run" in page
    assert (folder / "metrics/leakage.png").is_file()
