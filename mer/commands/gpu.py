"""Say which GPUs training would use, and where there is none, why.

It goes from the machine up: a driver, its device files, CUDA's libraries in this environment,
variables that hide GPUs, kernels for the card. The first that is missing is named, with what to do.
The exit status is 0 where training would use a GPU.
"""

import argparse
import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from mer.core import screen
from mer.learning import devices

NEWEST = (9, 0)
"""Compute capability of the newest cards that TensorFlow 2.21 from PyPI has kernels for."""
_QUERY = ("--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader")
DEVICES = Path("/dev")
_FILES = ("nvidia[0-9]*", "dxg")
"""One file per GPU on Linux, one for all in WSL."""
_LIBRARY = "nvidia-cudnn-cu12"
"""One of the packages that requirements-gpu.lock adds."""


class Card(NamedTuple):
    """A GPU as the driver knows it."""

    name: str
    driver: str
    capability: tuple[int, ...]
    """Its compute capability, as (8, 6); empty where the driver does not say it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes: nothing."""


def main(arguments: argparse.Namespace) -> None:
    """Look, and say."""
    found = cards()
    for card in found or []:
        capability = ".".join(map(str, card.capability)) or "unknown"
        print(f"{card.name}: driver {card.driver}, compute capability {capability}")
    # starts TensorFlow in a process of its own, where there may be a GPU at all
    used = devices.training_gpus()
    print(f"Training uses {used or 'no'} GPU{'' if used == 1 else 's'}.")
    if not used:
        print(screen.wrapped(why(found)))
        sys.exit(1)


def cards() -> list[Card] | None:
    """Ask the driver for its GPUs; None where there is no `nvidia-smi`, or it fails."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *_QUERY], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    rows = [[cell.strip() for cell in line.split(",")] for line in done.stdout.splitlines()]
    return [Card(row[0], row[1], _capability(row[2])) for row in rows if len(row) == 3]


def _capability(text: str) -> tuple[int, ...]:
    parts = text.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def why(found: list[Card] | None) -> str:
    """Say what stands between training and a GPU, and what to do about it.

    Args:
        found: what the driver knows; None where it does not answer.
    """
    if sys.platform == "darwin":
        return "Apple's GPUs are not used: tensorflow-metal does not follow TensorFlow's versions."
    if found is None:
        return (
            "`nvidia-smi` is not there or fails: this machine has no NVIDIA GPU, no driver for it, "
            "or a container that was started without (`--gpus all`, `--device nvidia.com/gpu=all`)."
        )
    if not found:
        return "The driver runs and knows no GPU: ask whoever runs the machine."
    if not any(any(DEVICES.glob(pattern)) for pattern in _FILES):
        return (
            "The driver knows GPUs, and /dev has no file of them: on a cluster ask for one "
            "(`--gres=gpu:1`), in a container pass it through (`--gpus all`)."
        )
    return _why_not_used(found)


def _why_not_used(found: list[Card]) -> str:
    """Say what keeps TensorFlow from GPUs that the machine has."""
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES")
    if hidden is not None and not any(part.strip() not in ("", "-1") for part in hidden.split(",")):
        return f"CUDA_VISIBLE_DEVICES is {hidden!r}, which hides all of them: unset it."
    if not _installed(_LIBRARY):
        return (
            "TensorFlow's CUDA libraries are not installed in this environment: "
            "`make setup LOCK=requirements-gpu.lock`."
        )
    new = [card for card in found if card.capability > NEWEST]
    if new:
        return (
            f"{new[0].name} is newer than TensorFlow's kernels, which end at compute capability "
            f"{NEWEST[0]}.{NEWEST[1]}; docs/install.md says what is known of such cards."
        )
    path = os.environ.get("LD_LIBRARY_PATH")
    return (
        "Libraries and driver are there. "
        + (
            f"LD_LIBRARY_PATH is {path!r} and may put another CUDA first: unset it. "
            if path
            else ""
        )
        + "`TF_CPP_MIN_LOG_LEVEL=0 mer gpu` shows what TensorFlow says itself."
    )


def _installed(package: str) -> bool:
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
