"""Two spellings of a path would let a stage read what no stage writes."""

import re

import pytest
import yaml

from mer.core import paths
from tests.conftest import ROOT

STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
CELL = paths.Cell("smic", "SCB")
OUTPUTS = [
    *(one for one in vars(paths).values() if isinstance(one, paths.Output)),
    *(
        getattr(paths, name)("smic")
        for name in ("standin", "frames", "frames_table", "masked", "masked_table", "clips")
    ),
    *(getattr(paths, name)("smic") for name in ("windows", "splits")),
    paths.HEADLINE,
    paths.table_page(1),
    paths.table_page("mmew"),
    paths.cells_of("SCB"),
    paths.models("standin"),
    paths.model("standin", "smic"),
    paths.model("licensed", "smic"),
    paths.model_card("smic"),
    CELL.copies,
    CELL.plan,
    CELL.predictions,
    CELL.validation,
    CELL.history,
    CELL.metrics,
]


def declared(stage: str) -> list[str]:
    """Name the outs of a stage in dvc.yaml, of the data set smic and the variant SCB."""
    outs = [*STAGES[stage].get("outs", []), *STAGES[stage].get("metrics", [])]
    names = [next(iter(out)) if isinstance(out, dict) else out for out in outs]
    return [
        re.sub(r"\$\{item\.(\w+)\}", lambda match: getattr(CELL, match[1]), name) for name in names
    ]


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_every_output_is_declared_by_its_stage(output):
    stage, _, item = output.stage.partition("@")
    assert item in ("", "smic", "SCB")
    assert any(
        f"{output}/".startswith(f"{out}/") or out.startswith(f"{output}/")
        for out in declared(stage)
    )


def test_every_declared_output_has_a_name_in_paths():
    known = [str(output) for output in OUTPUTS]
    for stage in STAGES:
        for out in declared(stage):
            assert any(
                f"{out}/".startswith(f"{name}/") or name.startswith(f"{out}/") for name in known
            ), out


def test_no_other_module_spells_a_path():
    spelt = re.compile(r"""(?<!["'])["'](data|metrics|controls|published)/(?!astronaut)""")
    for path in [*(ROOT / "mer").rglob("*.py"), *(ROOT / "stages").glob("*.py")]:
        if path != ROOT / "mer/core/paths.py":
            for line in path.read_text(encoding="utf-8").splitlines():
                assert not spelt.search(line), f"{path}: {line}"


def test_an_output_can_be_used_as_a_path(tmp_path):
    output = paths.Output(tmp_path / "a.txt", "split@smic")
    with open(output, "w", encoding="utf-8") as file:  # noqa: PTH123 - what os.PathLike is for
        file.write("x")
    assert output.path.read_text(encoding="utf-8") == "x"
    assert str(output) == str(tmp_path / "a.txt")
