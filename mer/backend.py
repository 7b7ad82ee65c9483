"""Keras and TensorFlow, imported without the page of start-up messages that every worker process would print.

Set TF_CPP_MIN_LOG_LEVEL=0 to read them, for instance when TensorFlow does not see your GPU.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator


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


with hushed():
    import keras
    import tensorflow as tf

    GPUS = tf.config.list_physical_devices("GPU")

__all__ = ["GPUS", "hushed", "keras", "tf"]
