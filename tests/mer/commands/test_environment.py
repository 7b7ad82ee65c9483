"""Without these a report of a mistake would not say where it happened."""

import json

from mer.commands import environment
from tests.mer.commands.running import run


def test_what_is_found_is_a_line_each(project, capsys):
    run(environment)
    said = capsys.readouterr().out.splitlines()
    assert max(map(len, said)) <= 100
    lines = dict(line.split(maxsplit=1) for line in said if line[0] != " ")
    assert lines["data"] == "STAND-IN"
    assert lines["commit"].startswith("unknown (no git")
    assert {"Python", "processor", "BLAS", "oneDNN", "GPU", "seconds"} <= set(lines)


def test_json_has_the_keys_of_the_file(project, capsys):
    run(environment, "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["commit"] == "unknown"
    assert found["changed"] is None
