"""The rows of chance in a table: what guessing scores on its test samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mer.core.vocabulary import without_arm
from mer.evaluation.results import ChanceScores, ProtocolResult

TITLES: dict[Literal["majority", "stratified"], str] = {
    "majority": "majority",
    "stratified": "stratified random",
}
"""Guess of `mer.evaluation.chance` → what readers see, in the order of the rows."""


@dataclass(frozen=True)
class Guess:
    """What a guess scores on the test samples of one protocol.

    Attributes:
        name: `majority` or `stratified`.
        protocol: the protocol; its arms, of another input, are tested on the same samples.
        variants: those that are tested on samples of these labels.
        all: whether these are all variants with a result under the protocol.
        scores: the exact expected values.
        tested: metrics of the first of the variants, which has the same test samples.
    """

    name: Literal["majority", "stratified"]
    protocol: str
    variants: list[str]
    all: bool
    scores: ChanceScores
    tested: ProtocolResult

    @property
    def title(self) -> str:
        """What stands in the column of the variants: with their names where others are tested."""
        title = TITLES[self.name]
        return title if self.all else f"{title} ({', '.join(self.variants)})"


def collect(
    found: Mapping[tuple[str, str], ProtocolResult], protocols: Sequence[str]
) -> list[Guess]:
    """List each guess under each protocol, once for the variants that are tested alike.

    Under `leaky` they are not: copies and mixtures are among its test samples.

    Args:
        found: (variant, protocol) → metrics.
        protocols: all protocols in the order of the rows.
    """
    groups: dict[tuple, list[str]] = {}
    for (variant, protocol), result in found.items():
        plain = without_arm(protocol)
        if result.chance and (protocol == plain or (variant, plain) not in found):
            key = (protocol, result.samples, result.clips, repr(result.chance))
            groups.setdefault(key, []).append(variant)
    alone = {
        protocol: len([key for key in groups if key[0] == protocol]) == 1 for protocol in protocols
    }
    return [
        Guess(name, protocol, variants, alone[protocol], getattr(tested.chance, name), tested)
        for name in TITLES
        for protocol in protocols
        for key, variants in groups.items()
        if key[0] == protocol
        for tested in [found[variants[0], protocol]]
    ]
