"""Paired comparison of variants: is a difference between two of them larger than chance?

Variants of a data set share their folds, so each test clip is judged by all of them, and the
question is what the clips say on which two variants disagree. Two answers stand side by side:

- a permutation test over subjects: clips of one subject are not independent, so whole subjects are
  swapped. This one decides.
- McNemar's exact test over clips (McNemar 1947, "Note on the sampling error of the difference
  between correlated proportions or percentages"), which treats them as independent and so finds
  more; it is what others report.

Both are corrected for the number of pairs looked at (Holm 1979, "A simple sequentially rejective
multiple test procedure").
"""

import itertools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mer.core.errors import UserError
from mer.core.paths import PREDICTIONS
from mer.evaluation.results import Comparison, Pair

if TYPE_CHECKING:
    import pandas as pd

EXACT = 14
"""Up to this many subjects with a difference all flips are counted, beyond it they are drawn."""
DRAWS = 9999
_KEY = ["dataset", "subject", "clip", "seed", "fold", "sample"]


def mcnemar(differences: np.ndarray) -> float:
    """Test with McNemar's exact test whether two variants are right equally often.

    Args:
        differences: (N,) for each clip how many more times the first variant was right on it than
            the second: 1, 0 or -1 with one seed. Several seeds of a clip are one trial; only the
            sign counts.

    Returns:
        The two-sided p of as uneven a share of the clips on which they differ; 1 where they differ
        on none.

    Example:
        Of five clips on which two variants differ, the first is right on all:

        >>> mcnemar(np.array([1, 1, 1, 1, 1, 0, 0]))
        0.0625
    """
    from scipy.stats import binomtest  # noqa: PLC0415 - 0.6 s, which readers of results do not need

    first, second = int((differences > 0).sum()), int((differences < 0).sum())
    return float(binomtest(first, first + second).pvalue) if first + second else 1.0


def permute(differences: np.ndarray, generator: np.random.Generator, draws: int = DRAWS) -> float:
    """Test by sign flips whether the sum of subjects' differences is larger than chance.

    Were two variants alike, each subject's difference could as well have had the other sign.

    Args:
        differences: (G,) whole numbers, for each subject how many more right answers the first
            variant gave.
        generator: the source of the flips, where they are not counted out.
        draws: how many flips are drawn with more than `EXACT` subjects.

    Returns:
        The two-sided p; drawn flips count the observed one among them, so it is never 0.
    """
    # not scipy.stats.permutation_test: it gives the same p where all flips are counted, but takes
    # four times as long, rejects a single subject, and doubles the smaller tail of drawn flips,
    # which moves p by up to 0.016
    known = np.asarray(differences, np.int64)
    known = known[known != 0]  # a zero has no sign
    observed = abs(int(known.sum()))
    if len(known) <= EXACT:
        signs = np.array(list(itertools.product((-1, 1), repeat=len(known))), np.int64).reshape(
            2 ** len(known), -1
        )
        return float((np.abs(signs @ known) >= observed).mean())
    signs = 2 * generator.integers(0, 2, (draws, len(known))) - 1
    return float((1 + (np.abs(signs @ known) >= observed).sum()) / (1 + draws))


def holm(p: np.ndarray) -> np.ndarray:
    """Correct p values for their number, after Holm (1979); (M,) in the order given.

    Example:
        >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
        [0.03, 0.06, 0.06]
    """
    p = np.asarray(p, np.float64)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(steps, 1)
    return corrected


