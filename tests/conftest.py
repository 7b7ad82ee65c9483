"""What all tests share: the real params.yaml, smaller, and a folder that looks like the project."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import settings

from mer.core import files, params, paths
from mer.reporting import titles

ROOT = Path(__file__).parent.parent

SLOW = {
    "benchmarks/test_gpu.py", "benchmarks/test_training.py", "mer/commands/test_controls.py",
    "mer/commands/test_grid.py", "mer/commands/test_maps.py", "mer/commands/test_plots.py",
    "mer/commands/test_tune.py", "mer/core/test_cluster.py", "mer/core/test_execution.py",
    "mer/core/test_repro.py", "mer/learning/test_devices.py", "mer/learning/test_step.py",
    "mer/learning/test_training.py", "mer/learning/test_weights.py", "mer/planning/test_plans.py",
    "mer/planning/test_splits.py", "mer/standin/test_layouts.py", "scripts/test_install.py",
    "scripts/test_slurm.py", "stages/test_figures.py", "stages/test_layouts.py",
    "stages/test_start.py", "stages/test_train_killed.py", "stages/test_training_stages.py",
    "test_errors_browser.py", "test_faults.py", "test_fifth_dataset.py", "test_light_install.py",
    "test_pipeline.py", "test_predict_browser.py", "test_report_browser.py", "test_site.py",
}  # fmt: skip
"""Files of tests that take more than some seconds together: `make test-fast` leaves them out."""

APART = "test_pipeline.py"
"""Its tests share a folder, and may run in any process; those of another file stay in one process,
which makes their fixtures once."""
EARLY = (
    "test_fifth_dataset.py", "scripts/test_slurm.py", "stages/test_train_killed.py",
    "mer/core/test_cluster.py", "mer/commands/test_controls.py", APART,
)  # fmt: skip
"""Files that take longest, in the order in which they begin."""

for name in ("MER_DATA", "MER_FOLDS"):  # no test finds what a developer's own runs have left
    os.environ.pop(name, None)

# one profile for every machine: no deadline, since a loaded runner is slow, and the same examples
# each time
settings.register_profile("project", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow files, and run them first, so that all processes end together.

    The very first is a test of the pipeline, which makes the folder that its others share; until
    it is made there is other work to do.
    """
    ranks = []
    for item in items:
        name = item.path.relative_to(ROOT / "tests").as_posix()
        if name in SLOW:
            item.add_marker(pytest.mark.slow)
        first = name == APART and EARLY.index(APART) not in ranks and -1 not in ranks
        rank = EARLY.index(name) if name in EARLY else len(EARLY) + (name not in SLOW)
        ranks.append(-1 if first else rank)
    items[:] = [items[place] for place in sorted(range(len(items)), key=ranks.__getitem__)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out files, in the order above, and the tests of the pipeline one by one.

    The groups of pytest-xdist would say this, but are ignored by version 3.8.0 with pytest 9.2
    (github.com/pytest-dev/pytest-xdist/issues/1386).
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return nodeid if file.endswith(f"/{APART}") else file

    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.fixture
def content() -> dict:
    """The content of the project's params.yaml, to be changed at will."""
    return yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def small(content) -> dict:
    """Shrink it until a fold trains in a blink."""
    demo = content["profiles"]["demo"]
    demo["clip"] |= {"frames": 4, "size": 16}
    demo["network"] |= {"filters": [4, 4], "dense": 16, "dropout": 0.1, "dense_dropout": 0.1}
    demo["train"] |= {"epochs": 2, "batch_size": 8, "fitted": 0}
    demo["tune"] = {"batch_size": [8, 12], "epochs": [1, 2]}
    demo["repeats"] = 1
    content["execution"]["workers"] = 1
    content["split"]["test"] = 0.25  # of few clips, so that every class is tested
    return content


@pytest.fixture
def project(tmp_path, monkeypatch, small) -> Path:
    """Make an empty folder with that params.yaml the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text(yaml.safe_dump(small), encoding="utf-8")
    shutil.copytree(ROOT / "published", tmp_path / "published")
    return tmp_path


@pytest.fixture
def arrays() -> dict[str, np.ndarray]:
    """24 clips of 4 subjects, 4 frames of 16x16: a bright spot grows where the class says."""
    return make_arrays(4)


def make_arrays(subjects: int) -> dict[str, np.ndarray]:
    """Make six clips per subject: three negative, two positive, one surprise."""
    rng = np.random.default_rng(0)
    label = np.tile([0, 0, 0, 1, 1, 2], subjects)
    subject = np.repeat([f"s{number:02d}" for number in range(subjects)], 6)
    clip = np.array([f"{one}/c{number % 6}" for number, one in enumerate(subject)])
    x = np.repeat(rng.integers(60, 120, (len(label), 1, 16, 16)), 4, axis=1)
    for number, one in enumerate(label):
        x[number, :, 5 * one : 5 * one + 5] += np.array([0, 40, 80, 20])[:, None, None]
    return {"x": x.astype(np.uint8), "label": label, "subject": subject, "clip": clip}


def write_clips(arrays: dict[str, np.ndarray], dataset: str = "smic") -> None:
    """Write clips, as `make_arrays` makes them, where the stage `resize` does."""
    files.write_stack(paths.clips(dataset), arrays["x"], table(arrays))


def write_windows(arrays: dict[str, np.ndarray], count: int = 3, dataset: str = "smic") -> None:
    """Write each clip `count` times where the stage `resize` writes its windows."""
    _write_repeated(paths.windows(dataset), arrays, "window", count)


def write_copies(arrays: dict[str, np.ndarray], cell: paths.Cell, count: int) -> None:
    """Write each clip `count` times where the stage `augment` writes its copies."""
    _write_repeated(cell.copies, arrays, "copy", count)


def _write_repeated(
    stack: paths.Output, arrays: dict[str, np.ndarray], name: str, count: int
) -> None:
    number = np.tile(np.arange(1, count + 1), len(arrays["clip"]))
    rows = pd.DataFrame({"clip": np.repeat(arrays["clip"], count), name: number})
    files.write_stack(stack, np.repeat(arrays["x"], count, axis=0), rows)


def table(arrays: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return clips as the table that splits are made from."""
    return pd.DataFrame({name: arrays[name] for name in ("clip", "subject", "label")})


@pytest.fixture
def mmew(monkeypatch) -> None:
    """Let there be a data set `mmew`, without its file."""
    known = titles.dataset
    unknown = SimpleNamespace(title="mmew")
    monkeypatch.setattr(titles, "dataset", lambda key: unknown if key == "mmew" else known(key))


@pytest.fixture
def checked(small) -> params.Params:
    """The small parameters as the typed model."""
    return params.check(small)


def run_stage(module, monkeypatch, *arguments: str) -> None:
    """Run a stage's main in this process, as its command line would."""
    monkeypatch.setattr("sys.argv", [module.__name__, *arguments])
    module.main()
