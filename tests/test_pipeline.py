"""The real pipeline through real DVC: two data sets, four variants, three protocols.

A test that changes something works on a copy of one finished run.
"""

import hashlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import psutil
import pytest
import yaml

from mer.core import params, paths
from mer.core.errors import UserError
from mer.evaluation import predictions, results, scoring
from mer.learning import kept
from scripts import tutorial
from tests import commands_fixture
from tests.conftest import ROOT
from tests.results_fixture import grid_rows
from tests.shared_fixture import shared

pytestmark = pytest.mark.pipeline

DATASETS = ["smic", "casme2"]
VARIANTS = ["ST", "DA", "SCB", "DACWB"]
CODE = ["mer", "stages", "published", "controls", "tuning", "dvc.yaml", ".dvcignore", ".gitignore"]
TOOLS = str(Path(sys.executable).parent)  # dvc, and the python that the stages are started with


class Project:
    """A folder with a copy of the pipeline, and its commands."""

    def __init__(self, folder: Path):
        self.folder = folder
        who = {
            f"GIT_{role}_{what}": "a@b.c"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        self.environment = os.environ | who | {"PATH": TOOLS + os.pathsep + os.environ["PATH"]}

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(
                f"{command} exited with {done.returncode}\n{done.stdout}\n{done.stderr}"
            )
        return done

    def repro(self, *targets: str) -> set[str]:
        return ran(self.run("dvc", "repro", *targets).stdout)

    def change(self, key: str, value) -> None:
        path = self.folder / "params.yaml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        *parents, last = key.split(".")
        place = content
        for part in parents:
            place = place[part]
        place[last] = value
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    def folds(self) -> dict[str, int]:
        """Return when each fold was trained, by the name of its entry."""
        entries = (self.folder / ".folds").glob("*.npz")
        return {entry.name: entry.stat().st_mtime_ns for entry in entries}

    def results(self) -> dict[str, str]:
        """Return a digest of every result: predictions, history and what is computed from them.

        Without the page and the file that say when and where they were made.
        """
        paths = [
            *self.folder.glob("metrics/**/*.*"),
            *self.folder.glob("data/predictions/**/*.*"),
            *self.folder.glob("data/history/**/*.*"),
        ]
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(paths)
            if path.name not in ("report.html", "environment.json")
        }


def ran(output: str) -> set[str]:
    """Name the stages that DVC says it ran."""
    return set(re.findall(r"Running stage '([^']+)'", output))


def sets(*stages: str) -> set[str]:
    return {f"{stage}@{dataset}" for stage in stages for dataset in DATASETS}


def trained(variants: list[str]) -> set[str]:
    return {f"train@{variant}" for variant in variants}


def evaluations(variants: list[str]) -> set[str]:
    return {f"evaluate@{variant}" for variant in variants}


PLANNING = {"resize", "split", "augment", "balance"}
PREPARING = {"parameters", "standin"} | sets("extract", "mask") | PLANNING
EVERYTHING = (
    PREPARING
    | trained(VARIANTS)
    | evaluations(VARIANTS)
    | {"compare", "headline", "tables", "printed", "ledger", "leakage", "tuning", "figures"}
    | {"final", "reforms", "report"}
)


def shrink(content: dict) -> None:
    content["datasets"] = DATASETS
    content["standin"] |= {"subjects": 4, "clips": 4}
    content["split"]["test"] = 0.25
    for name in ("demo", "paper"):
        profile = content["profiles"][name]
        profile["clip"] |= {"frames": 4, "size": 16}
        profile["network"] |= {"filters": [2], "dense": 4}
        profile["train"] |= {"epochs": 1}
        profile["repeats"] = 1
    content["execution"]["workers"] = 1  # starting a second process costs more than it saves here
    for name in ("DA", "DACWB"):
        content["recipes"]["augment"][name]["copies"] = 1


