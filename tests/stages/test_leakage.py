"""Without these a data set could be missing from the page, or a control belong to other cells."""

import pytest

from mer.core import params, paths
from mer.evaluation import controls, results
from stages import leakage
from tests.results_fixture import control, of_confusion
from tests.stages.evaluated_fixture import evaluated, read, start


@pytest.fixture
def folder(tmp_path, monkeypatch, content):
    labels = content["labels"]
    return evaluated(
        tmp_path, monkeypatch, ["mmew", "smic"], labels=labels | {"mmew": labels["samm"]}
    )


@pytest.mark.usefixtures("mmew")
def test_every_data_set_is_shown_those_of_the_article_first(folder, monkeypatch):
    start(monkeypatch, leakage)
    cells = read(folder / "metrics/leakage.json")["cells"]
    assert [(cell["table"], cell["dataset"]) for cell in cells] == [(2, "smic")] * 4 + [
        (None, "mmew")
    ] * 4
    assert list(cells[0]["accuracy_percent"]) == ["leaky", "holdout", "loso"]
    page = (folder / "metrics/leakage.md").read_text(encoding="utf-8")
    assert "| mmew " in page
    assert "> **STAND-IN.**" in page


@pytest.mark.parametrize(("key", "belongs"), [(None, True), ("clips", False), ("settings", False)])
def test_a_control_is_shown_where_it_is_of_these_parameters_and_clips(
    folder, monkeypatch, key, belongs
):
    cell = paths.Cell("smic", "ST")
    found = control(leaky=of_confusion([[2, 1, 1], [1, 2, 1], [1, 1, 2]])).model_copy(
        update={"settings": controls.settings(params.load(), cell)}
        | ({key: "f" * 16} if key else {})
    )
    results.write(cell.control(0), found)
    start(monkeypatch, leakage)
    content = read(folder / "metrics/leakage.json")
    assert bool(content["cells"][0]["null"]) == belongs
    assert list(content["pooled"]) == ["ST"] * belongs
