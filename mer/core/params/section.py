"""What every mapping of params.yaml has in common, and what is chosen by name."""

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict

from mer.core.errors import UserError


class Section(BaseModel):
    """A mapping of params.yaml: no unknown or missing key, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def require_choice(key: str, value: str, known: Collection[str]) -> None:
    """Raise a `UserError` unless `value` is one of the known ones."""
    if value not in known:
        raise UserError(f"{key}: expected one of {', '.join(known)}, received {value!r}.")