def new_project(folder: Path) -> Project:
    for name in CODE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    content = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    shrink(content)
    (folder / "params.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    project = Project(folder)
    project.run("git", "init", "-q", "-b", "main")
    project.run("dvc", "init", "-q")
    shutil.copytree(ROOT / ".dvc/plots", folder / ".dvc/plots")
    project.run("git", "add", ".")
    project.run("git", "commit", "-q", "-m", "pipeline")
    return project


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Project:
    """Run everything once and commit the results; no test changes this folder."""
    return Project(shared(tmp_path_factory, "pipeline", finish))


def finish(folder: Path) -> None:
    project = new_project(folder)
    assert project.repro() == EVERYTHING
    project.run("git", "add", ".")
    project.run("git", "commit", "-q", "-m", "results")


@pytest.fixture
def project(finished, tmp_path) -> Project:
    """Return a copy of the finished run, to be changed at will."""
    return Project(shutil.copytree(finished.folder, tmp_path / "copy", symlinks=True))


@pytest.fixture
def clone(finished, tmp_path) -> Project:
    """Return a fresh clone: the results are there, data and cache are not."""
    finished.run("git", "clone", "-q", str(finished.folder), str(tmp_path / "clone"))
    return Project(tmp_path / "clone")


def test_all_cells_are_filled_and_nothing_is_left_to_do(project):
    for dataset in DATASETS:
        for variant in VARIANTS:
            cell = json.loads(
                (project.folder / f"metrics/cells/{variant}/{dataset}.json").read_text()
            )
            assert set(cell["protocols"]) == {"leaky", "holdout", "loso"}
            assert cell["protocols"]["loso"]["subjects"] == 4
    assert "STAND-IN" in (project.folder / "metrics/tables/table4.md").read_text(encoding="utf-8")
    assert project.run("dvc", "status", "-q", check=False).returncode == 0
    assert project.repro() == set()


def test_a_reader_finds_chance_leaks_errors_and_where_it_was_made(project):
    """Without these no number of a run could be judged by somebody who did not make it."""
    table = (project.folder / "metrics/tables/table4.md").read_text(encoding="utf-8")
    for guess in ("majority", "stratified random"):
        assert re.search(rf"^\| {guess} +\| loso ", table, re.MULTILINE)
    rows = grid_rows((project.folder / "metrics/reforms.md").read_text(encoding="utf-8"))
    kinds = {row[0]: row[2:] for row in rows if row[0].startswith("L")}
    # under leaky, holdout, loso
    assert (kinds["L3.2"][0] != "none", kinds["L3.2"][2]) == (True, "none")
    assert (kinds["L1.4"][0] != "none", kinds["L1.4"][1:]) == (True, ["none", "none"])
    where = json.loads((project.folder / "metrics/environment.json").read_text(encoding="utf-8"))
    assert set(where["seconds"]) >= EVERYTHING - {"report"}
    assert where["changed"] == []
    assert len(where["predictions_sha256"]) == 64
    project.run("python", "-m", "mer", "errors", "smic-DA")
    assert "Errors of DA on SMIC" in (project.folder / "data/errors/smic-DA.html").read_text(
        "utf-8"
    )
    assert project.run("git", "status", "--porcelain", "data").stdout == ""


def test_every_clip_is_kept_or_dropped_with_its_reason(project):
    import pandas as pd

    for dataset in DATASETS:
        frames = pd.read_csv(project.folder / f"data/frames/{dataset}.csv", keep_default_na=False)
        masked = pd.read_csv(project.folder / f"data/masked/{dataset}.csv", keep_default_na=False)
        for table in (frames, masked):
            assert set(table["status"]) == {"kept", "dropped"}
            assert ((table["status"] == "dropped") == (table["reason"] != "")).all()
        assert masked["clip"].tolist() == frames["clip"][frames["status"] == "kept"].tolist()
        used = pd.read_csv(project.folder / f"data/splits/{dataset}.csv")["clip"].unique().tolist()
        assert sorted(used) == sorted(masked["clip"][masked["status"] == "kept"])
        account = json.loads((project.folder / "metrics/clips.json").read_text())["datasets"][
            dataset
        ]
        assert account["clips"]["used"] == len(used) == 4 * 4
        assert account["clips"]["labelled"] + account["folders_without_label"] == len(frames)


def test_every_predictions_file_scores_as_its_cell_to_the_last_digit(project):
    """docs/formats.md says that all metrics can be recomputed from these files alone."""
    settings = params.Evaluate(confidence=0.95, bootstrap=1000, seed=0)
    for cell in paths.cells(DATASETS, VARIANTS):
        table = predictions.read_file(project.folder / cell.predictions.path)
        recorded = results.CellResult.model_validate_json(
            (project.folder / cell.metrics.path).read_bytes()
        ).protocols
        scores = scoring.score(table, settings)
        assert [one.protocol for one in scores] == list(recorded)
        for one in scores:
            assert one.result == recorded[one.protocol].model_copy(update={"validation": None})


def test_loso_trains_on_every_subject_but_the_tested_one(project):
    """Nothing chooses an epoch by default, so no subject is held out for it; holdout has 80/10/10.

    With `best_val` there are validation subjects, and the folds are still trained.
    """
    assert set(roles(project, "holdout")) == {"train", "val", "test"}
    expected = {"train": 3, "test": 1}
    assert roles(project, "loso") == expected
    project.change("profiles.demo.train.select", "best_val")
    assert project.repro("train@DA") == {"split", "balance", "train@DA"}
    assert roles(project, "loso") == {"train": 2, "val": 1, "test": 1}


def test_kfold_tests_every_clip_once(project):
    import pandas as pd

    project.change("profiles.demo.protocols", ["kfold"])
    project.change("protocol", "kfold")
    expected = {"parameters", "split", "balance", "train@DA", "evaluate@DA"}
    assert project.repro("evaluate@DA") == expected
    tested = pd.read_csv(project.folder / "data/predictions/DA/smic.csv")
    used = pd.read_csv(project.folder / "data/splits/smic.csv")["clip"].unique()
    assert sorted(tested["clip"]) == sorted(used)
    cell = json.loads((project.folder / "metrics/cells/DA/smic.json").read_text())
    assert cell["protocols"]["kfold"]["folds"] == 4
    assert cell["protocols"]["kfold"]["validation"] is None


def roles(project: Project, protocol: str) -> dict[str, int]:
    """Count the subjects of each role in the folds of the plan, which must all agree."""
    import pandas as pd

    plan = pd.read_csv(project.folder / "data/plans/DA/smic.csv")
    plan = plan[plan["protocol"] == protocol]
    subjects = plan["clip"].str.partition("/")[0].groupby([plan["fold"], plan["role"]]).nunique()
    (found,) = {tuple(part.droplevel(0).items()) for _, part in subjects.groupby(level=0)}
    return dict(found)


def test_one_variants_balancing_retrains_that_variant_alone(project):
    project.change("recipes.balance.SCB.method", "class_weight")
    expected = {"balance"} | trained(["SCB"]) | evaluations(["SCB"])
    # the kept variant is another one: its model is taken from the store
    expected |= {"compare", "tables", "printed", "leakage", "tuning", "figures"}
    expected |= {"final", "reforms", "report"}
    folds = project.folds()
    assert project.repro() == expected
    assert not [name for name in {*project.folds()} - {*folds} if name.startswith("weights-")]


def test_one_variants_augmentation_retrains_that_variant_alone(project):
    project.change("recipes.augment.DA.copies", 2)
    expected = {"augment", "balance"} | trained(["DA"]) | evaluations(["DA"])
    expected |= {"compare", "tables", "printed", "leakage", "tuning", "figures"}
    expected |= {"reforms", "report"}
    assert project.repro() == expected


def test_a_mask_setting_reruns_from_mask_on(project):
    project.change("mask.margin", 0.2)
    assert project.repro("balance") == sets("mask") | PLANNING
    stale = json.loads(project.run("dvc", "status", "--json").stdout)
    expected = trained(VARIANTS) | {"ledger", "figures", "leakage", "tuning", "final"}
    expected |= {"reforms", "report"}
    assert set(stale) == expected  # and what follows from them


def test_one_data_sets_labels_retrain_the_folds_of_that_data_set_alone(project):
    import pandas as pd

    before, folds = project.results(), project.folds()
    frames = pd.read_csv(project.folder / "data/frames/smic.csv", dtype=str)
    kept = frames[(frames["status"] == "kept") & (frames["label"] == "0")]
    project.change("labels.smic.rules.paper.exclude", [kept["clip"].iloc[0]])
    expected = {"extract@smic", "mask@smic"} | PLANNING | trained(VARIANTS)
    assert project.repro("evaluate") == expected | evaluations(VARIANTS)
    after = project.results()
    changed = {name for name in before if before[name] != after[name]}
    assert {f"data/predictions/{variant}/smic.csv" for variant in VARIANTS} <= changed
    assert not any("casme2" in name for name in changed)
    now = project.folds()
    assert folds.items() <= now.items(), "a finished fold was trained again"
    assert len(now) > len(folds)


def test_the_other_profile_touches_nothing(project):
    project.change("profiles.paper.train.epochs", 3)
    project.change("profiles.paper.clip.size", 64)
    assert project.run("dvc", "status", "-q", check=False).returncode == 0
    assert project.repro() == set()


def test_a_misspelt_variant_of_a_target_gets_the_sentence(project):
    """DVC alone would say: "[Errno 2] No such file or directory: metrics/cells/SBC"."""
    done = project.run("dvc", "exp", "run", "-S", "variant=SBC", "headline", check=False)
    assert done.returncode
    known = ", ".join(VARIANTS)
    assert f"params.yaml: variant: expected one of {known}, received 'SBC'" in done.stderr


def test_one_variant_from_nothing_trains_that_variant_alone_and_gives_the_same_bytes(
    clone, finished
):
    done = clone.run("dvc", "exp", "run", "-S", "variant=SCB", "headline")
    expected = PREPARING | {"headline", "train@SCB", "evaluate@SCB"}
    # what a commit already holds is not made again: metrics in git
    assert ran(done.stdout) <= expected
    assert expected - ran(done.stdout) <= {"evaluate@SCB"}
    made, known = clone.results(), finished.results()
    compared = [name for name in made if "/SCB/" in name]
    assert len(compared) == 3 * len(DATASETS)
    assert {name: made[name] for name in compared} == {name: known[name] for name in compared}


def test_mer_run_gives_the_bytes_of_dvc_repro_in_few_lines(clone, finished):
    """Two data sets are prepared at once, and all folds trained in one pool."""
    done = clone.run(sys.executable, "-m", "mer", "run")
    assert clone.results() == finished.results()
    assert clone.run("dvc", "status", "-q", check=False).returncode == 0
    count = len(EVERYTHING)
    assert f"\nrun: {count} of {count} stages, " in done.stdout
    said = (done.stdout + done.stderr).splitlines()
    assert len(said) < 60
    assert not [line for line in said if "Running stage" in line or line.startswith("> ")]


def test_the_grid_names_the_data_set_that_failed(project):
    """And completes what it can of the others."""
    project.change("labels.smic.rules.paper.surprise", ["joy"])
    masked = project.folder / "data/masked/casme2.zip"
    masked.unlink()
    done = project.run(sys.executable, "-m", "mer", "grid", check=False)
    assert done.returncode == 2
    assert "error: plans: a stage failed" in done.stderr
    assert "smic: expected clips of all three classes" in done.stderr
    assert "Traceback" not in done.stderr
    assert masked.is_file()


def test_killed_stages_leave_nothing_that_changes_the_result(clone, finished):
    """Kill one stage after another in the middle of its work, and go on with `dvc repro`."""
    shutil.rmtree(clone.folder / "metrics")
    (clone.folder / "dvc.lock").unlink()
    for stage in (
        "standin",
        "extract",
        "mask",
        "resize",
        "augment",
        "split",
        "balance",
        "train",
        "evaluate",
    ):  # in the order in which DVC comes to them
        kill(clone, stage)
    clone.run("dvc", "repro", "headline")
    made, known = clone.results(), finished.results()
    assert len(made) == 3 * len(DATASETS) + 1
    assert made == {name: known[name] for name in made}
    assert not list(clone.folder.glob("**/.*.tmp"))


def kill(project: Project, stage: str) -> None:
    """Run the pipeline up to the first process of a stage; kill that process and its children."""
    process = subprocess.Popen(
        ["dvc", "repro", "headline"],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watched = psutil.Process(process.pid)
    killed = False
    with process, process.stdout:
        while process.poll() is None and not killed:
            for child in watched.children(recursive=True):
                killed |= shoot(child, f"stages.{stage}")
        output = process.stdout.read()
    assert killed, f"stage {stage} did not run:\n{output}"
    assert process.returncode != 0


def shoot(process: psutil.Process, name: str) -> bool:
    """Kill a process that runs a module once it has worked for a while, and all it started."""
    try:
        if name not in process.cmdline() or process.cpu_times().user < 0.3:
            return False
        for child in process.children(recursive=True):
            child.kill()
        process.kill()
    except psutil.NoSuchProcess:
        return False
    return True


def test_plots_are_drawn_in_a_fresh_clone(clone):
    """From tables in git, as data and cache are not there."""
    clone.run("dvc", "plots", "show")
    page = (clone.folder / "dvc_plots/index.html").read_text(encoding="utf-8")
    assert page.count("vegaEmbed(") == 4
    assert "DVC_METRIC" not in page
    assert "STAND-IN" in page


def test_a_grid_of_settings_runs_from_the_queue(project):
    project.run(
        "dvc",
        "exp",
        "run",
        "--queue",
        "-S",
        "profiles.demo.train.epochs=2,3",
        "-S",
        "variant=ST",
        "headline",
    )
    project.run("dvc", "exp", "run", "--run-all")
    shown = json.loads(project.run("dvc", "exp", "show", "--json").stdout)
    made = [one for row in shown for one in (row.get("experiments") or [])]
    assert len(made) == 2
    for experiment in made:
        (revision,) = experiment["revs"]
        assert revision["data"]["error"] is None if "error" in revision["data"] else True
        shown = revision["data"]["metrics"]["metrics/headline.json"]["data"]
        assert set(shown) == {"data", "of", "mean", *DATASETS}
    listed = project.run("python", "-m", "mer", "experiments").stdout.splitlines()
    assert max(map(len, listed)) <= 120
    for name in (one["name"] for one in made):
        (line,) = (line for line in listed if line.startswith(name))
        assert re.search(r"ST holdout .* variant=ST, train\.epochs=[23]$", line)


@pytest.fixture
def licensed(project) -> Project:
    """Switch to licensed data: the stand-in's folders, which have their layouts."""
    shutil.copytree(project.folder / "data/standin", project.folder / "data/licensed")
    project.change("source", "licensed")
    return project


CHARTS = {
    *(f"metrics/figures/figure{number}.png" for number in (1, 3, 4, 6, 7)),
    *(f"metrics/figures/{name}.png" for name in ("accuracy", "confusion", "f1", "learning")),
    "metrics/leakage.png",
    "metrics/maps/smic-ST-loso.png",
}
"""Pictures in git, none of which is drawn from frames."""


def walk(project: Project, datasets: list[str], variants: list[str]) -> None:
    """Look through the folder after a licensed run: no face in git, no number of anything else."""
    project.run("git", "add", "--all")
    tracked = project.run("git", "ls-files").stdout.splitlines()
    pictures = {name for name in tracked if shows_pixels(project.folder / name)}
    assert pictures <= CHARTS, "a picture that may show a face"
    faces = {path.read_bytes() for path in (project.folder / "data/figures").iterdir()}
    results = [project.folder / name for name in tracked if name.startswith("metrics/")]
    for path in results:
        assert path.read_bytes() not in faces, path
        if path.suffix in (".md", ".json", ".csv", ".svg", ".html"):
            content = path.read_text(encoding="utf-8")
            assert "STAND-IN" not in content, path
            if path.suffix in (".html", ".md"):
                assert "data:image" not in content, path
        if path.suffix == ".json":
            assert json.loads(path.read_text(encoding="utf-8"))["data"] == "licensed", path
    others = {*DATASETS, *VARIANTS} - {*datasets, *variants}
    made = [*results, *(project.folder / "data").rglob("*")]
    for path in made:
        place = path.relative_to(project.folder)
        assert place.parts[:2] == ("data", "licensed") or not others & {*place.parts, path.stem}
    note = [path.name for path in (project.folder / "data/standin").iterdir()]
    assert note == ["NO-STAND-IN.txt"]
    for name in ("controls", "tuning"):  # hours of work each: they stay, and say what they are of
        for path in (project.folder / name).glob("*.json"):
            assert json.loads(path.read_text(encoding="utf-8"))["data"] in ("STAND-IN", "licensed")


def assert_weights_stay(project: Project, remote: Path) -> None:
    """Push what a licensed run made; its weights must not be among what arrives."""
    project.run("dvc", "remote", "add", "--local", "-d", "group", str(remote))
    project.run("dvc", "push", "final", "train")
    sent = {path.read_bytes() for path in remote.rglob("*") if path.is_file()}
    assert (project.folder / "data/predictions/ST/smic.csv").read_bytes() in sent
    for dataset in DATASETS:
        model = project.folder / f"data/models/licensed/{dataset}.npz"
        assert kept.read(model)[0].data == "licensed"
        assert model.read_bytes() not in sent


def test_a_switch_of_source_and_lists_leaves_nothing_of_what_was_there(
    licensed, finished, tmp_path
):
    folds = licensed.folds()
    assert "standin" in licensed.repro()
    licensed.run("python", "-m", "mer", "errors", "smic-ST", "casme2-DA")
    walk(licensed, DATASETS, VARIANTS)
    assert_weights_stay(licensed, tmp_path / "remote")
    assert licensed.folds() == folds, "the same clips were trained again"
    assert licensed.repro() == set()
    licensed.run("python", "-m", "mer", "maps", "smic-ST")
    folds = licensed.folds()  # and their weights
    licensed.change("datasets", ["smic"])
    licensed.change("variants", ["ST", "DA"])
    licensed.change("variant", "DA")
    licensed.change("keep", "")
    licensed.repro()
    assert not [*(licensed.folder / "data/models").rglob("*.npz")]
    assert [path.name for path in (licensed.folder / "data/errors").iterdir()] == ["smic-ST.html"]
    assert (licensed.folder / "metrics/maps/smic-ST-loso.png").is_file()
    walk(licensed, ["smic"], ["ST", "DA"])
    listed = {"datasets": DATASETS, "variants": VARIANTS, "variant": "DACWB", "keep": "DACWB"}
    for key, value in listed.items():
        licensed.change(key, value)
    licensed.change("source", "standin")
    licensed.repro()
    assert not [*(licensed.folder / "metrics/maps").glob("*")]
    assert licensed.results() == finished.results()
    assert licensed.folds() == folds


def experiments(project: Project) -> dict[str, dict]:
    """Return name -> content of what `dvc exp show` knows of each experiment."""
    shown = json.loads(project.run("dvc", "exp", "show", "--json").stdout)
    made = [one for row in shown for one in (row.get("experiments") or [])]
    return {one["name"]: one["revs"][0]["data"] for one in made}


def data_of_experiment(project: Project, name: str) -> list[str]:
    """Name what git holds of data/ in an experiment, which any push of it would send."""
    refs = project.run("git", "for-each-ref", "--format=%(refname)", "refs/exps").stdout
    (ref,) = [one for one in refs.split() if one.endswith(f"/{name}")]
    tracked = project.run("git", "ls-tree", "-r", "--name-only", ref).stdout.splitlines()
    assert "dvc.lock" in tracked
    return [path for path in tracked if path.startswith("data/")]


def test_experiments_in_copies_find_licensed_data_and_finished_folds(licensed):
    """DVC copies what git tracks alone."""
    licensed.repro()
    licensed.run("git", "add", "--all")
    licensed.run("git", "commit", "-q", "-m", "licensed results")
    folds = licensed.folds()
    run = ("dvc", "exp", "run", "-S", "variant=ST", "-S", "profiles.demo.train.epochs=2")
    licensed.run(*run, "--queue", "headline")
    licensed.run("dvc", "exp", "run", "--run-all")
    grown = licensed.folds()
    assert folds.items() < grown.items()
    licensed.run(*run, "--temp", "--name", "aside", "--force", "headline")
    assert licensed.folds() == grown, "a fold that the queue had finished was trained again"
    made = experiments(licensed)
    assert len(made) == 2
    for content in made.values():
        assert content["metrics"]["metrics/headline.json"]["data"]["data"] == "licensed"
    assert not data_of_experiment(licensed, "aside")


def shows_pixels(path: Path) -> bool:
    """Say whether a file holds pictures, video, or arrays of pixels, by its first bytes."""
    import numpy as np

    head = path.read_bytes()[:12]
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"BM", b"RIFF")):
        return True
    if head.startswith(b"\x93NUMPY"):
        array = np.load(path, mmap_mode="r", allow_pickle=False)
        return array.dtype == np.uint8 and array.ndim > 2 and array.size > 0
    if not head.startswith(b"PK"):
        return False
    with zipfile.ZipFile(path) as archive:
        if not all(name.endswith(".npy") for name in archive.namelist()):
            return True  # of frames; spreadsheets are of the data set too
    with np.load(path, allow_pickle=False) as arrays:
        return any(arrays[name].dtype == np.uint8 for name in arrays.files)


