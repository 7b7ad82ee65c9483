"""How often intervals cover the truth: invented subjects, of whom the true metrics are known.

A subject has classes of its own mix, is easier or harder than others by a normal deviate on the
scale of log odds, and so much the same in all its clips. The truth is the metric of very many such
subjects; an interval from a few should hold it in 95 % of cases. Compared are the percentiles of a
bootstrap over subjects, BCa (Efron 1987, "Better bootstrap confidence intervals") from the same
resamples, and what this project shows (mer/evaluation/intervals.py); then the same for the
difference between two protocols on the same subjects. docs/statistics.md quotes the table.

    python -m benchmarks.coverage --sets 2000
"""

import argparse
import datetime
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from scipy.stats import norm
from tabulate import tabulate

from mer.evaluation import intervals, metrics

NAMES = ("accuracy", "weighted_f1", "macro_f1", "uar")
MIX = np.array([0.5, 0.3, 0.2])  # shares of the classes
GOOD, FAIR = np.array([0.92, 0.88, 0.85]), np.array([0.75, 0.6, 0.5])  # recall of each class
SPREAD = 0.8  # of the subjects' log odds, standard deviation
CONFIDENCE, RESAMPLES = 0.95, 1000

Ends = np.ndarray
"""(2, metrics): lower and upper ends."""


class Setting(NamedTuple):
    """How many subjects are tested, on how many clips each, and how well they are recognised."""

    subjects: int
    clips: float
    recall: np.ndarray


SETTINGS = {
    "6 subjects, 8 clips each": Setting(6, 8, FAIR),
    "6 subjects, 8 clips each, good": Setting(6, 8, GOOD),
    "6 subjects, 3 clips each": Setting(6, 3, FAIR),
    "6 subjects, 3 clips each, good": Setting(6, 3, GOOD),
    "14 subjects, 1.5 clips each": Setting(14, 1.5, FAIR),
    "14 subjects, 1.5 clips each, good": Setting(14, 1.5, GOOD),
    "16 subjects, 10 clips each": Setting(16, 10, FAIR),
    "16 subjects, 10 clips each, good": Setting(16, 10, GOOD),
    "26 subjects, 6 clips each": Setting(26, 6, FAIR),
    "26 subjects, 6 clips each, good": Setting(26, 6, GOOD),
}


