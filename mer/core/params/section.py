"""What every mapping of params.yaml has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A mapping of params.yaml: no unknown or missing key, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)
