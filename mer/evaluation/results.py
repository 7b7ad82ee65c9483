"""Results that a stage wrote to metrics/, read by another one: never broken, never of other data."""

import json
from pathlib import Path
from typing import Any

from mer.core.errors import UserError
from mer.core.vocabulary import DATA
from mer.evaluation.protocols import cell_path


def read_result(path: Path, source: str, key: str, made_by: str) -> dict[str, Any]:
    """Read a JSON file that says of which data it is.

    Args:
        path: the file.
        source: `params.source`, which it must have been computed from.
        key: what it holds besides `data`.
        made_by: the stage that writes it, named in the errors.

    Returns:
        The content of the file.

    Raises:
        UserError: there is none, it is broken, or comes from other data: STAND-IN and licensed
            numbers are never mixed.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        data, _ = content["data"], content[key]
    except FileNotFoundError:
        raise UserError(
            f"{path}: expected a file, found none; run `dvc repro {made_by}`."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise UserError(
            f"{path}: expected JSON with `data` and `{key}`, received something else; run `dvc repro {made_by}`."
        ) from None
    if data != DATA[source]:
        raise UserError(
            f"{path}: expected results of {DATA[source]} data (source: {source}), received {data}; run `dvc repro`."
        )
    return content


def read_cell(dataset: str, variant: str, source: str) -> dict[str, Any] | None:
    """Read the metrics of a data set and a variant; None where they were not computed."""
    path = cell_path(dataset, variant)
    return (
        read_result(path, source, "protocols", f"evaluate@{dataset}-{variant}")
        if path.is_file()
        else None
    )
