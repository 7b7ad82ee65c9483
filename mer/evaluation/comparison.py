"""Paired comparison of variants: is a difference between two of them larger than chance?

Variants of a data set share their folds, so each test clip is judged by all of them, and the
question is what the clips say on which two variants disagree. Two answers stand side by side:

- a permutation test over subjects: clips of one person are not independent, so whole persons are
  swapped. This one decides.
- McNemar's exact test over clips, which takes them for independent and so finds more; it is what
  others report.

Both are corrected for the number of pairs looked at (Holm 1979).
"""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from mer.core.errors import UserError

EXACT = 14
"""Up to this many subjects with a difference all 2^subjects sign flips are counted, beyond it they are drawn."""
DRAWS = 9999
_KEY = ["dataset", "subject", "clip", "seed", "fold", "sample"]


def mcnemar(differences: np.ndarray) -> float:
    """Test with McNemar's exact test whether two variants are right equally often.

    Args:
        differences: (N,) for each clip how much oftener the first variant was right on it than the
            second: 1, 0 or -1 with one seed. Several seeds of a clip are one trial; only the sign
            counts.

    Returns:
        The two-sided p of as uneven a share of the clips on which they differ; 1 where they differ
        on none.
    """
    first, second = int((differences > 0).sum()), int((differences < 0).sum())
    return float(binomtest(first, first + second).pvalue) if first + second else 1.0


def permute(differences: np.ndarray, generator: np.random.Generator, draws: int = DRAWS) -> float:
    """Test by sign flips whether the sum of subjects' differences is larger than chance.

    Were two variants alike, each person's difference could as well have had the other sign.

    Args:
        differences: (G,) whole numbers, for each subject how many more right answers the first
            variant gave.
        generator: the source of the flips, where they are not counted out.
        draws: how many flips are drawn with more than `EXACT` subjects.

    Returns:
        The two-sided p; drawn flips count the observed one among them, so it is never 0.
    """
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
    """Correct p values for their number, after Holm (1979); (M,) in the order given."""
    p = np.asarray(p, np.float64)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(steps, 1)
    return corrected


def compare(
    predictions: dict[str, pd.DataFrame],
    generator: Callable[[str, str], np.random.Generator],
    level: float = 0.05,
) -> dict[str, Any] | None:
    """Compare every two variants of a data set under one protocol.

    Args:
        predictions: variant → its predictions under the protocol, as in data/predictions/. Copies
            and mixtures among the test samples are left out: no other variant has them.
        generator: gives the source of the draws for a pair of variants.
        level: a difference counts as larger than chance where its corrected p is below.

    Returns:
        What stands under a protocol in metrics/comparisons.json; None with fewer than two variants.

    Raises:
        UserError: two variants were not tested on the same clips.
    """
    if len(predictions) < 2:
        return None
    right = {variant: _right(table) for variant, table in predictions.items()}
    pairs, subjects, clips = [], 0, 0
    for first, second in itertools.combinations(right, 2):
        if not right[first].index.equals(right[second].index):
            raise UserError(
                f"data/predictions: expected the same test clips of {first} and {second}, received others; "
                "run `dvc repro train`."
            )
        difference = right[first] - right[second]
        by_clip = difference.groupby(level=["dataset", "subject", "clip"]).sum()
        by_subject = by_clip.groupby(level=["dataset", "subject"]).sum()
        subjects, clips = len(by_subject), len(by_clip)
        pairs.append(
            {
                "first": first,
                "second": second,
                "difference_points": round(100 * float(difference.mean()), 4),
                "only_first_right": int((by_clip > 0).sum()),
                "only_second_right": int((by_clip < 0).sum()),
                "permutation_p": permute(by_subject.to_numpy(), generator(first, second)),
                "mcnemar_p": mcnemar(by_clip.to_numpy()),
            }
        )
    for name in ("permutation", "mcnemar"):
        corrected = holm(np.array([pair[f"{name}_p"] for pair in pairs]))
        for pair, value in zip(pairs, corrected.tolist(), strict=True):
            pair[f"{name}_p"] = round(pair[f"{name}_p"], 6)
            pair[f"{name}_holm_p"] = round(value, 6)
            pair[f"{name}_larger_than_chance"] = value < level
    return {
        "level": round(level, 6),
        "clips": clips,
        "subjects": subjects,
        # with few people not even unanimity is rare: the smallest p that the test can give,
        # corrected
        "smallest_p": round(min(1.0, len(pairs) * max(2.0 ** (1 - subjects), _floor(subjects))), 6),
        "pairs": pairs,
    }


def _right(table: pd.DataFrame) -> pd.Series:
    """Say for every test clip or window, seed and fold whether the answer was right: 1 or 0, sorted by clip."""
    known = table if "sample" in table else table.assign(sample="original")
    shared = known[known["sample"].str.match("original|window")]
    right = (shared["label"] == shared["predicted"]).astype(np.int64)
    return right.set_axis(pd.MultiIndex.from_frame(shared[_KEY])).sort_index()


def _floor(subjects: int) -> float:
    """Give the smallest p that drawn flips can show; 0 where they are counted out."""
    return 1 / (1 + DRAWS) if subjects > EXACT else 0.0


def sentences(comparisons: dict[str, Any]) -> list[str]:
    """Say which differences of a data set are larger than chance.

    Args:
        comparisons: protocol → what `compare` gave.

    Returns:
        A sentence on the test over subjects, one on McNemar's, and one on protocols with too few
        people for the first; none where nothing was compared.
    """
    known = {protocol: result for protocol, result in comparisons.items() if result}
    if not known:
        return []
    any_result = next(iter(known.values()))
    count, level = len(any_result["pairs"]), any_result["level"]
    said = [
        f"Differences in accuracy between variants that are larger than chance (permutation test over subjects, "
        f"p < {level:g} after Holm's correction for {count} {'pair' if count == 1 else 'pairs'}): "
        f"{_listed(known, 'permutation')}.",
        f"By McNemar's exact test, which takes the clips of a person for independent: {_listed(known, 'mcnemar')}.",
    ]
    mute = [
        f"{name} ({one['subjects']})"
        for name, one in known.items()
        if one["smallest_p"] >= one["level"]
    ]
    if mute:
        said.append(
            f"Too few test subjects for the first test to call any difference larger than chance: {', '.join(mute)}."
        )
    return said


def _listed(known: dict[str, Any], test: str) -> str:
    """List the differences that a test finds, protocol by protocol, the better variant first; `none` where none."""
    parts = []
    for protocol, result in known.items():
        found = [_ordered(pair) for pair in result["pairs"] if pair[f"{test}_larger_than_chance"]]
        parts.append(f"under {protocol} {', '.join(found) or 'none'}")
    return "; ".join(parts)


def _ordered(pair: dict[str, Any]) -> str:
    better, worse = pair["first"], pair["second"]
    if pair["difference_points"] < 0:
        better, worse = worse, better
    return f"{better} > {worse}"
