"""dvc.yaml must name what a stage really uses: what is forgotten there goes stale in silence."""

import ast
import functools

import pytest
import yaml

from mer.core import params
from tests.conftest import ROOT

PIPELINE = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
# what starts a stage, reads parameters, writes files and spreads work: it changes no result, and
# listing it would retrain everything whenever an error message is worded better
INFRASTRUCTURE = {
    "mer", "mer.core.command", "mer.core.errors", "mer.core.execution", "mer.core.files", "mer.core.params", "mer.learning.progress", "mer.core.opencv",
    "mer.reporting.git_tag", "mer.core.cluster",
}  # fmt: skip


@functools.cache
def imports(module: str) -> frozenset[str]:
    """Name the modules of ours that a module imports, at its top or inside its functions."""
    path = ROOT / module.replace(".", "/")
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return frozenset(name for name in found if name.startswith("mer") and exists(name))


def exists(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def closure(module: str) -> set[str]:
    todo, seen = [module], set()
    while todo:
        for name in imports(todo.pop()) - seen - INFRASTRUCTURE:
            seen.add(name)
            todo.append(name)
    return seen


def modules(stage: str) -> set[str]:
    """Name the modules of ours among a stage's dependencies, a folder as its package."""
    paths = [path for path in PIPELINE[stage]["deps"] if path.startswith("mer/")]
    assert all((ROOT / path).exists() for path in paths)
    return {path.removesuffix(".py").replace("/", ".") for path in paths}


@pytest.mark.parametrize("stage", PIPELINE)
def test_a_stage_depends_on_its_own_file_and_the_modules_that_it_uses(stage):
    assert f"stages/{stage}.py" in PIPELINE[stage]["deps"]
    used = closure(f"stages.{stage}")
    packages = {name for name in modules(stage) if (ROOT / name.replace(".", "/")).is_dir()}
    covered = {
        next((one for one in packages if f"{name}.".startswith(f"{one}.")), name) for name in used
    }
    assert covered == modules(stage)


@pytest.mark.parametrize("stage", PIPELINE)
def test_no_stage_but_train_comes_near_keras(stage):
    """It costs seconds a process."""
    used = closure(f"stages.{stage}")
    assert ("mer.core.keras_compat" in used) == (stage == "train")


def test_every_variant_of_params_is_in_the_matrix():
    known = list(params.load(ROOT / "params.yaml").variants)
    for stage in PIPELINE.values():
        if "variant" in stage.get("matrix", {}):
            assert stage["matrix"]["variant"] == known


def test_every_parameter_that_a_stage_names_exists():
    content = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    for stage in PIPELINE.values():
        for template in stage.get("params", []):
            name = template.replace("${profile}", "demo").replace("${item.variant}", "ST")
            place = content
            for part in name.replace("${item.dataset}", "smic").split("."):
                assert part in place, name
                place = place[part]


def test_a_wrong_choice_is_found_before_anything_runs():
    for stage in ("standin", "extract"):
        assert "data/parameters.txt" in PIPELINE[stage]["deps"]


def test_results_are_in_git_and_data_is_not():
    for stage in PIPELINE.values():
        for out in [*stage.get("outs", []), *stage.get("metrics", [])]:
            path, options = next(iter(out.items())) if isinstance(out, dict) else (out, {})
            assert path.startswith(("data/", "metrics/", "docs/"))
            assert path.startswith("data/") == (options.get("cache") is not False), path
