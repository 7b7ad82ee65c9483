"""How fast masking and resizing are, against detecting and cutting every frame on its own.

Both sides use the same detector, predictor, masks and crops, on the same frames: a photograph of a
face at 640x480 that moves by a pixel or two. What differs is where the face is looked for: once
per clip, or on every frame.

    python -m benchmarks.preprocessing --clips 4
"""

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable

import numpy as np
from skimage import data
from tabulate import tabulate

from mer.core import params
from mer.core.opencv import cv2
from mer.preprocessing import faces, masking, resizing, stencil

WIDTH, HEIGHT = 640, 480
Clip = list[np.ndarray]


def moving_face(frames: int, random: np.random.Generator) -> Clip:
    """Return the frames of one clip, `(480, 640, 3)` uint8 each.

    The face drifts by less than a pixel per frame, the sensor has noise.
    """
    face = cv2.resize(
        data.astronaut()[10:310, 25:425], (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    path = np.cumsum(random.normal(0, 0.3, (frames, 2)), axis=0)
    moved = []
    for x, y in path:
        shift = np.float32([[1, 0, x], [0, 1, y]])
        frame = cv2.warpAffine(face, shift, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        moved.append(np.clip(frame + random.normal(0, 2, frame.shape), 0, 255).astype(np.uint8))
    return moved


def once_per_clip(frames: Clip, settings: params.Mask, size: int) -> np.ndarray:
    """Do what the stages `mask` and `resize` do."""
    masked = masking.mask_frames(frames, range(len(frames)), settings)
    return resizing.resize(masked.crops, size)


def every_frame(frames: Clip, settings: params.Mask, size: int) -> np.ndarray:
    """Treat every frame as a clip of its own."""
    return np.concatenate([once_per_clip([frame], settings, size) for frame in frames])


def every_frame_doubled(frames: Clip, settings: params.Mask, size: int) -> np.ndarray:
    """Double every frame before its face is looked for, as scripts that copy dlib's example do."""
    squares = []
    for frame in frames:
        doubled = faces.detect(cv2.resize(frame, None, fx=2, fy=2), upsample=0)
        half = [value // 2 for value in (doubled.left, doubled.top, doubled.right, doubled.bottom)]
        points = faces.landmarks(frame, faces.Detection(*half, doubled.score, 1))
        box = stencil.face_box(points, frame.shape, settings.margin)
        crop = box.cut(frame).copy()
        crop[stencil.black_region(points, box, settings.region, settings.dilate)] = 0
        squares.append(resizing.resize(crop[np.newaxis], size))
    return np.concatenate(squares)


def frames_per_second(
    ways: dict[str, Callable], made: list[Clip], settings: params.Mask, size: int
) -> dict[str, float]:
    """Measure all ways on each clip in turn, so that other load on the machine hits them alike.

    Returns:
        The median of each way.
    """
    seconds = {name: [] for name in ways}
    for clip in [made[0], *made]:
        for name, work in ways.items():
            start = time.perf_counter()
            work(clip, settings, size)
            seconds[name].append(time.perf_counter() - start)
    return {
        name: len(made[0]) / statistics.median(taken[1:]) for name, taken in seconds.items()
    }  # the first warms up


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", type=int, default=4, help="number of clips (default 4)")
    parser.add_argument("--frames", type=int, default=16, help="frames per clip (default 16)")
    parser.add_argument(
        "--size", type=int, default=128, help="side of the result in pixels (default 128)"
    )
    arguments = parser.parse_args()
    cv2.setNumThreads(1)  # one core on all sides
    random = np.random.default_rng(0)
    made = [moving_face(arguments.frames, random) for _ in range(max(1, arguments.clips))]
    settings = params.load().mask
    ways = {
        "once per clip (the stages mask, resize)": once_per_clip,
        "every frame on its own": every_frame,
        "every frame on its own, doubled": every_frame_doubled,
    }
    speeds = frames_per_second(ways, made, settings, arguments.size)
    ours = next(iter(speeds.values()))
    print(
        f"{len(made)} clips of {arguments.frames} frames, {WIDTH}x{HEIGHT}, one of "
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    )
    rows = [(name, speed, ours / speed) for name, speed in speeds.items()]
    print(
        tabulate(
            rows,
            ["face looked for", "frames/s", "stages are faster by"],
            floatfmt=("", ".0f", ".1f"),
        )
    )


if __name__ == "__main__":
    main()
