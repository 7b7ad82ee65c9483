"""What every result has in common: how it is checked, read and written."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from mer.core import files
from mer.core.errors import UserError
from mer.core.paths import AnyPath, Output
from mer.core.vocabulary import DATA


class Record(BaseModel):
    """Part of a result: no unknown or missing key, no value of another type, no NaN."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
        validate_by_name=True,
        serialize_by_alias=True,
    )


class Result(Record):
    """A file of results in git; `data` says of which data it is: STAND-IN or licensed."""

    data: str


AnyResult = TypeVar("AnyResult", bound=Result)


def read(path: AnyPath, model: type[AnyResult], remedy: str) -> AnyResult:
    """Read a result, whichever data it comes from.

    Args:
        path: the file; a missing one names the stage that makes it.
        model: what it must hold.
        remedy: what to do about a broken file.

    Raises:
        UserError: there is no such file, or it holds something else.
    """
    files.require(path)
    try:
        return model.model_validate_json(Path(path).read_bytes())
    except ValidationError as error:
        raise UserError(
            f"{path}: expected JSON as the pipeline writes it, received something else "
            f"({_first(error)}); {remedy}."
        ) from None


def read_of(path: Output, model: type[AnyResult], source: str) -> AnyResult:
    """Read a result of a stage.

    Args:
        path: the file.
        model: what it must hold.
        source: `params.source`, which it must have been computed from.

    Raises:
        UserError: as `read`; or it comes from other data: STAND-IN and licensed numbers are never
            mixed.
    """
    result = read(path, model, f"run `dvc repro {path.stage}`")
    if result.data != DATA[source]:
        raise UserError(
            f"{path}: expected results of {DATA[source]} data (source: {source}), "
            f"received {result.data}; run `dvc repro`."
        )
    return result


def write(path: AnyPath, result: Result) -> None:
    """Write a result: keys in the order of its model, the same bytes for the same numbers."""
    files.write_json(path, result.model_dump(mode="json"))


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]
