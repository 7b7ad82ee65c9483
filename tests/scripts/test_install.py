"""What `make setup` does to a folder: all of it, nothing, or nothing and one sentence.

The packages here are small wheels made by the test, installed by pip without a network; uv installs
the real ones in every run of `make test` from an empty clone.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

BACKEND = """
import zipfile
ABOUT = 'Metadata-Version: 2.1\\nName: mer-benchmark\\nVersion: 0.1\\n'
KIND = 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n'
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = 'mer_benchmark-0.1-py3-none-any.whl'
    with zipfile.ZipFile(folder + '/' + name, 'w') as wheel:
        info = 'mer_benchmark-0.1.dist-info/'
        wheel.writestr(info + 'METADATA', ABOUT)
        wheel.writestr(info + 'WHEEL', KIND)
        wheel.writestr(info + 'RECORD', '')
    return name
"""


def wheel(folder: Path, name: str, version: str) -> str:
    """Write a wheel of one module; return its line of a lock."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},sha256={digest(text)},{len(text)}\n" for file, text in files.items())
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(file, text)
    return (
        f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
    )


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


class Project:
    """A project whose lock names two small packages."""

    def __init__(self, folder: Path):
        self.folder, self.wheels = folder, folder / "wheels"
        self.wheels.mkdir()
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/install.py", folder / "scripts")
        build = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        (folder / "pyproject.toml").write_text(build)
        (folder / "backend.py").write_text(BACKEND)
        (folder / "requirements.txt").write_text("first==1.0  # why\n")
        self.lock(first="1.0", second="1.0")

    def lock(self, file: str = "requirements.lock", **versions: str) -> None:
        lines = [wheel(self.wheels, name, version) for name, version in versions.items()]
        (self.folder / file).write_text("".join(lines))

    def setup(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "scripts/install.py", "--installer", "pip", *arguments],
            cwd=self.folder,
            env=os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)},
            capture_output=True,
            text=True,
            check=False,
        )

    def versions(self) -> dict[str, str]:
        packages = next(self.folder.glob(".venv/lib/python*/site-packages"))
        found = (re.match(r"(.+)-(.+)\.dist-info", path.name) for path in packages.iterdir())
        return {match[1]: match[2] for match in found if match and match[1] != "pip"}


@pytest.fixture
def project(tmp_path) -> Project:
    return Project(tmp_path)


def test_a_change_of_the_lock_alone_installs_and_takes_away_what_is_no_longer_named(project):
    assert project.setup().returncode == 0
    assert project.versions() == {"first": "1.0", "second": "1.0", "mer_benchmark": "0.1"}
    os.utime(project.folder / "requirements.lock")  # younger, but the same
    done = project.setup()
    assert (done.returncode, done.stdout) == (0, "")

    project.lock(first="2.0")
    assert "installed in" in project.setup().stdout
    assert {
        name: version for name, version in project.versions().items() if name != "setuptools"
    } == {"first": "2.0", "mer_benchmark": "0.1"}


def test_libraries_for_gpus_stay_until_another_lock_is_named(project):
    """Each target of the Makefile calls the script, and only `make setup` names the lock."""
    project.lock("requirements-gpu.lock", first="1.0", cuda="1.0")
    assert project.setup("--lock", "requirements-gpu.lock").returncode == 0
    done = project.setup()
    assert (done.returncode, done.stdout) == (0, "")
    assert project.versions()["cuda"] == "1.0"
    assert project.setup("--lock", "requirements.lock").returncode == 0
    assert "cuda" not in project.versions()


def test_a_package_of_another_content_is_refused_and_the_next_run_goes_on(project):
    lock = project.folder / "requirements.lock"
    right = lock.read_text()
    lock.write_text(re.sub(r"sha256:....", "sha256:0000", right, count=1))
    done = project.setup()
    assert done.returncode == 1
    assert "did not finish" in done.stderr
    assert "run the same command again" in done.stderr
    lock.write_text(right)
    assert project.setup().returncode == 0
    assert project.versions()["first"] == "1.0"


def test_an_environment_of_somebody_else_is_never_changed(project):
    venv.create(project.folder / ".venv", with_pip=False)
    before = sorted(project.folder.glob(".venv/**/*"))
    done = project.setup()
    assert done.returncode == 1
    assert "found another one (missing: first)" in done.stderr
    assert "Nothing in it was changed" in done.stderr
    assert sorted(project.folder.glob(".venv/**/*")) == before


def test_one_with_the_right_versions_is_used_as_it_is(project):
    venv.create(project.folder / ".venv", with_pip=False)
    packages = next(project.folder.glob(".venv/lib/python*/site-packages"))
    for path in project.wheels.glob("*.whl"):
        zipfile.ZipFile(path).extractall(packages)
    before = sorted(project.folder.glob(".venv/**/*"))
    assert project.setup().returncode == 0
    assert sorted(project.folder.glob(".venv/**/*")) == before


def test_the_lock_has_every_requirement_with_digests_and_one_opencv():
    named = re.compile(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==([^\s;\\]+)", re.M)
    for name in ("requirements", "requirements-gpu"):
        lock = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
        locked = {
            re.sub(r"[._]", "-", key.lower()): version for key, version in named.findall(lock)
        }
        wanted = named.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))
        for key, version in wanted:
            assert locked[key.lower().replace(".", "-")] == version
        entries = re.split(r"^(?=\S)", lock, flags=re.M)[1:]
        assert all("--hash=sha256:" in entry for entry in entries)
        assert [key for key in locked if key.startswith("opencv")] == ["opencv-python-headless"]
        assert "http" not in re.sub(r"^\S*http\S*==", "", lock, flags=re.M)
    gpu = (ROOT / "requirements-gpu.lock").read_text(encoding="utf-8")
    assert "nvidia-cudnn-cu12==" in gpu
