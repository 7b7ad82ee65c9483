"""Where work that fans out runs: in this process, or in local processes."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, TypeVar

from mer.errors import UserError
from mer.params import Execution

Item = TypeVar("Item")
Result = TypeVar("Result")


class InProcess(Executor):
    """An executor that does each task at once, here: no process to start, errors with their own traceback."""

    def submit(self, function: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future:
        """Run the task before returning."""
        future: Future = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def workers(settings: Execution) -> int:
    """Count the processes to use: as set, or one a core that this process may run on."""
    if settings.workers:
        return settings.workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def has_gpu() -> bool:
    """Say whether there is an NVIDIA GPU, without the seconds that asking TensorFlow takes."""
    return any(Path("/dev").glob("nvidia[0-9]*"))


def training_workers(settings: Execution, tasks: int) -> int:
    """Count the processes to train `tasks` folds in: one where a GPU is, which folds cannot share."""
    if not settings.workers and has_gpu():
        return 1
    return min(workers(settings), tasks)


def executor(settings: Execution, count: int | None = None) -> Executor:
    """Make the executor that all work goes through; use it in a `with` block.

    Args:
        settings: the section `execution` of params.yaml.
        count: processes, where it is not simply `workers(settings)`; one means this one.

    Returns:
        An executor whose tasks run with one thread each, so that the processes fill the cores and do not fight over
        them, and results do not depend on how many processes there are.
    """
    if count is None:
        count = workers(settings)
    if count <= 1:
        return InProcess()
    # spawn: libraries that hold threads (OpenCV, TensorFlow, BLAS) do not survive a fork
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    """Prepare a worker process: one thread for the numeric libraries, before any is loaded, and no life of its own."""
    threading.Thread(target=_follow_parent, daemon=True).start()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def _follow_parent() -> None:
    """End this process when its parent is killed: it would wait for work for ever, and hold its memory."""
    parent_process().join()
    os._exit(1)


def ordered_map(
    pool: Executor, function: Callable[[Item], Result], items: Iterable[Item], window: int = 8
) -> Iterator[Result]:
    """Apply `function` to each item, in the pool, and give the results in the order of the items.

    Unlike `Executor.map` no more than `window` items are read ahead, so that memory does not grow with their number.

    Raises:
        UserError: a worker process died.
        Exception: whatever `function` raises, when its item's turn comes.
    """
    if isinstance(pool, InProcess):
        window = 1  # reading ahead would only hold results back
    pending: deque[Future] = deque()
    try:
        for item in items:
            pending.append(pool.submit(function, item))
            if len(pending) >= window:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    except BrokenProcessPool:
        raise UserError(
            "a worker process was killed, most often because memory ran out; lower execution.workers in params.yaml "
            "and run the same command again."
        ) from None
    finally:
        for future in pending:
            future.cancel()
