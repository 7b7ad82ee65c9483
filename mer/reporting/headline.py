"""The few numbers of metrics/headline/: the chosen variant under the chosen protocol."""

from mer.core import paths
from mer.core.errors import UserError
from mer.evaluation.results import CellResult, Headline
from mer.reporting.tables import percent_of


def headline(cell: paths.Cell, result: CellResult | None, protocol: str, profile: str) -> Headline:
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
    return Headline(
        data=result.data,
        variant=cell.variant,
        protocol=protocol,
        accuracy_percent=percent_of(chosen.accuracy),
        f1=chosen.weighted_f1,
        uf1=chosen.macro_f1,
        uar=chosen.uar,
        validation_accuracy_percent=percent_of(known.accuracy) if known else None,
        validation_uf1=known.macro_f1 if known else None,
        clips=chosen.clips,
        subjects=chosen.subjects,
        one_class=chosen.one_class.name if chosen.one_class else None,
    )
