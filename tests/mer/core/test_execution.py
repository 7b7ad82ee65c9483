"""Work must come back in order, whole, and with bounded memory, wherever it ran."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from mer.core import execution
from mer.core.errors import UserError
from mer.core.params import Execution
from tests.conftest import ROOT

LOCAL = Execution(workers=2, address="")


def double(number: int) -> int:
    if number == 7:
        raise UserError("seven is odd")
    return 2 * number


def threads(_: int) -> tuple[int, str]:
    return os.getpid(), os.environ["OMP_NUM_THREADS"]


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("count", [1, 2])
def test_results_keep_the_order_of_their_items(count):
    with execution.executor(Execution(workers=count, address="")) as pool:
        assert list(execution.ordered_map(pool, double, iter(range(6)), window=3)) == [
            0,
            2,
            4,
            6,
            8,
            10,
        ]
        assert list(execution.ordered_map(pool, double, [])) == []
        with pytest.raises(UserError, match="seven"):
            list(execution.ordered_map(pool, double, [1, 7, 3]))


def test_no_more_than_a_window_is_read_ahead():
    read = []

    def items():
        for number in range(20):
            read.append(number)
            yield number % 5

    with execution.executor(LOCAL) as pool:
        results = execution.ordered_map(pool, double, items(), window=4)
        next(results)
        assert len(read) == 4
        results.close()


def test_processes_use_one_thread_each_and_leave_this_one_alone(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with execution.executor(LOCAL) as pool:
        ((process, count),) = execution.ordered_map(pool, threads, [0])
    assert (process != os.getpid(), count) == (True, "1")
    assert "OMP_NUM_THREADS" not in os.environ


def test_a_killed_worker_is_a_sentence():
    with (
        execution.executor(LOCAL) as pool,
        pytest.raises(UserError, match=r"lower execution\.workers"),
    ):
        list(execution.ordered_map(pool, die, [0]))


def test_workers_end_with_a_killed_parent():
    """Each would hold close to a gigabyte for ever."""
    code = (
        "from mer.core import execution, params\n"
        "from tests.mer.core.test_execution import threads\n"
        "if __name__ == '__main__':\n"
        "    with execution.executor(params.Execution(workers=2, address='')) as pool:\n"
        "        found = execution.ordered_map(pool, threads, range(8))\n"
        "        print(*{pid for pid, _ in found}, flush=True)\n"
        "        input()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        workers = [psutil.Process(int(number)) for number in process.stdout.readline().split()]
        process.kill()
    assert workers
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive


def wait(_: int) -> None:
    time.sleep(60)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_long_tasks_within_seconds(number):
    """Of a fold of minutes, and of all that are queued behind it, nobody waits for the end."""
    code = (
        "import signal\n"
        "from mer.core import command, execution, params\n"
        "from tests.mer.core.test_execution import threads, wait\n"
        "def main():\n"
        "    with execution.executor(params.Execution(workers=2, address='')) as pool:\n"
        "        found = execution.ordered_map(pool, threads, range(8))\n"
        "        print(*{pid for pid, _ in found}, flush=True)\n"
        "        list(execution.ordered_map(pool, wait, range(8), window=8))\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    command.run(main)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        workers = [psutil.Process(int(one)) for one in process.stdout.readline().split()]
        start = time.monotonic()
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does: to all of its processes
        else:
            process.send_signal(number)
        said = process.stderr.read()
        process.wait(timeout=20)
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert workers
    assert not alive
    assert time.monotonic() - start < 3
    assert process.returncode == 128 + number
    assert said.splitlines() == [
        "interrupted: nothing half-written is left; run the same command again to go on."
    ]


def test_worker_counts(monkeypatch):
    assert execution.workers(Execution(workers=3, address="")) == 3
    assert execution.workers(Execution(workers=0, address="")) >= 1
    monkeypatch.delattr("os.sched_getaffinity")
    assert execution.workers(Execution(workers=0, address="")) == os.cpu_count()
