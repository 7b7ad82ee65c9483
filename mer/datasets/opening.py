"""Whether the frames of clips can be opened, and which folders they lie in."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from mer.core import files
from mer.core.progress import track
from mer.datasets.records import Clip


def opened(
    dataset: str, clips: Sequence[Clip], thorough: bool
) -> tuple[list[Clip], dict[str, int]]:
    """Open frames of each clip.

    Args:
        dataset: whose clips they are, for the progress bar.
        clips: as an adapter returns them.
        thorough: decode every frame; else the first, and of the others see that they are not empty.

    Returns:
        The clips: one with an unreadable frame has a reason, and no frames any more. And how many
        have first frames of which size, the most frequent size first; `video` for those of videos.
    """
    sizes: Counter[str] = Counter()
    done = []
    for clip in track(clips, f"check {dataset}", len(clips), "clips", keep=False):
        reason = ""
        if clip.frames and clip.frames[0].index is not None:
            sizes["video"] += 0 if clip.reason else 1
        elif clip.frames and not clip.reason:
            reason, size = _open(clip, thorough)
            sizes[size] += 1 if size else 0
        done.append(replace(clip, reason=reason, frames=()) if reason else clip)
    return done, {size: count for size, count in sizes.most_common() if count}


def _open(clip: Clip, thorough: bool) -> tuple[str, str]:
    """Return why a clip cannot be read, or the size of its first frame."""
    size = ""
    for frame in clip.frames:
        try:
            reason = files.problem(frame.path)
            if reason:
                raise ValueError(reason)
            if not frame.path.stat().st_size:
                raise ValueError("it is empty")
            if size and not thorough:
                continue
            with Image.open(frame.path) as image:
                image.load()
                size = size or "{}x{}".format(*image.size)
        except Exception as error:  # parsers of damaged files fail in any way
            return f"unreadable frame: {frame.path.name} ({_cause(error)})", ""
    return "", size


def _cause(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "it is no image"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split()) or type(error).__name__


def folders(root: Path, clips: Sequence[Clip]) -> list[str]:
    """Name the folders of subject folders that frames are taken from, with how many clips each."""
    found: Counter[str] = Counter()
    for clip in clips:
        if clip.frames:
            number = re.escape(clip.subject.lstrip("s0"))
            parts = clip.frames[0].path.relative_to(root).parts[:-1]
            subject = [
                bool(re.fullmatch(rf"(sub|s)?0*{number}", part.strip(), re.I)) for part in parts
            ]
            above = parts[: subject.index(True)] if True in subject else parts[:-1]
            found["/".join(above) or "."] += 1
    return [f"{name} ({count} clips)" for name, count in found.most_common()]
