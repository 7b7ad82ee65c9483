"""The page of a kept model, metrics/models/d.md, and the list of all of them.

In the order of M. Mitchell et al., "Model Cards for Model Reporting", FAT* 2019, 220-229.
"""

from collections.abc import Sequence

from mer.core import paths
from mer.core.params import Params, Standin
from mer.core.vocabulary import METHODS
from mer.evaluation.results import ChanceScores
from mer.evaluation.results.kept import Kept, Quantiles, Worth
from mer.reporting import environment, standin_notice
from mer.reporting.guesses import TITLES
from mer.reporting.markdown import fraction, grid, percent

TEXT = (
    "It was trained on no recording of the real data set, and recognises nothing in a real face. "
    "It shows that the way from a recording to three probabilities works."
)
_NOT_FOR = (
    "**Finding expressions.** It was trained on clips that begin and end with an expression, and "
    "gives every clip one of the three classes, also a face at rest, speech or a blink. It does "
    "not spot.",
    "**Inferring what somebody feels, thinks or hides.** The classes are labels that coders gave "
    "to movements filmed in a laboratory; a movement is no proof of an emotion, let alone of a lie "
    "(L. F. Barrett et al., Psychological Science in the Public Interest 20(1), 2019).",
    "**Decisions about people**: hiring, school, insurance, police, borders, courts, medicine, "
    "surveillance. In the European Union emotion recognition at work and in schools is prohibited "
    "(Regulation (EU) 2024/1689, Article 5).",
    "**Other cameras, lights, ages or groups of people** than those of the data set, on which "
    "nothing is known of it.",
)
_BEST_VAL = (
    "Not all of the recipe is the same: each fold of loso took the weights of the epoch with the "
    "lowest loss on validation clips, the kept weights are those of the last epoch, and saw the "
    "validation clips too."
)
_LICENSED = (
    "The weights come from licensed faces. Whether they may leave your group is for the licence "
    "of {title} to say, not for this page: treat them as the data. DVC does not push them to any "
    "remote (`push: false`), git ignores them, and where the licence asks for the data to be "
    "deleted by a date, delete them too, and their entries `weights-*` in `.folds/`. Cite the data "
    "set ([docs/data.md](../../docs/data.md))."
)
_OPEN = (
    "The weights come from altered public-domain portraits, so that they may be passed on; DVC "
    "pushes them to a remote, where one is set. Weights trained on the licensed data set would be "
    "another matter: `source: licensed` keeps them on this machine."
)


def render(card: Kept, standin: Standin) -> str:
    """Write the page of a model, for a reader who may see nothing else.

    Args:
        card: what the model is.
        standin: the section `standin` of params.yaml.
    """
    parts = [
        f"# {card.title}: the kept model",
        *standin_notice.warning(card.data, TEXT, standin),
        _what(card),
        "## What it is worth",
        _worth(card),
        "## What it must not be used for",
        "\n".join(f"- {one}" for one in _NOT_FOR),
        "## What it was trained on",
        _trained_on(card),
        "## How to use it",
        _use(card),
        "## Duties",
        (_OPEN if standin_notice.is_standin(card.data) else _LICENSED).format(title=card.title),
        "## Settings",
        _settings(card),
        environment.FOOT,
    ]
    return "\n\n".join(parts) + "\n"


def overview(cards: Sequence[Kept], settings: Params) -> str:
    """Write the list of all models; it says so where none is kept."""
    parts = ["# Kept models"]
    if not cards:
        parts.append("`keep` in params.yaml is empty: no model is kept.")
        return "\n\n".join(parts) + "\n"
    parts += standin_notice.warning(cards[0].data, TEXT, settings.standin)
    parts.append(
        f"Variant {cards[0].variant}, trained on all clips of a data set. The numbers are those of "
        "loso: each subject tested by a network that did not see them."
    )
    rows = [
        [
            f"[{card.title}]({paths.model_card(card.dataset).path.name})",
            str(sum(card.clips.values())),
            str(card.subjects),
            *_cells(card.worth.get("loso")),
        ]
        for card in cards
    ]
    titles = [standin_notice.marked(cards[0].data, one) for one in ("accuracy %", "UF1", "UAR")]
    parts.append(
        grid(["data set", "clips", "subjects", *titles], rows, numbers=range(1, 3 + len(titles)))
    )
    return "\n\n".join(parts) + "\n"