def cached_outs(project: Project) -> dict[str, bool]:
    """Return path -> whether `dvc push` sends it, of all that DVC keeps in its cache."""
    stages = yaml.safe_load((project.folder / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    sent = {}
    for stage in stages.values():
        for out in stage.get("outs", []):
            path, options = next(iter(out.items())) if isinstance(out, dict) else (out, {})
            if options.get("cache", True):
                pattern = re.sub(r"\$\{[^}]+\}", "*", path)
                made = {
                    str(one.relative_to(project.folder)) for one in project.folder.glob(pattern)
                }
                assert made, path
                sent |= dict.fromkeys(made, options.get("push", True))
    return sent


def test_no_file_with_pixels_reaches_a_remote_or_git(project, tmp_path):
    """Those that hold any are found by their content: one that is new is not forgotten."""
    sent = cached_outs(project)
    for name, pushed in sent.items():
        path = project.folder / name
        files = [one for one in (path, *path.rglob("*")) if one.is_file()]
        if name == "data/models/licensed":  # weights are no pixels, but come from licensed faces
            assert not pushed
            assert not files
            continue
        assert pushed != any(map(shows_pixels, files)), name
    assert {True, False} == set(sent.values())
    remote = tmp_path / "remote"
    project.run("dvc", "remote", "add", "--local", "-d", "group", str(remote))
    project.run("dvc", "push", "--run-cache")
    project.run("dvc", "push", "--all-commits", "--run-cache")
    received = [path for path in remote.rglob("*") if path.is_file()]
    assert any("/runs/" in str(path) for path in received)
    tables = [*project.folder.glob("data/predictions/*/*.csv")]
    assert {path.read_bytes() for path in tables} <= {path.read_bytes() for path in received}
    assert not list(filter(shows_pixels, received))
    project.change("evaluate.seed", 1)  # what is as it was would not be saved
    project.run("dvc", "exp", "save", "--name", "saved")
    assert not data_of_experiment(project, "saved")


def fetched(project: Project, folder: Path, *command: str) -> bytes:
    """Fetch something of a project into a folder elsewhere, as a stranger would."""
    folder.mkdir()
    done = subprocess.run(
        ["dvc", *command], cwd=folder, env=project.environment, capture_output=True, check=False
    )
    if done.returncode:
        raise AssertionError(f"{command} exited with {done.returncode}\n{done.stderr.decode()}")
    (made,) = (path for path in folder.iterdir() if path.is_file())
    return made.read_bytes()


def test_a_kept_model_is_fetched_from_another_folder(finished, tmp_path):
    """By its path, or by its name as an artifact at a tagged version; from a remote, no cache."""
    remote, path = tmp_path / "remote", "data/models/standin/smic.npz"
    original = (finished.folder / path).read_bytes()
    finished.run("git", "clone", "-q", str(finished.folder), str(tmp_path / "sender"))
    sender = Project(tmp_path / "sender")
    shutil.copytree(finished.folder / ".dvc/cache", sender.folder / ".dvc/cache")
    sender.run("dvc", "remote", "add", "-d", "group", str(remote))
    sender.run("dvc", "push", "final")
    sender.run("git", "commit", "-q", "-a", "-m", "a remote")
    sender.run("git", "tag", "-a", "smic@v1.0.0", "-m", "the first")
    shutil.rmtree(sender.folder / ".dvc/cache")
    url = str(sender.folder)
    assert fetched(sender, tmp_path / "by path", "get", url, path) == original
    assert fetched(sender, tmp_path / "by name", "artifacts", "get", url, "smic") == original


@pytest.mark.parametrize(
    ("setting", "target", "sentence"),
    [
        (
            "profiles.demo.train.epochs=ten",
            "train",
            "profiles.demo.train.epochs: expected integer, received 'ten'",
        ),
        (
            "recipes.balance.SCB.method=smoot",
            "balance",
            "recipes.balance.SCB.method: expected 'none', 'smote' or",
        ),
        ("+mask.colour=red", "mask", "mask.colour: unknown key"),
        ("split.test=0.95", "split", "split: expected test + validation below 1"),
        (
            "protocol=loo",
            "parameters",
            "protocol: expected one of leaky, holdout, loso, which are what the profile demo runs, "
            "received 'loo'",
        ),
        (
            "source=licensed",
            "parameters",
            "data/licensed/smic: expected the folder of the licensed data set, found none",
        ),
    ],
)
def test_a_wrong_setting_stops_with_one_sentence(setting, target, sentence, project):
    done = project.run("dvc", "exp", "run", "-S", setting, check=False)
    assert done.returncode != 0
    assert sentence in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert {name.partition("@")[0] for name in ran(done.stdout)} == {target}


def test_predict_says_of_a_recording_what_the_pipeline_says_of_the_clip(
    project, monkeypatch, capsys
):
    """To the last digit: from a folder, a lossless video, and with a model from git's history."""
    from mer.commands import predict
    from mer.core import files
    from mer.learning import kept
    from mer.learning.predictor import Predictor
    from mer.preprocessing.decoding import decode
    from tests.mer.commands.running import run
    from tests.mer.preprocessing.recordings_fixture import write_video

    def said(*arguments):
        run(predict, *map(str, arguments), "--json")
        return [
            list(one["windows"][0]["probabilities"].values())
            for one in json.loads(capsys.readouterr().out)["recordings"]
        ]

    monkeypatch.chdir(project.folder)
    clips = files.stack_rows(paths.clips("smic"), ("clip", "subject"))["clip"].tolist()[::5]
    names = [f"micro/*/{clip.split('/')[1]}" for clip in clips]
    folders = [next(Path("data/standin/smic").rglob(name)) for name in names]
    pixels = files.map_stack(paths.clips("smic"))[::5]
    expected = Predictor(*kept.read(paths.model("standin", "smic"))).predict(pixels)
    assert said("--model", "smic", "--whole", *folders) == expected.astype(float).tolist()
    pictures = [decode(file.read_bytes()) for file in sorted(folders[0].iterdir())]
    video = write_video(project.folder / "clip.mkv", pictures, rate=100)
    places = ("--onset", 1, "--offset", f"{(len(pictures) - 1) / 100}s")
    for model in ("smic", "HEAD:smic", paths.model("standin", "smic")):
        assert said("--model", model, *places, video) == expected[:1].astype(float).tolist()
    lossy = write_video(project.folder / "clip.mp4", pictures * 3, rate=100, codec="mp4v")
    run(predict, "--model", "smic", str(lossy), "--report", "page.html")
    assert "lines" not in capsys.readouterr().err
    assert "STAND-IN" in (project.folder / "page.html").read_text(encoding="utf-8")
    with pytest.raises(UserError, match=r"--model HEAD~9:smic: expected a revision of this"):
        run(predict, "--model", "HEAD~9:smic", str(lossy))


def test_the_commands_of_the_readme_run_in_their_order(project, monkeypatch, capsys):
    """An experiment, the way back, scores, a prediction: word for word what a reader copies."""
    from mer.core import files
    from mer.preprocessing.decoding import decode
    from tests.mer.commands.running import run
    from tests.mer.preprocessing.recordings_fixture import write_video

    def changed():
        return project.run("git", "status", "--porcelain", "--untracked-files=no").stdout

    monkeypatch.chdir(project.folder)
    shutil.copy("data/predictions/DA/smic.csv", "predictions.csv")
    clip = files.stack_rows(paths.clips("smic"), ("clip", "subject"))["clip"].tolist()[0]
    folder = next(Path("data/standin/smic").rglob(f"micro/*/{clip.split('/')[1]}"))
    pictures = [decode(file.read_bytes()) for file in sorted(folder.iterdir())]
    write_video(Path("clip.mp4"), pictures * (50 // len(pictures) + 1), rate=25, codec="mp4v")
    printed = []
    words = [command.words for command in commands_fixture.fenced(ROOT / "README.md")]
    for program, *arguments in words[words.index(("source", ".venv/bin/activate")) + 1 :]:
        if program == "mer":
            run(importlib.import_module(f"mer.commands.{arguments[0]}"), *arguments[1:])
            printed.append(capsys.readouterr().out)
            continue
        done = project.run(program, *arguments)
        if arguments[:2] == ["exp", "run"]:
            # the first only checks that the choice exists: the other variant is trained already
            assert ran(done.stdout) == {"parameters", "headline", "report"}
            assert {"params.yaml", "dvc.lock", "metrics/headline.json"} <= {*changed().split()}
            shutil.rmtree("data/splits")  # as an experiment with another split would change it
    assert changed() == ""
    assert project.run("dvc", "status", "-q", check=False).returncode == 0
    scores, prediction = printed
    assert "predictions.csv" in scores
    assert all(protocol in scores for protocol in ("leaky", "holdout", "loso"))
    assert "STAND-IN" in prediction


def test_the_first_hour_of_the_tutorial_can_be_had(project):
    """Every block of the page in its order, on fewer clips; what it says is true of these too."""
    came = {}
    for block, printed in tutorial.run(
        tutorial.read(tutorial.PAGE.read_text("utf-8")), project.folder
    ):
        came[block.code] = printed
        if "grep Running" in block.code or "dvc status" in block.code:
            assert printed == block.output
        if "mer experiments" in block.code:  # its heading
            assert printed.splitlines()[:4] == block.output.splitlines()[:4]
    (leaks,) = (printed for code, printed in came.items() if "whose clip trains" in code)
    counts = {name: numbers for name, *numbers in map(str.split, leaks.splitlines()[2:])}
    assert int(counts["leaky"][1]) > 0
    assert (counts["holdout"][1], counts["loso"][1]) == ("0", "0")
    (scores,) = (printed for code, printed in came.items() if code.startswith("mer score"))
    assert scores.startswith("loso, casme2, 16 samples, 16 clips, 4 subjects\n")
    rows = [line.split()[0] for line in scores.splitlines()[4:6]]
    assert rows == ["data/mine.csv", "data/ours.csv"]
    assert (project.folder / "data/errors/casme2-DACWB.html").is_file()
    assert "/two-copies\n" in project.run("git", "for-each-ref", "--format=%(refname)").stdout
    assert project.run("git", "status", "--porcelain").stdout == ""
