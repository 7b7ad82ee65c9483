"""Where work that fans out runs: in this process, in local processes, or on a Dask cluster."""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from mer.core.errors import UserError
from mer.core.params import Execution

_PROJECT = Path(__file__).parents[2]
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Item = TypeVar("Item")
Result = TypeVar("Result")


class InProcess(Executor):
    """An executor that runs each task at once in this process: errors keep their traceback."""

    def submit(self, function: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future:
        """Run the task before returning."""
        future: Future = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Processes(ProcessPoolExecutor):
    """An executor of local processes that an interruption ends at once, whatever they are at."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        """Wait for the processes; end them where this one is asked to end, or nobody waits."""
        if kind is not None and not issubclass(kind, Exception):
            self._end()
        return super().__exit__(kind, value, trace)

    def _end(self) -> None:
        working = list((self._processes or {}).values())
        manager: Any = self._executor_manager_thread
        self.shutdown(wait=False, cancel_futures=True)
        # its thread first drops what is cancelled: told of a dead process before, it would fail
        # with a traceback, as it cannot say so to a task that is cancelled
        deadline = time.monotonic() + 1
        while manager and time.monotonic() < deadline:
            left = list(manager.pending_work_items.values())
            if not any(item.future.cancelled() for item in left):
                break
            time.sleep(0.01)
        for process in working:
            process.terminate()


def workers(settings: Execution) -> int:
    """Count the processes to use: as set, or one per core that this process may run on."""
    if settings.workers:
        return settings.workers
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def executor(settings: Execution, count: int | None = None, preload: str = "") -> Executor:
    """Make the executor that all work goes through; use it in a `with` block.

    Args:
        settings: the section `execution` of params.yaml.
        count: processes, where it is not simply `workers(settings)`; one means this one. A cluster
            has as many as it has.
        preload: a module that takes long to import: local processes share one import of it.

    Returns:
        An executor whose tasks run with one thread each, so that the processes fill the cores and
        do not fight over them, and results do not depend on how many processes there are.

    Raises:
        UserError: there is no cluster at `execution.address`, or none that can do the work.
    """
    if settings.address:
        from mer.core import cluster  # Dask takes half a second to import, and few use it

        return cluster.connect(settings.address)
    if count is None:
        count = workers(settings)
    if count <= 1:
        return InProcess()
    return Processes(count, mp_context=_context(preload), initializer=_start_worker)


def threads(settings: Execution, count: int) -> Executor:
    """Make the executor of work that waits for the disk: threads of this process, or the cluster.

    Args:
        settings: the section `execution` of params.yaml.
        count: threads.

    Raises:
        UserError: as `executor`.
    """
    return executor(settings) if settings.address else ThreadPoolExecutor(count)


def width(pool: Executor) -> int:
    """Count the tasks that an executor works on at once."""
    # workers join and leave a cluster; the pools of Python keep the number that they were given
    return int(getattr(pool, "width", getattr(pool, "_max_workers", 1)))


def _context(preload: str) -> multiprocessing.context.BaseContext:
    """Choose how processes start: not by a fork of this one.

    OpenCV, TensorFlow and BLAS hold threads, which a fork would stop. A fork server imports the
    module and forks before there is any thread.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload] if preload else [])
    # libraries read the threads when they are loaded, which is in the server; and the server looks
    # for modules on its own: without the path it might find those of another copy of the project
    code = os.pathsep.join(filter(None, (str(_PROJECT), os.environ.get("PYTHONPATH"))))
    with _environment(_ONE_THREAD | {"PYTHONPATH": code}):
        forkserver.ensure_running()
    return context


@contextlib.contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Set environment variables for what is started in the block."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _start_worker() -> None:
    """Prepare a worker: one thread for the numeric libraries, and an end with its parent.

    Ctrl-C reaches every process of a terminal. It is for the parent to end the workers: here it
    would be the result of a task, and the worker would go on with the next.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    os.environ.update(_ONE_THREAD)


def _follow_parent() -> None:
    """End this process when its parent is killed: it would wait for work and hold its memory."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def ordered_map(
    pool: Executor, function: Callable[[Item], Result], items: Iterable[Item], window: int = 0
) -> Generator[Result]:
    """Apply `function` to each item, in the pool, and yield the results in the order of the items.

    Unlike `Executor.map` no more than `window` items are read ahead, twice the pool's width where
    none is given, so that memory does not grow with their number.

    Raises:
        UserError: a worker process died.
        Exception: whatever `function` raises, when its item's turn comes.
    """
    if isinstance(pool, InProcess):
        window = 1  # reading ahead would only hold results back
    window = window or 2 * width(pool)
    pending: deque[Future] = deque()
    try:
        for item in items:
            pending.append(pool.submit(function, item))
            if len(pending) >= window:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    except (BrokenProcessPool, *getattr(pool, "broken", ())):
        raise UserError(
            "a worker process was killed, most often because memory ran out; lower "
            "execution.workers in params.yaml (or the workers per machine of the Dask cluster) and "
            "run the same command again."
        ) from None
    except CancelledError:
        raise UserError(
            "the Dask cluster of execution.address went away; start it again and run the same "
            "command: what it had finished is kept."
        ) from None
    finally:
        for future in pending:
            future.cancel()
