"""What was tested: samples, different clips and subjects, as columns and in a sentence."""

from collections.abc import Iterable, Mapping

from mer.core.vocabulary import DEALT, without_arm
from mer.evaluation.results import ProtocolResult
from mer.reporting.report.blocks import Cell, number


def apart(results: Iterable[ProtocolResult]) -> bool:
    """Return whether some were tested on more samples than different clips."""
    return any(one.samples != one.clips for one in results)


def headers(several: bool) -> list[str]:
    """Return the titles of the columns; `several` as `apart` has it, for all rows."""
    return [*(["Samples", "Different clips"] if several else ["Clips"]), "Subjects"]


def cells(result: ProtocolResult, several: bool) -> list[Cell]:
    """Write the numbers below them."""
    counts = [*([result.samples] if several else []), result.clips, result.subjects]
    return [number(count, str(count)) for count in counts]


def several(protocol: str, results: Mapping[str, ProtocolResult]) -> str:
    """Say why an accuracy is of more samples than different clips; nothing where it is not.

    Args:
        protocol: under which they were tested.
        results: data set → metrics of one variant.
    """
    found = results.values()
    if not apart(found):
        return ""
    seeds = {len(one.seeds) for one in found}
    with_seeds = f" with {_span(seeds)} seeds" if max(seeds) > 1 else ""
    if without_arm(protocol) in ("kfold", "loso"):
        does = f"every clip is tested once per seed,{with_seeds}"
    else:
        splits = _span(one.folds for one in found)
        sizes = [size for one in found for size in _sizes(one)]
        what = "samples" if without_arm(protocol) in DEALT else "clips"
        does = f"{splits} random splits{with_seeds} test {_span(sizes)} {what} each"
    return (
        f"Under `{protocol}` {does}: {_span(one.samples for one in found)} samples of "
        f"{_span(one.clips for one in found)} different clips. An accuracy is a share of the "
        "samples."
    )


def _sizes(result: ProtocolResult) -> tuple[int, int]:
    """Return how many samples a fold tests at least and at most, as folds differ by one."""
    return result.samples // result.folds, -(-result.samples // result.folds)


def _span(values: Iterable[int]) -> str:
    low, *_, high = sorted([*values] * 2)
    return str(low) if low == high else f"{low} to {high}"
