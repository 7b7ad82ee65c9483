"""A Dask cluster must give the bytes of one machine, or a clear sentence."""

import multiprocessing
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest
import yaml
from distributed import Client, LocalCluster

from mer.core import execution, paths
from mer.core.cluster import _identity as cluster_identity
from mer.core.errors import UserError
from mer.core.params import Execution
from stages import augment, balance, extract, mask, resize, split, standin, train
from tests.conftest import run_stage
from tests.mer.core.test_execution import die, double
from tests.training_fixture import folder

__all__ = ["folder"]

STAGES = (standin, extract, mask, resize, augment)
CELL = paths.Cell("smic", "DA")


def start(workers: int, threads: int = 1) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=threads,
        processes=True,
        host="127.0.0.1",
        dashboard_address=":0",
    )


@pytest.fixture
def cluster(folder):
    with start(2) as cluster:
        yield cluster


def at(cluster: LocalCluster) -> Execution:
    return Execution(workers=0, address=cluster.scheduler_address)


def set_execution(small: dict, **settings) -> None:
    small["execution"] |= settings
    Path("params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")


def kill_one(cluster: LocalCluster, killed: list[int]) -> None:
    """Kill a worker as soon as the first fold is finished."""
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        process = next(iter(client.run(os.getpid).values()))
        while not any(Path(".folds").glob("*.npz")):
            time.sleep(0.01)
        os.kill(process, signal.SIGKILL)
        killed.append(len(list(Path(".folds").glob("*.npz"))))


def test_folds_come_back_whole_from_a_cluster_that_loses_a_worker(
    folder, cluster, small, monkeypatch
):
    small["profiles"]["demo"] |= {"seeds": [0, 1]}
    small["profiles"]["demo"]["train"] |= {"epochs": 40}
    set_execution(small)
    run_stage(split, monkeypatch, "smic")
    run_stage(balance, monkeypatch, "smic")
    made = []
    for address in ("", cluster.scheduler_address):
        shutil.rmtree(".folds", ignore_errors=True)
        set_execution(small, address=address)
        killed = []
        killer = threading.Thread(target=kill_one, args=(cluster, killed))
        if address:
            killer.start()
        run_stage(train, monkeypatch, "DA", "smic")
        made.append([Path(out).read_bytes() for out in (CELL.predictions, CELL.history)])
        folds = len(list(Path(".folds").glob("*.npz")))
    killer.join()
    assert 1 <= killed[0] < folds - 1, "the worker was not killed in mid-run"
    assert folds == 12
    assert made[0] == made[1]


def test_clips_come_back_from_a_cluster_as_they_are_made_here(cluster, small, monkeypatch):
    small["standin"] |= {"subjects": 2, "clips": 3}
    made = []
    for address in ("", cluster.scheduler_address):
        set_execution(small, address=address)
        shutil.rmtree("data", ignore_errors=True)
        for stage in STAGES:
            run_stage(stage, monkeypatch, "smic")
        outs = [
            path
            for path in Path("data").rglob("*")
            if path.is_file() and "standin" not in path.parts
        ]
        made.append({path: path.read_bytes() for path in outs})
    # an archive and a table twice; clips, windows and the copies of each variant with their draws
    assert len(made[0]) == 2 + 2 + 2 + 2 + 3 * len(small["variants"])
    assert made[0] == made[1]


def test_order_errors_and_dead_tasks(cluster):
    with execution.executor(at(cluster)) as pool:
        assert execution.width(pool) == 2
        assert list(execution.ordered_map(pool, double, range(6))) == [0, 2, 4, 6, 8, 10]
        with pytest.raises(UserError, match="seven"):
            list(execution.ordered_map(pool, double, [1, 7, 3]))
    with (
        execution.executor(at(cluster)) as pool,
        pytest.raises(UserError, match="a worker process was killed"),
    ):
        list(execution.ordered_map(pool, die, [0]))


def test_a_cluster_that_goes_away_is_a_sentence(folder):
    with start(1) as cluster:
        with execution.executor(at(cluster)) as pool:
            results = execution.ordered_map(pool, time.sleep, [0, 60])
            next(results)
            cluster.close()
            with pytest.raises(UserError, match="went away"):
                next(results)


def blind(folder: str) -> dict[str, str]:
    """Stand for a worker that does not have the project's folder."""
    return cluster_identity(folder + "/elsewhere" if multiprocessing.parent_process() else folder)


def test_no_scheduler_is_a_sentence(monkeypatch):
    monkeypatch.setattr("mer.core.cluster.TIMEOUT", 0.5)
    with pytest.raises(
        UserError, match=r"expected a Dask scheduler at tcp://127\.0\.0\.1:1, none answered"
    ):
        execution.executor(Execution(workers=0, address="tcp://127.0.0.1:1"))
    with pytest.raises(UserError, match="expected a Dask scheduler at nonsense"):
        execution.executor(Execution(workers=0, address="nonsense://here"))


def test_workers_that_are_not_fit_are_refused(folder, monkeypatch):
    with (
        start(1, threads=2) as cluster,
        pytest.raises(UserError, match="expected one thread, received 2"),
    ):
        execution.executor(at(cluster))
    with start(1) as cluster:
        with (
            monkeypatch.context() as patch,
            pytest.raises(UserError, match=r"expected Python 4\.0, as here, received 3"),
        ):
            patch.setattr("mer.core.cluster.platform.python_version", lambda: "4.0")
            execution.executor(at(cluster))
        monkeypatch.setattr("mer.core.cluster._identity", blind)
        with pytest.raises(
            UserError, match=r"expected folder /.*, as here, received no /.*params\.yaml"
        ):
            execution.executor(at(cluster))


def test_it_waits_for_the_first_worker(folder, capfd):
    with start(0) as cluster:
        threading.Timer(1, cluster.scale, [1]).start()
        with execution.executor(at(cluster)) as pool:
            assert list(execution.ordered_map(pool, double, [1])) == [2]
    assert "waiting for a worker" in capfd.readouterr().err
