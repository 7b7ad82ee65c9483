"""Figure 1 must be of the pipeline that runs, not of one that somebody remembers."""

import pytest

from mer.core.errors import UserError
from mer.reporting import pipeline
from mer.reporting.pipeline import Edge
from tests.conftest import ROOT

CONTENT = """
stages:
  first:
    desc: "makes: two files"
    matrix: {dataset: "${datasets}"}
    outs: ["data/a/${item.dataset}.csv", "data/${source}/${item.dataset}"]
  second:
    deps: [mer/planning, "data/a/${item.dataset}.csv"]
    outs: [metrics/b: {cache: false}]
    metrics: [metrics/c.json: {cache: false}]
  third:
    deps: [data/a, metrics/b/one.json]
  fourth:
    deps: [metrics/c.json]
  fifth:
    deps: ["data/standin/smic", "data/other/smic"]
"""


def write(folder, text=CONTENT):
    path = folder / "dvc.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_stages_are_read_with_what_they_have_an_instance_for(tmp_path):
    first, second, *_ = pipeline.read("standin", write(tmp_path))
    assert (first.name, first.what, first.per) == ("first", "makes: two files", ("dataset",))
    assert first.outs == ("data/a/*.csv", "data/standin/*")
    assert second.outs == ("metrics/b", "metrics/c.json")


@pytest.mark.parametrize(("source", "fifth"), [("standin", True), ("licensed", False)])
def test_an_edge_is_a_file_or_a_folder_that_one_writes_and_another_reads(tmp_path, source, fifth):
    """A folder that holds the file counts, and a file in the folder; a step that is skipped not."""
    found = pipeline.edges(pipeline.read(source, write(tmp_path)))
    expected = {Edge("first", "second"), Edge("second", "third"), Edge("second", "fourth")}
    assert set(found) == expected | ({Edge("first", "fifth")} if fifth else set())


def test_every_stage_of_the_article_is_in_the_pipeline():
    stages = pipeline.read("standin", ROOT / "dvc.yaml")
    named = [name for names in pipeline.PARTS.values() for name in names]
    assert [stage.name for stage in stages if stage.part != "evaluation"] == [
        stage.name for stage in stages if stage.name in named
    ]
    assert set(named) <= {stage.name for stage in stages}
    assert all(stage.what for stage in stages)


def test_every_stage_but_the_first_follows_another():
    stages = pipeline.read("standin", ROOT / "dvc.yaml")
    followers = {edge.after for edge in pipeline.edges(stages)}
    assert {stage.name for stage in stages} - followers == {"parameters"}


def test_a_folder_without_a_pipeline_is_a_sentence(tmp_path):
    with pytest.raises(UserError, match=r"dvc.yaml: expected a file, found none"):
        pipeline.read("standin", tmp_path / "dvc.yaml")
