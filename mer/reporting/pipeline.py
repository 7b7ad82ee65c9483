"""The pipeline as dvc.yaml has it: its stages, and which of them takes something from which."""

import fnmatch
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from mer.core import files, paths

PARTS = {
    "input": ("parameters", "standin"),
    "image preprocessing": ("extract", "mask", "resize"),
    "data preprocessing": ("split", "augment", "balance"),
    "classification": ("train",),
    "evaluation": (),
}
"""The parts of the article's framework → their stages; `evaluation` has all others."""


@dataclass(frozen=True)
class Stage:
    """A stage of dvc.yaml; of paths with `${...}` in them, `*` stands for that.

    Attributes:
        name: what `dvc repro` calls it, without its instances.
        what: it does.
        per: what it has an instance for each of, such as `dataset`.
        deps: paths that it reads.
        outs: paths that it writes.
    """

    name: str
    what: str
    per: tuple[str, ...]
    deps: tuple[str, ...]
    outs: tuple[str, ...]

    @property
    def part(self) -> str:
        """The part of the framework that it is of."""
        return next((part for part, names in PARTS.items() if self.name in names), list(PARTS)[-1])


class Edge(NamedTuple):
    """`after` reads what `before` writes; both are names of stages."""

    before: str
    after: str


def read(source: str, path: Path = paths.PIPELINE) -> list[Stage]:
    """Read the stages in their order.

    Args:
        source: `source` of params.yaml: where the first of them finds the frames.
        path: the pipeline.

    Raises:
        UserError: there is no such file.
    """
    files.require(path)
    content = yaml.safe_load(path.read_text(encoding="utf-8").replace("${source}", source))
    return [
        Stage(
            name,
            stage.get("desc", ""),
            tuple(stage.get("matrix", {})),
            tuple(_paths(stage.get("deps", []))),
            tuple(_paths([*stage.get("outs", []), *stage.get("metrics", [])])),
        )
        for name, stage in content["stages"].items()
    ]


def _paths(entries: Iterable[Any]) -> Iterator[str]:
    """Yield the paths of a list of dvc.yaml, in which one with options is a mapping."""
    for entry in entries:
        text = next(iter(entry)) if isinstance(entry, dict) else entry
        yield re.sub(r"\$\{[^}]*\}", "*", text)


def edges(stages: Sequence[Stage]) -> list[Edge]:
    """List which stage follows which, without those that follow from others.

    `mask` follows `extract` and `resize` follows `mask`; that `resize` follows `extract` is left
    out.
    """
    after: dict[str, set[str]] = {
        one.name: {two.name for two in stages if one != two and _feeds(one, two)} for one in stages
    }

    def reached(name: str) -> set[str]:
        return after[name].union(*(reached(other) for other in after[name]))

    return [
        Edge(name, other)
        for name, others in after.items()
        for other in sorted(others, key=list(after).index)
        if not any(other in reached(between) for between in others - {other})
    ]


def _feeds(one: Stage, two: Stage) -> bool:
    """Tell whether a path that one writes is, holds, or lies in a path that two reads."""
    return any(_overlap(out, dep) for out, dep in itertools.product(one.outs, two.deps))


def _overlap(one: str, two: str) -> bool:
    """Compare two paths up to the end of the shorter one.

    >>> _overlap("a/frames/*.zip", "a/frames"), _overlap("a/frames/*.zip", "a/masked")
    (True, False)
    """
    return all(
        fnmatch.fnmatchcase(a, b) or fnmatch.fnmatchcase(b, a)
        for a, b in zip(one.split("/"), two.split("/"), strict=False)
    )
