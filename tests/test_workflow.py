"""Without these a copied workflow could run strangers' code beside licensed data, or leak it."""

import re
from fnmatch import fnmatch

import pytest
import yaml

from mer.core import params
from mer.reporting import same
from tests.predictions_fixture import ROOT

FILES = sorted((ROOT / ".github/workflows").iterdir())


def read(path):
    """Read a workflow; every value stays text, since YAML 1.1 takes the key `on` for true."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


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
    assert [step.get("run", step.get("with")) for step in handed] == ["make site", {"path": "site"}]
    for one in (job, *handed):
        assert "vars.PAGES != ''" in one["if"]
        assert "github.event_name != 'pull_request'" in one["if"]
        assert "github.ref == 'refs/heads/main'" in one["if"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rights_are_minimal_and_jobs_end(path):
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert int(job["timeout-minutes"]) > 0
        assert "permissions" not in job or (path.name, name) == ("benchmark.yml", "page")
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] == "false"
        # values reach the shell through `env` alone: nothing to inject
        assert "${{" not in commands(job)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_actions_are_githubs_own_and_named_by_commit(path):
    """A tag can be moved to other code; a commit cannot."""
    used = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    assert len(used) >= 3
    for action, version in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", version), "what Dependabot reads"
    assert len({commit for commit, _ in used}) == len({one.split("@")[0] for one, _ in used})


def test_only_the_workflow_of_pull_requests_can_be_started_by_one(workflow):
    """The other one installs what nobody has reviewed."""
    starts = {path.name: set(read(path)["on"]) for path in FILES}
    assert starts == {
        "benchmark.yml": {"push", "pull_request", "workflow_dispatch"},
        "weekly.yml": {"schedule", "workflow_dispatch"},
    }


def test_lint_and_fast_tests_run_on_every_system_and_python_that_is_said_to_work(workflow):
    job = workflow["jobs"]["fast"]
    assert job["strategy"] == {
        "fail-fast": False,
        "matrix": {"os": ["ubuntu-latest", "macos-latest"], "python": ["3.11", "3.13"]},
    }
    assert commands(job).split("\n")[-1] == "make test-fast"


def test_another_machine_makes_the_tables_and_compares_all_that_it_is_given(workflow):
    """What is uploaded and not compared, or compared and not uploaded, would go unseen."""
    first, second = workflow["jobs"]["standin"], workflow["jobs"]["machines"]
    assert second["needs"] == "standin"
    assert (first["runs-on"], second["runs-on"]) == ("ubuntu-latest", "macos-latest")
    text = commands(second)
    assert text.index("make tables") < text.index("mer same first")
    (kept,) = (step for step in first["steps"] if "upload-artifact@" in step.get("uses", ""))
    (fetched,) = (step for step in second["steps"] if "download-artifact@" in step.get("uses", ""))
    assert kept["with"]["name"] == fetched["with"]["name"]
    assert fetched["with"]["path"] == "first"
    patterns = kept["with"]["path"].split()
    settings = params.load(ROOT / "params.yaml")
    for path in ("params.yaml", *(path.as_posix() for _, path in same.compared(settings))):
        assert any(fnmatch(path, one) or path.startswith(f"{one}/") for one in patterns), path


def test_the_weekly_run_tries_what_no_other_run_does():
    jobs = read(ROOT / ".github/workflows/weekly.yml")["jobs"]
    newest = commands(jobs["newest"])
    assert newest.index("make setup") < newest.index("uv pip compile newest.txt")
    assert {"make test-fast LOCK=newest.lock", "make links", "zizmor .github"} <= {
        line.strip().removeprefix(".venv/bin/")
        for job in jobs.values()
        for line in commands(job).splitlines()
    }
    assert "docker build --file Containerfile" in commands(jobs["container"])
