"""The label rules of params.yaml, with changes."""

import copy
from pathlib import Path

import yaml

from mer.core.params import Execution, Labels, check

LOCAL = Execution(workers=1, address="")

PARAMS = Path(__file__).parents[3] / "params.yaml"
CONTENT = yaml.safe_load(PARAMS.read_text(encoding="utf-8"))


def labels(dataset: str, **settings: object) -> Labels:
    """Return the label rules of a data set as in params.yaml, `settings` replaced."""
    content = copy.deepcopy(CONTENT)
    content["labels"][dataset] |= settings
    return check(content).rules(dataset)