def compare(
    predictions: "dict[str, pd.DataFrame]",
    generator: Callable[[str, str], np.random.Generator],
    level: float = 0.05,
) -> Comparison | None:
    """Compare every two variants of a data set under one protocol.

    Args:
        predictions: variant → its predictions under the protocol, as in data/predictions/. Copies
            and SMOTE samples among the test samples are left out: no other variant has them.
        generator: makes the source of the draws for a pair of variants.
        level: a difference counts as larger than chance where its corrected p is below.

    Returns:
        None with fewer than two variants.

    Raises:
        UserError: two variants were not tested on the same clips.
    """
    if len(predictions) < 2:
        return None
    right = {variant: _right(table) for variant, table in predictions.items()}
    found = []
    for first, second in itertools.combinations(right, 2):
        if not right[first].index.equals(right[second].index):
            raise UserError(
                f"{PREDICTIONS}: expected the same test clips of {first} and {second}, "
                "received others; run `dvc repro train`."
            )
        found.append(_difference(first, second, right[first] - right[second]))
    permutation = np.array([permute(one.by_subject, generator(*one.names)) for one in found])
    exact = np.array([mcnemar(one.by_clip) for one in found])
    pairs = [
        Pair(
            first=one.names[0],
            second=one.names[1],
            difference_points=round(100 * one.mean, 4),
            only_first_right=int((one.by_clip > 0).sum()),
            only_second_right=int((one.by_clip < 0).sum()),
            permutation_p=_rounded(own),
            mcnemar_p=_rounded(other),
            permutation_holm_p=_rounded(own_corrected),
            permutation_larger_than_chance=bool(own_corrected < level),
            mcnemar_holm_p=_rounded(other_corrected),
            mcnemar_larger_than_chance=bool(other_corrected < level),
        )
        for one, own, other, own_corrected, other_corrected in zip(
            found, permutation, exact, holm(permutation), holm(exact), strict=True
        )
    ]
    subjects = len(found[0].by_subject)
    return Comparison(
        level=_rounded(level),
        clips=len(found[0].by_clip),
        subjects=subjects,
        # with few subjects not even unanimity is rare
        smallest_p=_rounded(min(1.0, len(pairs) * max(2.0 ** (1 - subjects), _floor(subjects)))),
        pairs=pairs,
    )


class _Difference(NamedTuple):
    """How many more times the first of two variants was right: mean over samples, sums."""

    names: tuple[str, str]
    mean: float
    by_clip: np.ndarray
    by_subject: np.ndarray


def _difference(first: str, second: str, difference: "pd.Series") -> _Difference:
    by_clip = difference.groupby(level=["dataset", "subject", "clip"]).sum()
    by_subject = by_clip.groupby(level=["dataset", "subject"]).sum()
    return _Difference(
        (first, second), float(difference.mean()), by_clip.to_numpy(), by_subject.to_numpy()
    )


def _rounded(p: float) -> float:
    return round(float(p), 6)


def _right(table: "pd.DataFrame") -> "pd.Series":
    """Return 1 or 0, right or wrong, for every clip or window, seed and fold; sorted."""
    import pandas as pd  # noqa: PLC0415 - who passes a table has loaded it

    known = table if "sample" in table else table.assign(sample="original")
    shared = known[known["sample"].str.match("original|window")]
    right = (shared["label"] == shared["predicted"]).astype(np.int64)
    return right.set_axis(pd.MultiIndex.from_frame(shared[_KEY])).sort_index()


def _floor(subjects: int) -> float:
    """Return the smallest p that drawn flips can show; 0 where they are counted out."""
    return 1 / (1 + DRAWS) if subjects > EXACT else 0.0


def sentences(comparisons: Mapping[str, Comparison | None]) -> list[str]:
    """Write which differences of a data set are larger than chance.

    Args:
        comparisons: protocol → what `compare` returned.

    Returns:
        A sentence on the test over subjects, one on McNemar's, and one on protocols with too few
        subjects for the first; none where nothing was compared.
    """
    known = {protocol: result for protocol, result in comparisons.items() if result}
    if not known:
        return []
    first = next(iter(known.values()))
    count = len(first.pairs)
    by_subject = _listed(known, lambda pair: pair.permutation_larger_than_chance)
    by_clip = _listed(known, lambda pair: pair.mcnemar_larger_than_chance)
    said = [
        "Differences in accuracy between variants that are larger than chance (permutation test "
        f"over subjects, p < {first.level:g} after Holm's correction for {count} "
        f"{'pair' if count == 1 else 'pairs'}): {by_subject}.",
        f"By McNemar's exact test, which takes the clips of a subject for independent: {by_clip}.",
    ]
    mute = [
        f"{name} ({one.subjects})" for name, one in known.items() if one.smallest_p >= one.level
    ]
    if mute:
        said.append(
            "Too few test subjects for the first test to call any difference larger than chance: "
            f"{', '.join(mute)}."
        )
    return said


def _listed(known: Mapping[str, Comparison], larger: Callable[[Pair], bool]) -> str:
    """List the differences that a test finds, protocol by protocol, the better variant first."""
    parts = []
    for protocol, result in known.items():
        found = [_ordered(pair) for pair in result.pairs if larger(pair)]
        parts.append(f"under {protocol} {', '.join(found) or 'none'}")
    return "; ".join(parts)


def _ordered(pair: Pair) -> str:
    better, worse = pair.first, pair.second
    if pair.difference_points < 0:
        better, worse = worse, better
    return f"{better} > {worse}"
