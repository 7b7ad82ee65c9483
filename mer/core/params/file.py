"""params.yaml as a file: read and checked."""

import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mer.core import origin, paths
from mer.core.errors import UserError
from mer.core.params.checks import check_together
from mer.core.params.labels import Labels
from mer.core.params.model import Params
from mer.core.params.reading import parse

DVC_VARIABLE = "DVC_STAGE"
"""Environment variable that DVC sets for the stages that it runs."""


def load(path: str | Path = paths.PARAMS) -> Params:
    """Read and check params.yaml.

    Args:
        path: the file; the default is that of the current folder, which is where DVC starts a
            stage.

    Returns:
        The parameters, immutable.

    Raises:
        UserError: the file is missing or not YAML, a key is unknown or missing, or a value is
            impossible; the message names the key, what was expected and what was received.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(
            f"{path}: expected a file, found none; run the command in the project's top folder."
        ) from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: expected YAML in UTF-8, received other bytes: {error}.") from None
    try:
        return check(parse(text, str(path)), str(path))
    except UserError as error:
        raise UserError(f"{error}{_way_back()}") from None


def _way_back() -> str:
    """Say what undoes a value that DVC has written into the file of this folder, which stays."""
    here = Path.cwd()
    if DVC_VARIABLE not in os.environ or origin.home(here) != here:
        return ""
    return (
        f" If `dvc exp run -S` has set it, `git checkout {paths.PARAMS}` brings the committed file "
        "back."
    )


def check(content: Any, where: str = "params.yaml") -> Params:
    """Turn the content of params.yaml into `Params`.

    Args:
        content: what the YAML file holds.
        where: named in errors.

    Raises:
        UserError: as in `load`.

    Example:
        >>> content = parse(paths.PARAMS.read_text(encoding="utf-8"), "params.yaml")
        >>> check(content).source in ("standin", "licensed")
        True
        >>> check(content | {"profile": "fast"}, "my.yaml")
        Traceback (most recent call last):
        mer.core.errors.UserError: my.yaml: profile: expected one of demo, paper, received 'fast'.
    """
    if not isinstance(content, dict):
        raise UserError(
            f"{where}: expected keys such as `variant`, received {type(content).__name__}."
        )
    try:
        params = Params.model_validate(content)
    except ValidationError as error:
        raise UserError(f"{where}: {_sentence(error)}") from None
    try:
        check_together(params)
    except UserError as error:
        raise UserError(f"{where}: {error}") from None
    return params


def _sentence(error: ValidationError) -> str:
    """Describe the first error and count the others."""
    # a misspelt key is reported twice, as unknown and as missing: the unknown one is what the
    # user wrote
    errors = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    first = errors[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        siblings = _siblings(first["loc"][:-1])
        text = f"{key}: unknown key; expected one of {', '.join(siblings)}; correct or remove it."
    elif first["type"] == "missing":
        text = f"{key}: expected this key, found none; add it."
    else:
        expected = first["msg"].removeprefix("Input should be ").removeprefix("a valid ")
        text = f"{key}: expected {expected}, received {first['input']!r}."
    others = len(errors) - 1
    return text + (f" ({others} more after this one.)" if others else "")


def _siblings(location: tuple) -> list[str]:
    """Name the keys that the model has at a place, walking its annotations."""
    model: Any = Params
    for part in location:
        fields = getattr(model, "model_fields", None)  # None for a dict[str, Model]
        if fields is None:
            model = model.__args__[1]
        else:  # a data set that the article lacks has no field of its own
            model = fields[part].annotation if part in fields else Labels
    return list(model.model_fields)


def load_for(dataset: str | None = None, variant: str | None = None) -> Params:
    """Read params.yaml for a stage of one data set, of one variant, or of both.

    Raises:
        UserError: as `load`; or the data set or the variant is not in the file.
    """
    params = load()
    if dataset is not None:
        params.rules(dataset)
    if variant is not None:
        params.recipe(variant)
    return params


def chosen(params: Params, named: list[str]) -> list[str]:
    """Return the data sets that a stage was given by name; all where it was given none.

    Raises:
        UserError: one of them is not in the file.
    """
    for dataset in named:
        params.rules(dataset)
    return named or params.datasets
