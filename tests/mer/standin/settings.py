"""The stand-in's settings of params.yaml, with changes."""

from pathlib import Path

from mer.core.params import Standin, load

PARAMS = Path(__file__).parents[3] / "params.yaml"
LAYOUTS = [
    ("casme_sq", "selectedpic"), ("casme_sq", "rawpic"), ("casme_sq", "cropped"),
    ("smic", "cropped"), ("smic", "raw"), ("smic", "long"),
    ("samm", "frames"),
    ("casme2", "cropped"), ("casme2", "raw_selected"), ("casme2", "raw_full"), ("casme2", "video"),
]  # fmt: skip


def settings(layouts: dict[str, str] | None = None, **changes: object) -> Standin:
    """Return the settings; `layouts` maps data sets to layouts."""
    content = load(PARAMS).standin.model_dump()
    content |= changes
    content["layouts"] |= layouts or {}
    return Standin.model_validate(content)
