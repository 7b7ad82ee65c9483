"""What it was run with: parameters, and where it ran."""

from collections.abc import Iterator, Mapping
from typing import Any

from mer.reporting.report.blocks import Block, Hidden, Section, Table, Text, text
from mer.reporting.report.content import Content


def section(content: Content) -> Section:
    """Show every parameter in force, and what to read on."""
    lead = (
        "Every parameter in force, as `params.yaml` has it, and what else the repository holds. "
        "The foot of this page says by which commit and on which machine it was made."
    )
    settings = content.settings
    plain = settings.model_dump(mode="json")
    profile = plain.pop("profiles")[settings.profile]
    plain.pop("execution")  # changes no result
    if not content.standin:
        plain.pop("standin")
    labels = {name: plain["labels"][name] for name in content.titles if name in plain["labels"]}
    plain["labels"] = labels
    chosen = {key: value for key, value in plain.items() if not isinstance(value, dict)}
    parts = {key: value for key, value in plain.items() if isinstance(value, dict)}
    parts = {f"profile {settings.profile}": profile, **parts}
    blocks: list[Block] = [_table("What was chosen", chosen)]
    blocks += [Hidden(f"Parameters: {name}", [_table(name, part)]) for name, part in parts.items()]
    if content.links:
        links = [f"[{said}]({path})" for said, path in content.links.items()]
        blocks.append(Text(["In the repository, beside this page: " + ", ".join(links) + "."]))
    return Section("settings", "Settings", lead, blocks)


def _table(title: str, values: Mapping[str, Any]) -> Table:
    rows = [[text(key), text(value)] for key, value in _flat(values)]
    return Table(title, ["Key", "Value"], rows)


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield key and value of every parameter.

    >>> list(_flat({"split": {"test": 0.1}, "datasets": ["smic", "samm"]}))
    [('split.test', '0.1'), ('datasets', 'smic, samm')]
    """
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, list):
            yield name, ", ".join(map(str, value))
        else:
            yield name, str(value)
