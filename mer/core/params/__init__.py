"""params.yaml: its model, the checks across keys, and the file."""

from mer.core.params.checks import check_folders
from mer.core.params.editing import change
from mer.core.params.file import check, chosen, load, load_for
from mer.core.params.labels import CasmeSqLabels, Labels, Rule, SmicLabels
from mer.core.params.listed import check_folds
from mer.core.params.model import (
    Augment,
    Balance,
    ClipShape,
    Controls,
    Evaluate,
    Execution,
    Mask,
    Network,
    Params,
    Profile,
    Recipe,
    Split,
    Standin,
    Train,
    Tune,
)

__all__ = [
    "Augment",
    "Balance",
    "CasmeSqLabels",
    "ClipShape",
    "Controls",
    "Evaluate",
    "Execution",
    "Labels",
    "Mask",
    "Network",
    "Params",
    "Profile",
    "Recipe",
    "Rule",
    "SmicLabels",
    "Split",
    "Standin",
    "Train",
    "Tune",
    "change",
    "check",
    "check_folders",
    "check_folds",
    "chosen",
    "load",
    "load_for",
]
