"""The section `labels` of params.yaml: which emotion is which class, for each data set."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from mer.core.params.section import Section


class Rule(Section):
    """Which emotions make which class, and the clips left out."""

    negative: list[str]
    positive: list[str]
    surprise: list[str]
    exclude: list[str]


class Labels(Section):
    """The rules of one data set and the one that is chosen."""

    rule: str
    rules: dict[str, Rule]

    @property
    def chosen(self) -> Rule:
        """The rule in force."""
        return self.rules[self.rule]


class CasmeSqLabels(Labels):
    """CAS(ME)²: also which of its two kinds of expressions are used, and where they end.

    `no_offset` is the end of an expression whose offset is 0 in the label sheet: what the frames on
    disk say, or the apex.
    """

    expressions: Annotated[list[Literal["micro", "macro"]], Field(min_length=1)]
    no_offset: Literal["disk", "apex"]


class SmicLabels(Labels):
    """SMIC: also which of its three cameras is used."""

    camera: Literal["HS", "VIS", "NIR"]


class AllLabels(Section):
    """The label rules of each data set: the article's four, and any other by its key."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, Labels] = Field(init=False)

    casme_sq: CasmeSqLabels
    smic: SmicLabels
    samm: Labels
    casme2: Labels

    @property
    def by_dataset(self) -> dict[str, Labels]:
        """The label rules by the data set's key."""
        names = [*type(self).model_fields, *self.__pydantic_extra__]
        return {name: getattr(self, name) for name in names}
