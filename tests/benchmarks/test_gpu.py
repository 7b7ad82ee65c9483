"""The benchmark for GPUs, on a CPU.

All of it but the device runs here, so that whoever has a GPU gets numbers, not a traceback; and
what it says of a GPU's arithmetic is worth something only if a wrong kernel would be seen.
"""

import dataclasses
import math
import multiprocessing.util
import os
import tempfile

import numpy as np
import pandas as pd
import pytest

from benchmarks import gpu, gpu_tasks
from benchmarks.gpu_tasks import Grid, Measured, Way
from mer.learning import training
from mer.reporting import same
from tests.conftest import ROOT

ROWS = [gpu.Row("fold", 1.25, 2000.4, 900, math.nan, "0.10 of the bound")]


@pytest.fixture(scope="module")
def fold(tmp_path_factory):
    """Cut the fold of the tiny project."""
    training._prepare()  # threads are set before TensorFlow starts
    return gpu.paper_fold(tmp_path_factory.mktemp("paper"), small=True, epochs=2)


def run(monkeypatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["gpu", *arguments])
    gpu.main()


def test_all_of_it_runs_on_a_cpu_and_leaves_nothing_behind(monkeypatch, tmp_path, capsys):
    page = gpu.PAGE.read_bytes()
    (tmp_path / "temporary").mkdir()
    # kept by this process from now on: below a test's folder a socket's path would be too long, and
    # gone for the tests after this one
    multiprocessing.util.get_temp_dir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path)
    run(monkeypatch, "--device", "cpu", "--small", "--precision", "float32")
    said = capsys.readouterr().out
    assert "fold, 2 epochs, float32, micro_batch 8" in said
    assert "0.00 of the bound\n" in said
    assert "at most 0.0% of a cell's classes differ" in " ".join(said.split())
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]
    assert not [*(tmp_path / "temporary").glob(f"{gpu.PREFIX}*")]
    assert gpu.PAGE.read_bytes() == page
    assert not {"CUDA_VISIBLE_DEVICES", "MER_FOLDS"} & {*os.environ}


def test_without_a_gpu_it_says_why_and_what_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(gpu.devices, "training_gpus", lambda: 0)
    monkeypatch.setattr(gpu.gpu, "cards", lambda: None)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(SystemExit) as ended:
        run(monkeypatch)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(
        "No GPU that training would use. `nvidia-smi` is not there"
    )


@pytest.mark.parametrize("precision", ["float32", "mixed_float16"])
def test_the_cpu_is_within_the_bound_and_a_wrong_gradient_is_not(fold, monkeypatch, precision):
    way = Way(precision, 8, hidden=True)
    assert all(off <= most for _, off, most in gpu_tasks.differences(fold, way))
    right, calls = gpu_tasks._convolution, []

    def wrong(*arguments: object) -> list[np.ndarray]:
        out, weights, clips = right(*arguments)
        calls.append(out)
        return [out, weights * (1.5 if len(calls) == 3 else 1), clips]  # conv2, on the device

    monkeypatch.setattr(gpu_tasks, "_convolution", wrong)
    beyond = [name for name, off, most in gpu_tasks.differences(fold, way) if off > most]
    assert beyond == ["conv2, gradient of weights"]


def test_a_gpus_float32_may_round_factors_as_tf32_does():
    tf32, full, cpu = (
        Way("float32", 1),
        Way("float32", 1, tf32=False),
        Way("float32", 1, hidden=True),
    )
    assert (tf32.roundoff, full.roundoff, cpu.roundoff) == (2**-11, 2**-24, 2**-24)
    half = Way("mixed_float16", 1)
    assert (half.sums, half._replace(hidden=True).sums) == (2**-24, 2**-11)


@pytest.mark.parametrize("steps", [2, 3, 6, 7])
def test_images_count_what_is_trained_on(fold, steps):
    fold = dataclasses.replace(fold, steps=steps)
    rng, count = np.random.default_rng(0), len(fold.parts["train"])
    orders = training._orders(count, steps, fold.train.batch_size, rng)
    assert gpu_tasks.samples(fold) == sum(map(len, orders))


