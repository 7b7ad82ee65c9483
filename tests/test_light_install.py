"""`pip install .` alone: whoever scores a model or checks data needs no TensorFlow, OpenCV or DVC.

No network: the environment is a fresh one, and sees of the packages here only those that the
project declares, with what these need in turn.
"""

import importlib.metadata
import json
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT
from tests.mer.datasets.trees import Copy
from tests.predictions_fixture import predictions

pytestmark = pytest.mark.pipeline

HEAVY = {
    "cv2", "dask", "distributed", "dlib", "dvc", "imblearn", "imgaug", "keras", "matplotlib",
    "ruamel", "skimage", "sklearn", "tensorflow",
}  # fmt: skip
LAYOUTS = {"casme_sq": "selectedpic", "smic": "raw", "samm": "frames", "casme2": "cropped"}


class Installed:
    """A fresh environment with the project in it, and a folder to work in."""

    def __init__(self, folder: Path):
        self.work = folder / "work"
        self.work.mkdir()
        shutil.copy(ROOT / "params.yaml", self.work)
        predictions("samm").to_csv(self.work / "mine.csv", index=False)
        for dataset, layout in LAYOUTS.items():
            Copy(dataset, layout, self.work / "licensed" / dataset).write()
        wheel = build(folder)
        self.bin = folder / "venv/bin"
        venv.create(self.bin.parent, symlinks=True)
        pip("--python", str(self.bin / "python"), "install", "--no-deps", "--no-index", str(wheel))
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        packages = Path(self.run("python", "-c", code).stdout.strip())
        packages.joinpath("light.pth").write_text(f"{link_declared(folder, wheel)}\n", "utf-8")

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.bin / program, *arguments],
            cwd=self.work,
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
        )


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def build(folder: Path) -> Path:
    """Build the project's wheel from a copy of what it is made of."""
    source = folder / "source"
    shutil.copytree(ROOT / "mer", source / "mer", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(folder), str(source))
    (wheel,) = folder.glob("*.whl")
    return wheel


def link_declared(folder: Path, wheel: Path) -> Path:
    """Make a folder of links to the packages that a wheel asks for, and to what these ask for."""
    links = folder / "light"
    links.mkdir()
    (mine,) = importlib.metadata.distributions(path=[str(wheel)])
    waiting, seen = list(mine.requires or []), set()
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        if requirement.name.lower() not in seen:
            seen.add(requirement.name.lower())
            found = importlib.metadata.distribution(requirement.name)
            assert requirement.specifier.contains(found.version, prereleases=True)
            waiting += found.requires or []
            link(found, links)
    return links


def link(found: importlib.metadata.Distribution, links: Path) -> None:
    tops = {path.parts[0] for path in found.files or []} - {"..", "__pycache__"}
    for top in tops:
        if not (links / top).exists():
            (links / top).symlink_to(Path(sysconfig.get_path("purelib")) / top)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    return Installed(tmp_path_factory.mktemp("light"))


def test_nothing_of_the_pipeline_comes_along(installed):
    code = (
        f"from importlib.util import find_spec; print([n for n in {sorted(HEAVY)} if find_spec(n)])"
    )
    assert installed.run("python", "-c", code).stdout == "[]\n"


def test_anyones_predictions_are_scored(installed):
    done = installed.run("mer", "score", "--json", "mine.csv")
    assert (done.returncode, done.stderr) == (0, "")
    records = json.loads(done.stdout)["results"]
    assert [record["protocol"] for record in records] == ["leaky", "holdout", "loso"]
    assert "| protocol" in installed.run("mer", "score", "--md", "mine.csv").stdout


def test_a_copy_of_the_data_is_checked(installed):
    done = installed.run("mer", "check", "--json", "licensed")
    assert (done.returncode, done.stderr) == (1, "")  # usable, but far from complete
    reports = {report["dataset"]: report for report in json.loads(done.stdout)}
    assert {name: reports[name]["layouts"] for name in LAYOUTS} == {
        name: [layout] for name, layout in LAYOUTS.items()
    }
    assert "usable with losses" in installed.run("mer", "check", "licensed").stdout


def test_parameters_are_checked(installed):
    done = installed.run("mer", "params")
    assert (done.returncode, done.stderr) == (0, "")
    assert "params.yaml is sound" in done.stdout


def test_a_parameter_is_changed(installed):
    done = installed.run("mer", "params", "profile=paper")
    assert (done.returncode, done.stderr) == (0, "")
    assert "profile paper" in done.stdout
    assert installed.run("mer", "params", "profile=demo").returncode == 0


def test_what_needs_more_says_what_to_install(installed):
    done = installed.run("mer", "grid")
    assert done.returncode == 1
    assert done.stderr.startswith("error: the Python package ")
    assert "`pip install '.[pipeline]'`" in done.stderr
    assert done.stderr.count("\n") == 1


def test_even_where_everything_is_installed_score_and_check_load_none_of_it(installed):
    """Their start would take seconds instead of one."""
    for arguments in (["score", "mine.csv"], ["check", "licensed"]):
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = {['mer', *arguments]!r}\n"
            "from mer.__main__ import run\n"
            "try: run()\n"
            "finally: print('\\n', *sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=installed.work,
            capture_output=True,
            text=True,
            check=False,
        )
        loaded = done.stdout.splitlines()[-1].split()
        assert "pandas" in loaded or arguments[0] == "check"
        assert not HEAVY & set(loaded)
