"""dvc.yaml must name what a stage really uses: what is forgotten there goes stale in silence."""

import functools
import itertools
from pathlib import Path

import grimp
import pytest
import yaml

from mer.commands import grid
from mer.core import paths
from tests.conftest import ROOT

TEXT = (ROOT / "dvc.yaml").read_text(encoding="utf-8")
PIPELINE = yaml.safe_load(TEXT)["stages"]
# the modules of core that decide results; what reads parameters, writes files or spreads work
# changes none, and listing it would run everything again for an error message that is worded better
DECIDING = {"mer.core.seeds", "mer.core.vocabulary"}
SERVING = {
    f"mer.core.{name}"
    for name in (
        "cluster",
        "command",
        "errors",
        "execution",
        "files",
        "leftovers",
        "opencv",
        "origin",
        "outputs",
        "params",
        "paths",
        "processes",
        "progress",
        "reasons",
        "repro",
        "screen",
        "spelling",
        "stopwatch",
        "tally",
        "unlisted",
    )
}
ALSO = {"ledger": {"mer/core/reasons.py"}}  # it orders reasons there; elsewhere they are printed


@functools.cache
def graph() -> grimp.ImportGraph:
    found = grimp.build_graph("mer", "stages", cache_dir=None)
    for module in list(found.modules):
        if module in SERVING or module.rpartition(".")[0] in SERVING:
            found.remove_module(module)
    for adapter in found.find_children("mer.datasets"):  # imported by the key of a data set
        found.add_import(importer="mer.datasets", imported=adapter)
    return found


def code(module: str) -> str:
    """Name a module as dvc.yaml does: its room, or itself where it is in core."""
    if module in DECIDING:
        return module.replace(".", "/") + ".py"
    return "/".join(module.split(".")[:2])


def used(stage: str) -> set[str]:
    """Name the rooms that a stage uses, directly or not, also inside functions."""
    modules = graph().find_upstream_modules(f"stages.{stage}")
    return {
        code(module)
        for module in modules
        if module.count(".") and (not module.startswith("mer.core") or module in DECIDING)
    }


@pytest.mark.parametrize("stage", PIPELINE)
def test_a_stage_depends_on_its_own_file_and_the_rooms_that_it_uses(stage):
    named = [path for path in PIPELINE[stage]["deps"] if path.startswith(("mer/", "stages/"))]
    expected = {f"stages/{stage}.py"} | (used(stage) - {"stages"}) | ALSO.get(stage, set())
    assert set(named) == expected
    assert all((ROOT / path).exists() for path in named)


def test_every_module_of_core_decides_results_or_serves():
    """One that is in neither set would be forgotten by the tests above."""
    core = graph().find_children("mer.core")
    assert core == DECIDING


@pytest.mark.parametrize("stage", PIPELINE)
def test_no_stage_but_those_that_train_comes_near_keras(stage):
    """It costs seconds per process."""
    modules = graph().find_upstream_modules(f"stages.{stage}")
    assert ("mer.models.keras_compat" in modules) == (stage in ("train", "final"))


def test_stages_are_short_and_read_top_to_bottom():
    for path in (ROOT / "stages").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 60, path


def test_files_of_the_library_are_short():
    for path in (ROOT / "mer").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 250, path


def test_dvc_yaml_fits_on_four_screens_and_its_lock_is_light():
    """DVC reads and writes the lock at every stage."""
    assert len(TEXT.splitlines()) < 225
    assert len((ROOT / "dvc.lock").read_text(encoding="utf-8").splitlines()) < 3600


def test_every_instance_comes_from_a_list_in_params():
    for stage in PIPELINE.values():
        for name, items in stage.get("matrix", {}).items():
            assert items == f"${{{name}s}}"


def test_every_parameter_that_a_stage_names_exists():
    content = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    for stage in PIPELINE.values():
        for template in stage.get("params", []):
            name = template.replace("${profile}", "demo").replace("${item.dataset}", "smic")
            place = content
            for part in name.split("."):
                assert part in place, name
                place = place[part]


def test_the_grid_prepares_with_every_stage_before_train_in_their_order():
    """A stage that is missing there would leave `train` without its inputs."""
    before = list(PIPELINE)[: list(PIPELINE).index("train")]
    prepared = ["parameters", "standin", *grid.PER_DATASET, *grid.PLANNING]
    assert [name for name in before if name != "ledger"] == prepared
    per_dataset = [name for name, one in PIPELINE.items() if "dataset" in one.get("matrix", {})]
    assert list(grid.PER_DATASET) == per_dataset


def test_a_wrong_choice_is_found_before_anything_runs():
    for stage in ("standin", "extract", "headline"):
        assert "data/parameters.txt" in PIPELINE[stage]["deps"]


def outs() -> dict[str, dict]:
    """Return path -> options of what the stages make."""
    made = {}
    for stage in PIPELINE.values():
        for out in itertools.chain(stage.get("outs", []), stage.get("metrics", [])):
            made |= out if isinstance(out, dict) else {out: {}}
    return made


def test_results_are_in_git_and_data_is_not():
    for path, options in outs().items():
        assert path.startswith(("data/", "metrics/"))
        cached = path.startswith("data/") and path != "data/parameters.txt"
        assert cached == (options.get("cache") is not False), path


def test_the_choice_is_checked_in_every_copy_of_the_project():
    """DVC would take the note from its cache, and the data would not be linked to the copy."""
    assert outs()["data/parameters.txt"] == {"cache": False, "persist": True}


def test_no_picture_in_data_is_drawn_by_dvc_plots():
    """`dvc exp save` commits to git what is listed there, also what git ignores."""
    shown = yaml.safe_load(TEXT)["plots"]
    assert not [one for one in shown if isinstance(one, str) and one.startswith("data/")]


def test_what_is_of_one_data_set_or_variant_is_known_to_the_stage_that_removes_leftovers():
    """DVC forgets an instance that is no longer listed, and leaves its files."""
    for folders, key in ((paths.OF_DATASETS, "dataset"), (paths.OF_VARIANTS, "variant")):
        own = {Path(path).parent for path in outs() if f"${{item.{key}}}" in path}
        assert own == set(folders)
