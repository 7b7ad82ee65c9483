"""Without these a copied workflow could run strangers' code beside licensed data, or leak it."""

import pytest
import yaml

from tests.predictions_fixture import ROOT


@pytest.fixture(scope="module")
def workflow():
    return yaml.safe_load((ROOT / ".github/workflows/benchmark.yml").read_text(encoding="utf-8"))


def commands(job):
    return "\n".join(step.get("run", "") for step in job["steps"])


def test_the_stand_in_job_tests_then_makes_tables_then_compares(workflow):
    text = commands(workflow["jobs"]["standin"])
    order = ("make test", "make tables", "dvc metrics diff", "GITHUB_STEP_SUMMARY")
    places = [text.index(command) for command in order]
    assert places == sorted(places)


def test_licensed_data_are_used_only_where_a_variable_says_so_and_never_for_a_pull_request(
    workflow,
):
    job = workflow["jobs"]["licensed"]
    assert "vars.LICENSED_RUNNER != ''" in job["if"]
    assert "github.event_name != 'pull_request'" in job["if"]
    assert "self-hosted" in job["runs-on"]
    text = commands(job)
    assert "make tables SOURCE=licensed PROFILE=paper" in text
    assert text.index("make published") < text.index("dvc metrics diff published --md")


def test_nothing_leaves_the_licensed_machine_but_the_summary(workflow):
    steps = workflow["jobs"]["licensed"]["steps"]
    assert [step["uses"].split("@")[0] for step in steps if "uses" in step] == ["actions/checkout"]
    assert all("cache" not in step.get("with", {}) for step in steps)
    text = commands(workflow["jobs"]["licensed"])
    assert not any(word in text for word in ("dvc push", "curl", "upload", "git push"))


def test_only_the_page_of_the_stand_in_is_published_and_only_from_main(workflow):
    job = workflow["jobs"]["page"]
    assert job["needs"] == "standin"
    assert "licensed" not in str(job)
    assert job["permissions"] == {"pages": "write", "id-token": "write"}
    steps = workflow["jobs"]["standin"]["steps"]
    handed = [step for step in steps if "site" in str(step)]
    assert len(handed) == 2
    for one in (job, *handed):
        assert "vars.PAGES != ''" in one["if"]
        assert "github.event_name != 'pull_request'" in one["if"]
        assert "github.ref == 'refs/heads/main'" in one["if"]
    assert all("permissions" not in one for name, one in workflow["jobs"].items() if name != "page")


def test_rights_are_minimal_and_jobs_end(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] > 0
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False
        assert "${{" not in commands(
            job
        )  # values reach the shell through `env` alone: nothing to inject