def statistic(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Score counts (R, K, K)."""
    found = metrics.score(counts)
    return {name: found[name] for name in NAMES}


def invent(draws: np.random.Generator, setting: Setting, ease: np.ndarray) -> np.ndarray:
    """Draw confusion counts (G, K, K) of G subjects whose log odds differ by `ease` (G,)."""
    subjects = len(ease)
    more = setting.clips - 1  # every subject has one clip; the others are spread unevenly
    clips = 1 + draws.negative_binomial(1.5, 1.5 / (1.5 + more), subjects)
    mixes = draws.dirichlet(3 * MIX, subjects)
    labels = draws.multinomial(clips, mixes)
    odds = np.log(setting.recall / (1 - setting.recall)) + SPREAD * ease[:, None]
    hits = draws.binomial(labels, 1 / (1 + np.exp(-odds)))
    counts = np.zeros((subjects, 3, 3), int)
    for label in range(3):
        one, other = (np.arange(3) != label).nonzero()[0]
        share = MIX[one] / (MIX[one] + MIX[other])
        wrong = labels[:, label] - hits[:, label]
        counts[:, label, label] = hits[:, label]
        counts[:, label, one] = draws.binomial(wrong, share)
        counts[:, label, other] = wrong - counts[:, label, one]
    return counts


def percentiles(values: np.ndarray) -> Ends:
    """Take the ends from the values (R, metrics) of resamples."""
    return np.nanquantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)


def corrected(values: np.ndarray, value: np.ndarray, without: np.ndarray) -> Ends:
    """Take BCa ends, from the values (R, M), the value (M,), and those without a subject (G, M)."""
    below = np.mean(values < value, 0) + np.mean(np.isclose(values, value), 0) / 2
    bias = norm.ppf(np.clip(below, 1 / len(values), 1 - 1 / len(values)))
    away = np.nanmean(without, 0) - without
    cubes, squares = np.nansum(away**3, 0), np.nansum(away**2, 0)
    skew = np.divide(cubes, 6 * squares**1.5, out=np.zeros_like(cubes), where=squares > 0)
    ends = []
    for level in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2):
        reach = bias + norm.ppf(level)
        levels = norm.cdf(bias + reach / (1 - skew * reach))
        pairs = zip(values.T, levels, strict=True)
        ends.append([np.nanquantile(column, level) for column, level in pairs])
    return np.array(ends)


def table(values: dict[str, np.ndarray]) -> np.ndarray:
    """Put named arrays (...) into the last axis of one."""
    return np.stack([values[name] for name in NAMES], axis=-1)


def of_one_side(setting: Setting, sets: int) -> Iterator[dict[str, np.ndarray]]:
    """Yield for each invented data set which intervals cover each metric, (metrics,)."""
    draws = np.random.default_rng(0)
    crowd = invent(draws, setting, draws.standard_normal(400_000))
    truth = table(statistic(crowd.sum(0)))
    for _ in range(sets):
        counts = invent(draws, setting, draws.standard_normal(setting.subjects))
        shown = intervals.bootstrap(counts, statistic, draws, RESAMPLES, CONFIDENCE)
        values = table(statistic(resampled(draws, counts)))
        without = table(statistic(counts.sum(0) - counts))
        value = table(statistic(counts.sum(0)))
        ends = {
            "percentiles": percentiles(values),
            "BCa": corrected(values, value, without),
            "shown": np.stack([shown[name] for name in NAMES], axis=-1),
        }
        yield {way: covers(pair, truth) for way, pair in ends.items()}


def of_a_difference(setting: Setting, sets: int) -> Iterator[dict[str, np.ndarray]]:
    """Yield the same for the difference to a protocol with fewer clips and good results."""
    draws = np.random.default_rng(0)
    other = setting._replace(clips=1 + setting.clips / 4, recall=GOOD)

    def pair(subjects: int) -> tuple[np.ndarray, np.ndarray]:
        ease = draws.standard_normal(subjects)
        return invent(draws, other, ease / 2), invent(draws, setting, ease)

    one, two = pair(400_000)
    truth = table(statistic(one.sum(0))) - table(statistic(two.sum(0)))
    for _ in range(sets):
        one, two = pair(setting.subjects)
        shown = intervals.bootstrap_difference(one, two, statistic, draws, RESAMPLES, CONFIDENCE)
        sums = resampled(draws, np.stack([one, two], axis=1))
        values = table(statistic(sums[:, 0])) - table(statistic(sums[:, 1]))
        ends = {
            "percentiles": percentiles(values),
            "shown": np.stack([shown[name] for name in NAMES], axis=-1),
        }
        yield {way: covers(pair, truth) for way, pair in ends.items()}


def resampled(draws: np.random.Generator, counts: np.ndarray) -> np.ndarray:
    """Add the counts (G, ...) of the subjects of each resample, as (R, ...)."""
    even = np.full(len(counts), 1 / len(counts))
    return np.tensordot(draws.multinomial(len(counts), even, RESAMPLES), counts, axes=1)


def covers(ends: Ends, truth: np.ndarray) -> np.ndarray:
    """Say which metrics are between their ends."""
    hair = 1e-9  # an end at the truth covers it, whatever the last bit says
    return (ends[0] - hair <= truth) & (truth <= ends[1] + hair)


def coverage(
    cases: Callable[[Setting, int], Iterator[dict[str, np.ndarray]]], setting: Setting, sets: int
) -> dict[str, np.ndarray]:
    """Return way → share of data sets whose interval covers each metric, in percent."""
    found = list(cases(setting, sets))
    return {way: 100 * np.mean([one[way] for one in found], axis=0) for way in found[0]}


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sets", type=int, default=2000, help="invented data sets per row")
    sets = parser.parse_args().sets
    print(f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {sets} invented data sets per row")
    for title, cases in (("One protocol", of_one_side), ("Difference", of_a_difference)):
        rows = []
        for name, setting in SETTINGS.items():
            shares = coverage(cases, setting, sets)
            cells = [" ".join(f"{share:.0f}" for share in row) for row in shares.values()]
            rows.append([name, *cells])
        print(f"\n{title}: % of intervals that cover {', '.join(NAMES)}")
        print(tabulate(rows, headers=["", *shares]), flush=True)


if __name__ == "__main__":
    main()
