"""On how many devices folds are trained, and so in how many processes."""

import functools
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from mer.core import execution, params


def _device_files() -> bool:
    """Return whether there may be an NVIDIA GPU: one file per GPU on Linux, one for all in WSL."""
    return any(any(Path("/dev").glob(pattern)) for pattern in ("nvidia[0-9]*", "dxg"))


def _ask_tensorflow() -> int:
    from mer.models.keras_compat import gpu_devices  # noqa: PLC0415 - in a process of its own

    return len(gpu_devices())


@functools.cache
def training_gpus() -> int:
    """Count the GPUs that a training process of this machine uses.

    Without a device file TensorFlow finds none. With one, only TensorFlow can say how many it uses:
    its CUDA libraries may be missing, or CUDA_VISIBLE_DEVICES may leave some out. Asking takes
    seconds, and a process of its own: this one must neither load Keras nor hold a GPU's memory.
    """
    if not _device_files():
        return 0
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_ask_tensorflow).result()


def training_workers(settings: params.Execution, tasks: int) -> int:
    """Count the processes that train `tasks` folds: one where there are GPUs, as none is shared."""
    if not settings.workers and training_gpus():
        return 1
    return min(execution.workers(settings), tasks)
