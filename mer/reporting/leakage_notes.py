"""The sentences of metrics/leakage.md: the finding, and how to read the tables."""

from collections.abc import Iterable, Mapping, Sequence

from mer.core.vocabulary import DEALT, PROTOCOLS, in_order
from mer.evaluation.results import Leakage, LeakageRow, NullJudgement
from mer.reporting import standin_notice
from mer.reporting.estimates import chance, enumerate_in_words, points
from mer.reporting.one_class import MARK, anywhere

_PROTOCOLS = {
    "leaky": "samples are dealt out after augmentation and balancing, so that copies of a test "
    "clip, and mixtures with it, train. A variant without either, such as ST, has the same test "
    "clips as under `holdout`; the two differ in which clips validate and so train, and in first "
    "weights and order, not in copies.",
    "windows": "windows of a clip, shifted by a few frames, are dealt out, so that relatives of "
    "every test window train. It takes no copy: this is the one reading here that can lift ST too.",
    "holdout": "clips are dealt out, and augmented and balanced in the training part alone; a "
    "subject can be on both sides.",
    "kfold": "as `holdout`, but each clip is tested once.",
    "loso": "leave one subject out: no subject is on both sides.",
}


def finding(row: LeakageRow, titles: Mapping[str, str]) -> str:
    """Write what the controls of several variants and data sets show, in up to three sentences."""
    known = {name: row.null[name] for name in PROTOCOLS if name in row.null}
    by_verdict = {
        verdict: {name: null for name, null in known.items() if null.verdict == verdict}
        for verdict in ("above", "within", "below")
    }
    above = by_verdict.pop("above")
    who = enumerate_in_words(row.variants)
    report, they = ("report", "they") if len(row.variants) > 1 else ("reports", "it")
    shuffles = min(null.shuffles for null in known.values())
    where = f"{len(row.datasets)} data sets" if len(row.datasets) > 1 else titles[row.datasets[0]]
    sentences = [
        "On labels that were shuffled between clips, so that there is nothing to learn, "
        f"{who} ({where}, {shuffles} shuffle{'s' * (shuffles > 1)}) {report} "
        + (f"{_reports(above, '**')}." if above else "no more than chance.")
    ]
    said = [
        f"{_reports(nulls)}, {verdict} chance" for verdict, nulls in by_verdict.items() if nulls
    ]
    if said:
        sentences.append(f"On the same labels {they} {report} {enumerate_in_words(said)}.")
    return " ".join([*sentences, *_truth(row, above)])


def _truth(row: LeakageRow, above: Iterable[str]) -> list[str]:
    """Write what is reported on true labels, and how much more where noise is above chance."""
    if not row.accuracy:
        return []
    true = [f"{one.value:.1f} % under `{name}`" for name, one in row.accuracy.items()]
    gaps = [
        f"{points(row.minus_loso[name])} points for `{name}`"
        for name in above
        if name in row.minus_loso
    ]
    return [
        f"On the true labels the same training reports {enumerate_in_words(true)}"
        + (f"; minus `loso` that is {enumerate_in_words(gaps)}." if gaps else ".")
    ]


def _reports(nulls: dict[str, NullJudgement], bold: str = "") -> str:
    return enumerate_in_words(
        [
            f"{bold}{null.accuracy_percent:.1f} %{bold} under `{name}` (chance {chance(null)}; "
            f"{null.clips} test clips)"
            for name, null in nulls.items()
        ]
    )


def notes(content: Leakage, titles: Mapping[str, str]) -> list[str]:
    """Write how to read the tables; nothing where no control was run."""
    rows = [row for row in content.cells if row.accuracy or row.null]
    if not rows:
        return []
    shown = in_order(name for row in rows for name in (*row.accuracy, *row.null))
    return [
        "true labels: accuracy, pooled over folds, with its interval from a bootstrap over "
        "subjects. minus loso: points more than under loso, every resample of the subjects on both "
        "sides. One training per fold: what another seed would change is not in the intervals.",
        "shuffled labels: the same training, but the labels were shuffled between clips before "
        "anything else. chance: where the accuracy of these very predictions stays when they are "
        "dealt out at random, by the binomial distribution for the different test clips, or by how "
        "much the shuffles differ (Student's t) where that is wider. Behind a line are its "
        "shuffles, not its cells: the variants of a data set share them, and copies and windows of "
        "a clip are no further evidence. clips: different test clips of all shuffles; the fewer, "
        "the less a line within chance says.",
        "Why the shuffle is the unit, and the binomial distribution only the least width: the "
        "answers of one shuffle are no independent trials (honest classifiers, simulated under "
        "loso, spread by 0.080 per shuffle where trials would by 0.070, and lie 1 to 3 points "
        "below chance, as leaving a subject out moves the shares of the training part away from "
        "it). A single cell, of a few shuffles, therefore says little.",
        "What shuffled labels cannot show: they are dealt out across subjects, which breaks the "
        "tie between a subject and a class as well. That `holdout` stays within chance says "
        "nothing about what knowing a subject is worth.",
        "epochs and training %: how long a fold was trained and its last training accuracy, means "
        "over the folds: true labels / shuffled labels.",
        *(f"{name}: {_PROTOCOLS[name]}" for name in shown),
        *_lifted(content.pooled),
        *_sizes(content.pooled),
        *_limits(content),
        *_verdicts(content, rows, shown),
        *_printed(rows, content.data, titles),
        *_marked(rows),
    ]