def test_a_gpu_is_measured_in_each_precision_beside_a_few_steps_of_the_cpu(fold):
    made = list(gpu.ways(fold, True, gpu.PRECISIONS))
    assert [way.precision for _, _, way in made] == [*["float32"] * 3, *gpu.PRECISIONS]
    assert [way.hidden for _, _, way in made] == [True, *[False] * 5]
    few = made[0][1]
    assert (few.steps, len(few.parts["test"]), len(fold.parts["test"])) == (gpu.CPU_STEPS, 1, 3)


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (Measured(1, 1, 1, 1, 0.5, True), "0.50 of the bound"),
        (Measured(1, 1, 1, 1, math.inf, True), "inf of the bound (BEYOND)"),
        (Measured(1, 1, 1, 1, 0.5, False), "0.50 of the bound, NOT the same bytes twice"),
        (Measured(problem="out of memory"), "out of memory"),
    ],
)
def test_what_is_wrong_is_said(measured, said):
    assert gpu.judged(measured) == said


@pytest.mark.parametrize(
    ("problem", "good"),
    [
        ("out of memory", True),
        ("train.precision: expected a machine that computes it", True),
        (f"{gpu_tasks.FAILED}: No algorithm worked!", False),
    ],
)
def test_what_a_card_cannot_do_is_a_row_and_no_end(fold, monkeypatch, capsys, problem, good):
    monkeypatch.setattr(gpu, "alone", lambda *_: Measured(problem=problem))
    row, fine = gpu.fold_row("fold", fold, Way("mixed_bfloat16", 8))
    assert (row.cells(), fine) == (["fold", "", "", "", "", problem], good)
    assert problem in capsys.readouterr().err


def test_an_error_of_tensorflow_is_a_problem_of_that_way(fold, monkeypatch):
    from mer.models.keras_compat import tf

    def fail(_: object) -> None:
        raise tf.errors.UnimplementedError(None, None, "No algorithm worked!\nlong story")

    monkeypatch.setattr(training, "train", fail)
    measured = gpu_tasks.train(fold, Way("float32", 8))
    assert measured.problem == "failed: No algorithm worked!"


def test_predictions_are_as_far_apart_as_in_their_worst_cell_and_bounded_as_mer_same_does():
    table = pd.DataFrame({"cell": [*"aabb"], "protocol": "loso", "seed": 0, "fold": [0, 1, 0, 1]})
    table = table.assign(clip=[*"abab"], sample=[*"abab"], predicted=[0, 2, 0, 2])
    table = table.assign(p_negative="0.500000", p_positive="0.300000", p_surprise="0.200000")
    ours, near = Grid(1, 1, 4, table), table.assign(p_negative=["0.5", "0.5", "0.6", "0.4"])
    said, good = gpu.agreement(ours, Grid(1, 1, 4, near.assign(predicted=[0, 2, 0, 1])))
    may = f"({same.CHANGED:.0%} may), probabilities 0.100 apart ({same.MEAN:g} may)"
    assert said == f"at most 50.0% of a cell's classes differ {may}"
    assert not good
    assert gpu.agreement(ours, Grid(1, 1, 4, table.assign(p_negative="0.430000")))[1]
    with pytest.raises(RuntimeError, match="same samples"):
        gpu.agreement(ours, Grid(1, 1, 4, table.iloc[::-1]))


def test_rows_are_added_to_the_page_and_earlier_ones_stay():
    page = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
    once = gpu.add(page, "2026-12-01", "a GPU", ROWS)
    assert "| 2026-12-01 | a GPU | fold | 1.2 | 2000 | 900 |  | 0.10 of the bound |" in once
    assert gpu.NOT_RUN not in once.partition(gpu.BEGIN)[2].partition(gpu.END)[0]
    twice = gpu.add(once, "2026-12-02", "a GPU", ROWS)
    assert twice.count("0.10 of the bound") == 2
    assert once.replace(gpu.END, "").splitlines() == [
        line for line in twice.splitlines() if "2026-12-02" not in line and line + "\n" != gpu.END
    ]
    head = page.partition(gpu.BEGIN)[2].splitlines()[0]
    assert [cell.strip() for cell in head.strip("|").split("|")] == ["date", "where", *gpu.HEADER]
    with pytest.raises(ValueError, match="expected the lines"):
        gpu.add("# A page", "2026-12-01", "a GPU", ROWS)
