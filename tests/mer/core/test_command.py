"""A user's mistake must end in one sentence and a non-zero exit, and a bug in its traceback."""

import os
import subprocess
import sys

import pytest

from mer.core import command
from mer.core.errors import UserError
from tests.conftest import ROOT


def test_a_mistake_is_one_line_on_stderr(capsys):
    def main():
        raise UserError("params.yaml: expected this, received that")

    with pytest.raises(SystemExit) as caught:
        command.run(main)
    assert caught.value.code == 2
    assert capsys.readouterr().err == "error: params.yaml: expected this, received that\n"


def test_a_mistake_fits_the_terminal(capsys, monkeypatch):
    def fail():
        raise UserError("mask.margin: expected at least 0, received -1; " + "raise it " * 20)

    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with pytest.raises(SystemExit, match="2"):
        command.run(fail)
    said = capsys.readouterr().err
    assert said.endswith("raise it\n")
    assert 40 < max(map(len, said.splitlines())) <= 60


def test_ctrl_c_says_that_nothing_is_broken(capsys):
    def main():
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as caught:
        command.run(main)
    assert caught.value.code == 130
    assert "run the same command again" in capsys.readouterr().err


def test_a_bug_keeps_its_traceback():
    def main():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        command.run(main)


def python(code: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, **more
    )


def test_a_package_missing_when_a_command_runs_says_how_to_install_it(capsys):
    def main():
        import no_such_package  # noqa: F401 - there is none

    with pytest.raises(SystemExit) as caught:
        command.run(main)
    said = capsys.readouterr().err
    assert caught.value.code == 1
    assert said.startswith("error: the Python package 'no_such_package' is missing")
    assert "make setup" in said
    assert "pip install '.[pipeline]'" in said


def test_a_missing_module_of_ours_is_a_bug():
    def main():
        import mer.no_such_module  # noqa: F401 - there is none

    with pytest.raises(ModuleNotFoundError):
        command.run(main)


def test_a_package_missing_when_a_stage_is_imported_says_how_to_install_it():
    done = python("import stages; import distributed.no_such_module")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "error: the Python package 'distributed.no_such_module' is missing"
    )
    assert "pip install '.[dask]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistake_found_while_importing_is_a_sentence_too():
    done = python(
        "import stages; from mer.core.errors import UserError; "
        "raise UserError('libGL.so.1 is missing: install libgl1')"
    )
    assert (done.returncode, done.stderr) == (1, "error: libGL.so.1 is missing: install libgl1\n")


def test_other_failures_of_an_import_keep_their_traceback():
    assert "Traceback" in python("import stages; import mer.no_such_module").stderr
    assert "Traceback" in python("import stages; 1 / 0").stderr


def test_a_library_leaves_the_excepthook_alone():
    """Whoever imports `mer` in a program of their own has a hook of their own."""
    done = python(
        "import sys, mer.core.command, mer.__main__; print(sys.excepthook is sys.__excepthook__)"
    )
    assert done.stdout == "True\n"


def test_a_reader_that_goes_away_is_no_error():
    read, write = os.pipe()
    os.close(read)
    code = "from mer.core import command\ncommand.run(lambda: print('x' * 100000))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_stage_explains_its_arguments(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["stages.train", "--help"])
    with pytest.raises(SystemExit):
        command.stage_arguments("Train.", "dataset", "variant")
    assert "params.yaml: variants" in capsys.readouterr().out