def _lifted(rows: Sequence[LeakageRow]) -> list[str]:
    """Say what windows report for the first variant, which has no copies."""
    row = next(iter(rows), None)
    null = row and row.null.get("windows")
    if not row or not null:
        return []
    return [
        f"{row.variants[0]} under windows, all data sets together: {null.accuracy_percent:.1f} % "
        f"on shuffled labels, {null.verdict} chance ({chance(null)})."
    ]


def _sizes(rows: Sequence[LeakageRow]) -> list[str]:
    """Say how many clips train under each protocol."""
    row = next((row for row in rows if row.training), None)
    if row is None:
        return []
    sizes = [f"{one.clips:.1f} under {name}" for name, one in row.training.items()]
    return [
        "Training parts are not equally large, on average in clips: "
        f"{enumerate_in_words(sizes)} ({row.variants[0]}; under leaky and windows a clip counts "
        "that is there in part). This, too, is in a gap to loso."
    ]


def _limits(content: Leakage) -> list[str]:
    """Say what training reached, and what else keeps the controls down."""
    reached = [one for row in content.pooled for one in row.null_training.values()]
    if not reached:
        return []
    accuracies = [100 * one.accuracy for one in reached]
    fitted = [one.fitted for one in reached if one.fitted is not None]
    asked = (
        f"A fold ends after the epoch whose training accuracy, with dropout, reaches "
        f"{100 * content.fitted:g} %, at the latest after the steps of `train.budget: steps` in "
        f"{content.epochs} epochs"
        if content.fitted
        else f"A fold ends after {content.epochs} epochs"
    )
    share = f"; {100 * sum(fitted) / len(fitted):.0f} % of the folds got there" if fitted else ""
    return [
        f"What limits it: a leak shows only as far as the training part is fitted. {asked}{share}. "
        f"On shuffled labels the last training accuracy was {min(accuracies):.0f} to "
        f"{max(accuracies):.0f} % (means over the folds of a variant and protocol)."
    ]


def _verdicts(content: Leakage, rows: Sequence[LeakageRow], shown: Iterable[str]) -> list[str]:
    """Count the verdicts on single cells, and say how many lines luck alone puts outside."""
    counts = []
    for name in shown:
        verdicts = [row.null[name].verdict for row in rows if name in row.null]
        if verdicts:
            counts.append(
                f"{name} {verdicts.count('above')} above, {verdicts.count('within')} within, "
                f"{verdicts.count('below')} below"
            )
    if not counts:
        return []
    together = [*content.pooled, *([content.copied] if content.copied else [])]
    cells, pooled = (
        sum(name not in DEALT for row in some for name in row.null) for some in (rows, together)
    )
    share = 1 - content.confidence
    return [
        f"Single cells on shuffled labels: {'; '.join(counts)}. Under protocols that split no "
        f"samples, luck alone puts {100 * share:.0f} % of all lines outside of chance: about "
        f"{share * cells:.1f} of these {cells} cells, and {share * pooled:.1f} of the {pooled} "
        "lines of all data sets together, with those of the first paragraph. They come in groups, "
        "as lines share shuffles; no verdict is corrected for their number."
    ]


def _printed(rows: Sequence[LeakageRow], data: str, titles: Mapping[str, str]) -> list[str]:
    """Say what the article prints for a variant without copies; the numbers only by real ones."""
    printed = [
        f"{row.printed_accuracy_percent:.2f} % ({titles[row.datasets[0]]})"
        for row in rows
        if row.printed_accuracy_percent and row.variants == ["ST"]
    ]
    if not printed:
        return []
    standin = standin_notice.is_standin(data)
    what = "accuracies (metrics/audit.md)" if standin else enumerate_in_words(printed)
    return [
        f"The article prints {what} for ST, which has no copies: what is to explain such a number "
        "must leak without any, as windows does. Whether the article's samples were windows cannot "
        "be told from here."
    ]


def _marked(rows: Sequence[LeakageRow]) -> list[str]:
    said = (
        f"{MARK}: nearly all test samples are given one class, whose share the accuracy is about."
    )
    return [said] if anywhere(rows) else []
