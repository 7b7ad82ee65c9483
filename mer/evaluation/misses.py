"""The test samples that a variant gets wrong, and what the other variants say of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mer.core import files, paths
from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES, in_order
from mer.evaluation import belonging

if TYPE_CHECKING:
    import pandas as pd

_CHANCES = [f"p_{name}" for name in CLASSES]
_KEY = ["seed", "fold", "clip", "sample"]
_TEXT = ("protocol", "dataset", "subject", "clip", "sample")


@dataclass(frozen=True)
class Said:
    """What a variant says of a sample: a class, and the probability of each."""

    predicted: int
    chances: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The probability of the class that it says."""
        return self.chances[self.predicted]


@dataclass(frozen=True)
class Miss:
    """A test sample that a variant gets wrong.

    Attributes:
        clip: its clip.
        subject: who is filmed.
        sample: which sample of the clip: `original`, `window2`, `copy1`, `smote7`.
        seed: of the repetition.
        label: the true class.
        said: what the variant says.
        others: other variant → what it says; those that are not tested on this sample are absent.
    """

    clip: str
    subject: str
    sample: str
    seed: int
    label: int
    said: Said
    others: dict[str, Said]

    @property
    def by_all(self) -> bool:
        """Whether there are other variants, and all of them miss it too."""
        return bool(self.others) and all(
            one.predicted != self.label for one in self.others.values()
        )


@dataclass(frozen=True)
class Misses:
    """The errors of a cell under a protocol, out of `tested` samples.

    `found` has those first that all variants miss, and among equals the most confident.
    """

    tested: int
    found: list[Miss]


def read(cell: paths.Cell, variants: list[str], protocol: str) -> Misses:
    """Find the wrong predictions of a cell.

    Args:
        cell: which one.
        variants: all variants, of which those without predictions are left out.
        protocol: under which.

    Raises:
        UserError: the cell has no predictions, none under the protocol, or none with probabilities.
    """
    files.require(cell.predictions)
    tables = belonging.tables(cell.dataset, variants)
    known = in_order(tables[cell.variant]["protocol"])
    if protocol not in known:
        raise UserError(
            f"{cell.predictions}: expected predictions under {protocol}, found those under "
            f"{', '.join(known)}; name one of these, or add {protocol} to the protocols of the "
            f"profile in params.yaml and run `dvc repro {cell.predictions.stage}`."
        )
    return find(
        {
            variant: _with_chances(paths.Cell(cell.dataset, variant), table, protocol)
            for variant, table in tables.items()
        },
        cell.variant,
    )


def find(tables: "Mapping[str, pd.DataFrame]", variant: str) -> Misses:
    """Find the wrong predictions of a variant.

    Args:
        tables: variant → `seed, fold, subject, clip, sample, label, predicted` and a probability
            per class, of one data set and protocol.
        variant: whose errors.
    """
    said = {name: _said(table) for name, table in tables.items() if name != variant}
    own = tables[variant]
    found = []
    for key, row in zip(_keys(own), own.to_dict("records"), strict=True):
        if row["predicted"] != row["label"]:
            others = {name: answers[key] for name, answers in said.items() if key in answers}
            found.append(
                Miss(
                    clip=row["clip"],
                    subject=row["subject"],
                    sample=row["sample"],
                    seed=int(row["seed"]),
                    label=int(row["label"]),
                    said=_answer(row),
                    others=others,
                )
            )
    found.sort(key=lambda one: (not one.by_all, -one.said.confidence, one.clip, one.seed))
    return Misses(tested=len(own), found=found)


def _with_chances(cell: paths.Cell, table: "pd.DataFrame", protocol: str) -> "pd.DataFrame":
    """Add the probabilities to the rows of one protocol; both files are in the same order."""
    content = files.read_table(cell.predictions, _TEXT)
    if not set(_CHANCES) <= set(content):
        raise paths.damaged(cell.predictions, f"the columns {', '.join(_CHANCES)}", "none of them")
    whole = table.assign(**{name: content[name].astype(float).to_numpy() for name in _CHANCES})
    return whole[whole["protocol"] == protocol]


def _keys(table: "pd.DataFrame") -> list[tuple]:
    return list(zip(*(table[name].tolist() for name in _KEY), strict=True))


def _said(table: "pd.DataFrame") -> dict[tuple, Said]:
    records = table.to_dict("records")
    return {key: _answer(row) for key, row in zip(_keys(table), records, strict=True)}


def _answer(row: Mapping) -> Said:
    chances = tuple(float(row[name]) for name in _CHANCES)
    return Said(predicted=int(row["predicted"]), chances=chances)
