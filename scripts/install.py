"""Install the locked packages into an environment of the project's own; `make setup` runs this.

It needs nothing but Python. Every package comes in the version and with the digest that
`requirements.lock` names, or not at all. The environment is left alone when it was installed from
this very lock before, by the lock's digest and not by the age of files; and one that this script
did not make is never changed.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST, BEFORE = (3, 11), (3, 14)
MARKER, BEGUN = ".installed", ".installing"
"""In the environment: the digest of what is in it; a sign that its installation has begun."""
LAST = ".installed-from"
"""In the environment: the name of its lock, which counts until another one is named."""
KEPT = {"pip", "mer-benchmark"}
"""Not in the lock, and no reason to touch anything."""
LOCKED = ["--no-deps", "--require-hashes"]
_LIST = (
    "import importlib.metadata as m, json; "
    "print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))"
)
_LINE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.M)
_CHANGED = re.compile(r" [+~-] \S+==")
"""What uv says of each package that it has put in or taken out."""


def main() -> None:
    """Install what is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="the environment")
    parser.add_argument(
        "--lock", type=Path, help="what is installed (default: as last time, or requirements.lock)"
    )
    parser.add_argument(
        "--installer", choices=["uv", "pip"], default="uv", help="both install the same files"
    )
    arguments = parser.parse_args()
    try:
        lock = arguments.lock or _last(arguments.venv)
        install(arguments.venv, lock, arguments.installer)
    except subprocess.CalledProcessError as error:
        # what went wrong was said by the command itself, just above
        sys.exit(
            f"error: installing into {arguments.venv} did not finish (`{Path(error.cmd[0]).name}` "
            f"exited with {error.returncode}); run the same command again to go on, or "
            "`make INSTALLER=pip setup` to install with pip."
        )


def _last(venv: Path) -> Path:
    """Return the lock that an environment was made from: `make tables` must not take CUDA away."""
    note = venv / LAST
    lock = ROOT / (note.read_text(encoding="utf-8") if note.is_file() else "requirements.lock")
    return lock if lock.is_file() else ROOT / "requirements.lock"


def install(venv: Path, lock: Path, installer: str = "uv") -> None:
    """Make the environment what the lock says, unless it is.

    Raises:
        SystemExit: the Python is too old or new, the lock is missing, or the environment is
            someone else's and has other packages.
    """
    if not OLDEST <= sys.version_info[:2] < BEFORE:
        sys.exit(
            f"error: expected Python 3.11 to 3.13, received {sys.version.split()[0]} "
            f"({sys.executable}); try `make PYTHON=python3.12 setup`."
        )
    if not lock.is_file():
        sys.exit(
            f"error: {lock}: expected the list of packages, found none; `git checkout {lock}`."
        )
    wanted = locked(lock)
    state = digest(lock)
    marker, begun = venv / MARKER, venv / BEGUN
    if marker.is_file() and marker.read_text(encoding="utf-8") == state:
        return
    if venv.exists() and not marker.exists() and not begun.exists():
        _use_as_it_is(venv, wanted)
        return
    start = time.monotonic()
    print(f"installing the pinned packages into {venv} (3.2 GB, a minute or two)", flush=True)
    if not begun.exists() and not marker.exists():
        _run([sys.executable, "-m", "venv", str(venv)])
    begun.touch()
    (venv / LAST).write_text(lock.name, encoding="utf-8")  # goes on with it when killed
    marker.unlink(missing_ok=True)
    python = str(venv / "bin" / "python")
    # before anything is installed: two packages may own one file, as two builds of OpenCV do
    superfluous = sorted(set(installed(venv)) - set(wanted) - KEPT)
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    if superfluous:
        _run([*pip, "uninstall", "--quiet", "--yes", *superfluous])
    if installer == "pip" or not _with_uv(venv, lock, pip):
        _run([*pip, "install", *LOCKED, "-r", str(lock)])
    _run([*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    marker.write_text(state, encoding="utf-8")
    begun.unlink()
    print(f"installed in {time.monotonic() - start:.0f} s")


def _with_uv(venv: Path, lock: Path, pip: list[str]) -> bool:
    """Install with uv, which comes from the lock as well; return whether that worked."""
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "uv.lock"
        alone.write_text(_entry(lock.read_text(encoding="utf-8"), "uv"), encoding="utf-8")
        _run([*pip, "install", "--quiet", *LOCKED, "-r", str(alone)])
    # certificates of the system, as pip: behind a company's proxy there are no others
    uv = [str(venv / "bin" / "uv"), "--system-certs", "pip", "install"]
    command = [*uv, "--python", str(venv / "bin" / "python"), *LOCKED, "-r", str(lock)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as work:
        for line in work.stderr or ():
            if not _CHANGED.match(line):  # the steps and large downloads, not 200 names
                print(line, end="", file=sys.stderr, flush=True)
    if work.returncode:
        print(
            "uv did not manage it, for the reason above; pip tries, which takes longer", flush=True
        )
    return not work.returncode


def locked(lock: Path) -> dict[str, str]:
    """Read which version of each package a lock names; packages of other systems too."""
    return {
        normal(name): version for name, version in _LINE.findall(lock.read_text(encoding="utf-8"))
    }


def installed(venv: Path) -> dict[str, str]:
    """Ask an environment which version of each package is in it."""
    python = venv / "bin" / "python"
    if not python.exists():
        return {}
    done = subprocess.run([python, "-c", _LIST], capture_output=True, text=True, check=True)
    return {normal(name): version for name, version in json.loads(done.stdout).items() if name}


def digest(lock: Path) -> str:
    """Digest what decides the content of an environment: lock, project, Python."""
    parts = [lock.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def normal(name: str) -> str:
    """Write a package's name as indices do.

    >>> normal("ruamel.yaml_clib")
    'ruamel-yaml-clib'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def _use_as_it_is(venv: Path, wanted: dict[str, str]) -> None:
    """Leave an environment alone that somebody else made.

    Raises:
        SystemExit: other versions are in it.
    """
    found = installed(venv)
    other = [
        f"{name} {found[name]} (expected {version})"
        for name, version in wanted.items()
        if name in found and found[name] != version
    ]
    missing = [name for name in direct() if name not in found]
    if other or missing:
        said = [f"missing: {', '.join(missing)}"] if missing else []
        said += [f"other versions: {', '.join(other[:5])}"] if other else []
        sys.exit(
            f"error: {venv}: expected an environment that `make setup` has made, found another one "
            f"({'; '.join(said)}). Nothing in it was changed: remove it, name another folder "
            "(`make VENV=.venv-mer setup`), or install requirements.lock into it yourself "
            "(`pip install --no-deps --require-hashes -r requirements.lock`)."
        )


def direct() -> list[str]:
    """Read the packages that the project itself needs."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return [normal(name) for name, _ in _LINE.findall(text)]


def _entry(text: str, name: str) -> str:
    """Cut the entry of one package, with its digests, out of a lock."""
    match = re.search(rf"^{re.escape(name)}==.*(?:\n    .*)*", text, re.M)
    return match.group() if match else ""


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
