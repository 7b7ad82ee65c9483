"""Without these the audit of printed digits could be missing, stale or from the wrong tables."""

import pytest

from stages import printed, tables
from tests.stages.evaluated_fixture import evaluated, fail, read, start


@pytest.fixture
def folder(tmp_path, monkeypatch):
    return evaluated(tmp_path, monkeypatch)


def test_the_audit_is_written_from_the_tables(folder, monkeypatch, capsys):
    assert "tables.json: expected a file, found none; run `dvc repro tables`" in fail(
        monkeypatch, capsys, printed
    )
    start(monkeypatch, tables)
    start(monkeypatch, printed)
    content = read(folder / "metrics/audit.json")
    assert [table["table"] for table in content["tables"]] == [1, 2, 3, 4]
    assert len(content["ours"]) == 2 * 2 * 3
    assert all(record["possible"] for record in content["ours"])
    assert "n ≥ **2345**" in (folder / "metrics/audit.md").read_text(encoding="utf-8")
    (folder / "metrics/tables.json").write_text("[]", encoding="utf-8")
    assert "tables.json: expected JSON as the pipeline writes it" in fail(
        monkeypatch, capsys, printed
    )


@pytest.mark.usefixtures("mmew")
def test_accuracies_on_a_data_set_that_the_article_lacks_are_examined_too(
    tmp_path, monkeypatch, content
):
    labels = content["labels"]
    evaluated(tmp_path, monkeypatch, ["mmew"], labels=labels | {"mmew": labels["samm"]})
    start(monkeypatch, tables)
    start(monkeypatch, printed)
    ours = read(tmp_path / "metrics/audit.json")["ours"]
    assert {record["dataset"] for record in ours} == {"mmew"}
    assert "| mmew " in (tmp_path / "metrics/audit.md").read_text(encoding="utf-8")
