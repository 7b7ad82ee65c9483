"""The metrics of anyone's predictions: of each data set, and of all data sets together."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mer.core import params, seeds
from mer.core.errors import UserError
from mer.core.vocabulary import CLASSES, in_order
from mer.evaluation import protocols, results

if TYPE_CHECKING:
    import pandas as pd

COMPOSITE = "composite"
"""Several data sets as one, as in MEGC2019 (See et al. 2019)."""


@dataclass(frozen=True)
class Score:
    """The metrics of one protocol and one data set, or of the composite of several.

    Attributes:
        protocol: None where the file does not name it.
        dataset: None where the file does not name it.
        result: the metrics; without intervals and a number of subjects where the file does not
            name subjects.
    """

    protocol: str | None
    dataset: str | None
    result: results.ProtocolResult


def score(table: "pd.DataFrame", settings: params.Evaluate) -> list[Score]:
    """Compute the metrics of a predictions table.

    Args:
        table: as from `mer.evaluation.predictions.read_file`.
        settings: confidence of the intervals, resamples and seed of their bootstrap.

    Returns:
        One record for every protocol and data set, and a composite one where a protocol has several
        data sets.

    Raises:
        UserError: one of several data sets has the name of all together.

    Example:
        >>> import pandas as pd
        >>> table = pd.DataFrame({
        ...     "protocol": "loso", "seed": 0, "fold": [0, 0, 1], "clip": ["a", "b", "a"],
        ...     "dataset": ["smic", "smic", "samm"], "subject": ["s1", "s1", "s2"],
        ...     "label": [0, 1, 2], "predicted": [0, 1, 0],
        ... })
        >>> settings = params.Evaluate(confidence=0.95, bootstrap=100, seed=0)
        >>> for one in score(table, settings):
        ...     print(one.protocol, one.dataset, one.result.uar, one.result.confusion)
        loso samm 0.0 [[0, 0, 0], [0, 0, 0], [1, 0, 0]]
        loso smic 1.0 [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
        loso composite 0.666667 [[1, 0, 0], [0, 1, 0], [1, 0, 0]]
    """
    scores = []
    for protocol in in_order(table["protocol"].tolist()):
        for dataset, part in _parts(table[table["protocol"] == protocol]):
            # named as in the stage `evaluate`: its files give the same intervals here
            draws = seeds.generator("bootstrap", settings.seed, dataset, protocol)
            result = protocols.evaluate(part, draws, settings.bootstrap, settings.confidence)
            if not part["subject"].all():  # all clips of a data set would seem to be of one subject
                result = result.model_copy(update={"intervals": None, "subjects": None})
            scores.append(Score(protocol or None, dataset or None, result))
    return scores


def _parts(table: "pd.DataFrame") -> Iterator[tuple[str, "pd.DataFrame"]]:
    """Yield the data sets of one protocol, then all together if there are several."""
    names = sorted(table["dataset"].unique())
    if COMPOSITE in names[1:] or COMPOSITE in names[:-1]:
        raise UserError(
            f"dataset: expected another name than {COMPOSITE!r}, which is that of all data sets "
            f"together, received {', '.join(names)}; rename it."
        )
    for name in names:
        yield name, table[table["dataset"] == name]
    if len(names) > 1:
        yield COMPOSITE, table


def same_clips(tables: Mapping[str, "pd.DataFrame"]) -> list[str]:
    """Check that files can be compared.

    Args:
        tables: file → table as from `mer.evaluation.predictions.read_file`.

    Returns:
        A sentence for every file whose clips are not those of the first. Where all files name their
        protocols, each protocol is compared by itself, and only where both files have it.

    Raises:
        UserError: two files give a clip different labels.
    """
    names = [
        name
        for name in ("protocol", "dataset", "subject")
        if all(table[name].all() for table in tables.values())
    ]
    labels = {
        file: table.groupby([*names, "clip"])["label"].agg(frozenset).to_dict()
        for file, table in tables.items()
    }
    (first, reference), *others = labels.items()
    notes = []
    for file, found in others:
        common = reference.keys() & found.keys()
        for key in sorted(key for key in common if reference[key] != found[key]):
            one, other = (
                " and ".join(CLASSES[label] for label in sorted(side[key]))
                for side in (reference, found)
            )
            clip = key if isinstance(key, str) else " ".join(key)
            raise UserError(
                f"{file}: clip {clip!r}: expected the label {one} as in {first}, received {other}; "
                "correct one of the files, or score them separately."
            )
        differences = [*_differences(reference, found, "protocol" in names)]
        if differences:
            notes.append(
                f"{file} and {first} are not tested on the same clips: {'; '.join(differences)}."
            )
    return notes


def _differences(reference: Collection, found: Collection, by_protocol: bool) -> Iterator[str]:
    """Count the clips of two files, and those in common, where these are not all.

    The clips are keys, the protocol in front where there are protocols.
    """
    if not by_protocol:
        one, other = ({"": set(keys)} for keys in (reference, found))
    else:
        one, other = _by_protocol(reference), _by_protocol(found)
    shared = in_order([*(one.keys() & other.keys())])
    if not shared:
        yield "they have no protocol in common"
    for protocol in shared:
        clips, theirs = one[protocol], other[protocol]
        if clips != theirs:
            under = f"under {protocol}: " if protocol else ""
            yield f"{under}{len(theirs)} and {len(clips)} clips, {len(clips & theirs)} in common"


def _by_protocol(keys: Collection[tuple[str, ...]]) -> dict[str, set[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for protocol, *others in keys:
        found.setdefault(protocol, set()).add(tuple(others))
    return found