def _what(card: Kept) -> str:
    name = METHODS.get(card.variant, "")
    return (
        f"A 3D CNN that gives a clip of a face, from the onset to the offset of a "
        f"micro-expression, the probabilities of {', '.join(card.classes[:-1])} and "
        f"{card.classes[-1]}. Variant {card.variant}{f' ({name})' if name else ''}, trained on all "
        f"clips of {card.title} ({card.data}), of which none was left to test it on."
    )


def _cells(worth: Worth | None) -> list[str]:
    if worth is None:
        return ["", "", ""]
    return [
        percent(worth.accuracy, worth.accuracy_interval),
        fraction(worth.uf1, worth.uf1_interval),
        fraction(worth.uar, worth.uar_interval),
    ]


def _guessed(scores: ChanceScores) -> list[str]:
    return [percent(scores.accuracy), fraction(scores.macro_f1), fraction(scores.uar)]


def _worth(card: Kept) -> str:
    found = card.worth.get("loso")
    if found is None:
        return (
            "Not known: `loso` was not run (params.yaml: `protocols` of the profile). Its accuracy "
            "on the clips that it was trained on would say nothing."
        )
    rows = [["this recipe under loso", *_cells(found)]]
    if found.chance:
        rows += [
            [f"chance: {title}", *_guessed(getattr(found.chance, name))]
            for name, title in TITLES.items()
        ]
    titles = [standin_notice.marked(card.data, one) for one in ("accuracy %", "UF1", "UAR")]
    return "\n\n".join(
        [
            f"On subjects that it did not see, the same recipe is worth this ({found.clips} clips "
            f"of {found.subjects} subjects, {100 * card.confidence:g} % intervals over subjects):",
            grid(["", *titles], rows, numbers=(1, 2, 3)),
            "The kept weights themselves were tested on nothing; they saw all subjects, one more "
            "than each fold of loso. A clip from elsewhere is further away than a subject who was "
            "left out.",
            *([_BEST_VAL] if found.best_val else []),
        ]
    )


def _trained_on(card: Kept) -> str:
    classes = ", ".join(f"{count} {name}" for name, count in card.clips.items())
    rate = f"{card.frames_per_second:g} frames/s" if card.frames_per_second else "not known"
    rows = [
        ["clips", f"{sum(card.clips.values())} ({classes}) of {card.subjects} subjects"],
        ["label rule", f"`{card.labels}`"],
        ["training samples, with copies and mixtures", str(card.samples)],
        ["epochs", str(card.epochs)],
        ["frame rate of the recordings", rate],
        ["width of the cut-out face, pixels", _spread(card.face_pixels)],
        ["length of a clip, frames", _spread(card.frames)],
        ["length of a clip, seconds", _spread(card.seconds) if card.seconds else "not known"],
    ]
    return grid(["", "value, or median (5 % to 95 %)"], rows)


def _spread(one: Quantiles) -> str:
    return f"{one.median:g} ({one.low:g} to {one.high:g})"


def _use(card: Kept) -> str:
    path = paths.model(card.source, card.dataset)
    return (
        f"`mer predict --model {card.dataset} VIDEO` finds the face, blackens and cuts it out, "
        "samples and scales it as the pipeline does. In Python:\n\n"
        "```python\n"
        "from mer.learning import kept, predictor\n\n"
        f'card, weights = kept.read("{path}")\n'
        f"model = predictor.Predictor(card, weights)\n"
        f"model.predict(clips)  # uint8, shape (n, {card.clip.frames}, {card.clip.size}, "
        f"{card.clip.size}) -> probabilities (n, 3)\n"
        "```\n\n"
        f"The file holds arrays and text alone, nothing that runs "
        "([docs/formats.md](../../docs/formats.md))."
    )


def _settings(card: Kept) -> str:
    rows = [
        [f"{section}.{key}", str(value)]
        for section in ("clip", "mask", "network", "train")
        for key, value in getattr(card, section).model_dump(mode="json").items()
    ]
    rows += [[name, version] for name, version in card.versions.items()]
    return grid(["setting or library", "value"], rows)
