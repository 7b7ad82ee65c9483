"""Where and with what results are made: metrics/environment.json, and the same for a reader."""

import datetime
import hashlib
import importlib.metadata
import json
import platform
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import yaml

from mer.core import files, params, paths, stopwatch
from mer.core.vocabulary import DATA
from mer.evaluation import results
from mer.evaluation.results import UNKNOWN, Environment
from mer.reporting import machine

FOOT = f"Commit, settings, versions, machine and time of this run: {paths.ENVIRONMENT}."
"""The last line below every table; always the same, so that a table changes with its numbers."""
_INPUTS = (
    *("mer", "stages", paths.PUBLISHED, paths.PARAMS, paths.PIPELINE),
    *(paths.REQUIREMENTS, paths.REQUIREMENTS.with_suffix(".lock")),
)
"""What results are computed with, besides data: code, printed numbers, settings, versions."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TESTS = "# tests"
_SHORT = 10  # digits of a commit or digest, for a reader
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def write(settings: params.Params) -> None:
    """Write metrics/environment.json."""
    results.write(paths.ENVIRONMENT, collect(settings))


def collect(settings: params.Params) -> Environment:
    """Look at the current folder, this Python and this machine.

    Args:
        settings: params.yaml: whose data is computed, and which variants.
    """
    return Environment(
        data=DATA[settings.source],
        date=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        commit=_git("rev-parse", "HEAD") or UNKNOWN,
        changed=changed(),
        params_sha256=files.digest(paths.PARAMS),
        predictions_sha256=predictions(settings.variants),
        python=platform.python_version(),
        system=platform.platform(),
        libraries=libraries(),
        processor=machine.processor(),
        memory_gib=machine.memory_gib(),
        blas=machine.blas(),
        variables=machine.variables(),
        gpus=machine.gpus(),
        seconds=stopwatch.read(),
    )


def changed() -> list[str] | None:
    """List the files that results are computed with and that differ from the commit.

    What the pipeline itself writes, and whatever else lies in the folder, is not looked at.

    Returns:
        Their paths, sorted; None where there is no git or no commit.
    """
    return _differing(_INPUTS)


def recomputed() -> list[str]:
    """List the results in git that differ from the commit, sorted; none where there is no git."""
    return _differing((paths.LOCK, paths.METRICS)) or []


def _differing(within: Iterable[str | Path]) -> list[str] | None:
    said = _git("status", "--porcelain", "-z", "--untracked-files=all", "--", *map(str, within))
    if said is None or not _git("rev-parse", "--verify", "HEAD"):
        return None
    # a renamed file is followed by its old name, which has no status in front
    return sorted(entry[3:] for entry in said.split("\0") if entry[2:3] == " ")


def predictions(variants: list[str]) -> str:
    """Digest what dvc.lock says of the trainings of some variants; `unknown` without it."""
    try:
        text = paths.LOCK.read_text(encoding="utf-8")
        stages = yaml.load(text, _LOADER)["stages"]  # a safe one, in C where there is one
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        return UNKNOWN
    names = [f"train@{variant}" for variant in variants]
    if not set(names) <= set(stages):
        return UNKNOWN
    entries = json.dumps({name: stages[name] for name in names}, sort_keys=True)
    return hashlib.sha256(entries.encode()).hexdigest()


def libraries() -> dict[str, str]:
    """Return the direct dependencies of the pipeline, name → version of what is installed."""
    try:
        text = paths.REQUIREMENTS.read_text(encoding="utf-8")
    except OSError:
        return {}
    names = [_NAME.match(line) for line in text.partition(_TESTS)[0].splitlines()]
    found = {}
    for name in sorted(match[0] for match in names if match):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def describe(found: Environment) -> dict[str, str]:
    """Say it in a few lines, for a terminal or the foot of a page: what → its text."""
    processor = found.processor
    cores = f"{processor.cores_allowed} of {processor.cores} cores"
    memory = UNKNOWN if found.memory_gib is None else f"{found.memory_gib:g} GiB"
    lines = {
        "data": found.data,
        "date": found.date,
        "commit": f"{found.commit[:_SHORT]} ({_changes(found.changed)})",
        "params.yaml": f"SHA-256 {found.params_sha256[:_SHORT]}",
        "predictions": f"SHA-256 of their entries in dvc.lock {found.predictions_sha256[:_SHORT]}",
        "Python": f"{found.python} on {found.system}",
        "libraries": ", ".join(f"{name} {version}" for name, version in found.libraries.items()),
        "processor": f"{processor.name}, {processor.architecture}, {cores}, {memory} of memory",
        "instructions": ", ".join(processor.vector_instructions) or UNKNOWN,
        "BLAS": ", ".join(
            f"{one.name} {one.version} ({one.architecture}) of {one.used_by}" for one in found.blas
        ),
        "oneDNN": found.variables.get("TF_ENABLE_ONEDNN_OPTS", "as TensorFlow chooses"),
        "variables": ", ".join(f"{name}={value}" for name, value in found.variables.items())
        or "none set of BLAS, oneDNN, TensorFlow and CUDA",
        "GPU": ", ".join(f"{one.name}, {one.memory}, driver {one.driver}" for one in found.gpus)
        or "none",
        "seconds": ", ".join(f"{name} {value:.1f}" for name, value in found.seconds.items())
        or "of no stage known",
    }
    return {name: text or UNKNOWN for name, text in lines.items()}


def _changes(names: list[str] | None) -> str:
    if names is None:
        return "no git: whether files were changed is unknown"
    return f"and changed: {', '.join(names)}" if names else "unchanged"


def _git(*arguments: str) -> str | None:
    """Run git; return what it prints, None without git or a repository with a commit."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout.decode(errors="replace").removesuffix("\n")
