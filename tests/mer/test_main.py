"""The command `mer`: a list of what there is, at once, and a sentence where something fails."""

import os
import subprocess
import sys

import pytest

from mer import __main__ as mer
from tests.conftest import ROOT

NAMES = (
    *("check", "score", "predict", "grid", "maps", "controls", "tune", "params"),
    *("report", "plots", "errors", "same", "gpu", "environment", "published"),
    *("run", "tables", "experiments"),
)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "mer", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
    )


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_the_commands_are_listed_with_a_line_each(arguments):
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    for name in NAMES:
        (line,) = (line for line in lines if line.startswith(f"  {name} "))
        assert len(line) <= 80
        assert line.split(maxsplit=1)[1]


def test_there_is_a_module_for_every_command_and_a_line_for_every_module():
    modules = {path.stem for path in (ROOT / "mer/commands").glob("[a-z]*.py")}
    assert modules == set(NAMES) == set(mer.COMMANDS)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself(name, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.argv", ["mer", name, "--help"])
    with pytest.raises(SystemExit, match="0"):
        mer.main()
    said = capsys.readouterr().out
    assert said.startswith(f"usage: mer {name} ")
    assert len(said.splitlines()) > 5
    assert max(map(len, said.splitlines())) <= 80


def test_an_unknown_command_is_told_the_known_ones():
    done = run("scores")
    assert done.returncode == 2
    assert "'scores'" in done.stderr
    assert "did you mean score?" in done.stderr
    assert all(name in done.stderr for name in NAMES)
    assert max(map(len, done.stderr.splitlines())) <= 100
    assert "Traceback" not in done.stderr


def test_the_list_costs_no_import_of_a_library():
    """It must be there as fast as the `--help` of any other program."""
    code = (
        "import sys; sys.argv = ['mer', '--help']; import mer.__main__ as m\n"
        "try: m.run()\n"
        "finally: print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not {"pandas", "numpy", "pydantic", "yaml"} & loaded
    assert {name for name in loaded if name.startswith("mer.")} == {
        "mer.__main__", "mer.core", "mer.core.command", "mer.core.errors", "mer.core.leftovers",
        "mer.core.outputs", "mer.core.paths", "mer.core.spelling", "mer.core.stopwatch",
    }  # fmt: skip


def test_a_mistake_in_a_command_is_a_sentence(tmp_path):
    done = run("params", "nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: nonsense: expected key=value")
    assert done.stderr.count("\n") == 1


def test_a_command_without_the_packages_of_the_pipeline_says_what_to_install(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['pandas'] = None\n", encoding="utf-8"
    )
    (tmp_path / "own.csv").write_text("clip,label,predicted\na,0,0\n", encoding="utf-8")
    done = run("score", str(tmp_path / "own.csv"), PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("error: the Python package 'pandas' is missing")
    assert "pip install '.[pipeline]'" in done.stderr
    assert done.stderr.count("\n") == 1
