"""Keras and TensorFlow, imported without their page of start-up messages per process.

Set TF_CPP_MIN_LOG_LEVEL=0 to read them, for instance when TensorFlow does not see your GPU.
"""

import contextlib
import functools
import os
import sys
import tempfile
from collections.abc import Iterator
from types import ModuleType
from typing import cast


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Hold back what native code writes to stderr; show it after all if the block fails."""
    if "TF_CPP_MIN_LOG_LEVEL" in os.environ:
        yield
        return
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(saved, held.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


@contextlib.contextmanager
def _without(*names: str) -> Iterator[None]:
    """Let imports of packages fail: Keras spends a second on what only plots and wrappers need."""
    absent = [name for name in names if name not in sys.modules]
    # None in place of a module tells Python that there is none
    cast(dict[str, ModuleType | None], sys.modules).update(dict.fromkeys(absent))
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with hushed(), _without("matplotlib", "matplotlib.pyplot", "sklearn"):
    import keras
    import tensorflow as tf


@functools.cache
def gpu_devices() -> list:
    """List the GPUs that TensorFlow sees; training uses all of them.

    Not done at import, since a process that has used a GPU can no longer be forked.
    """
    with hushed():
        return tf.config.list_physical_devices("GPU")


__all__ = ["gpu_devices", "hushed", "keras", "tf"]
