"""The few numbers of metrics/headline.json: the chosen variant under the chosen protocol."""

from collections.abc import Mapping
from statistics import fmean

from mer.core import paths
from mer.core.errors import UserError
from mer.evaluation.results import CellResult, Headline, HeadlineScores
from mer.reporting.tables import percent_of

MEAN = "mean"
"""What the mean over the data sets is called among them."""
_DIGITS = 4


def scores(
    cell: paths.Cell, result: CellResult | None, protocol: str, profile: str
) -> HeadlineScores:
    """Reduce the metrics of a cell to its headline.

    Args:
        cell: which one it is, for errors.
        result: its metrics; None where they were not computed.
        protocol: the protocol to report.
        profile: the profile in force, for errors.

    Raises:
        UserError: the cell was not computed, or not under the protocol.
    """
    if result is None:
        raise UserError(
            f"{cell.metrics}: expected the metrics of the chosen variant, found none; "
            f"run `dvc repro {cell.metrics.stage}`."
        )
    if protocol not in result.protocols:
        raise UserError(
            f"{cell.metrics}: expected the protocol {protocol!r} that params.yaml asks for, found "
            f"{', '.join(result.protocols)}; set `protocol` to one of these or add {protocol!r} to "
            f"profiles.{profile}.protocols."
        )
    chosen = result.protocols[protocol]
    known = chosen.validation
    return HeadlineScores(
        test_acc=percent_of(chosen.accuracy),
        test_uf1=round(chosen.macro_f1, _DIGITS),
        val_acc=percent_of(known.accuracy) if known else None,
        val_uf1=round(known.macro_f1, _DIGITS) if known else None,
    )


def headline(
    data: str, variant: str, protocol: str, found: Mapping[str, HeadlineScores]
) -> Headline:
    """Put the scores of all data sets together, with their mean.

    Args:
        data: which data they are of: STAND-IN or licensed.
        variant: whose they are.
        protocol: the protocol that they are of.
        found: data set → its scores.
    """
    return Headline(
        data=data, of=f"{variant} {protocol}", **found, **({MEAN: _mean(found)} if found else {})
    )


def _mean(found: Mapping[str, HeadlineScores]) -> HeadlineScores:
    """Average each score; None where a data set lacks it."""
    columns = {name: [getattr(one, name) for one in found.values()] for name in _NAMES}
    means = {
        name: None if None in values else round(fmean(values), _DIGITS)
        for name, values in columns.items()
    }
    return HeadlineScores.model_validate(means)


_NAMES = tuple(HeadlineScores.model_fields)
