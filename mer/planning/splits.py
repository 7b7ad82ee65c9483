"""Who is trained on and who is tested: folds of every protocol, made before anything is fitted.

Protocols (the paper does not say where its split falls, so both readings are kept, beside the
field's standard):

- `leaky`: clips get their part at random; copies and mixtures are dealt out on their own later, so
  relatives of a test clip sit in training.
- `windows`: as `leaky`, but of every clip several samplings, shifted in time, each get a part of
  their own.
- `holdout`: a random, stratified split of clips; everything else happens inside the training part.
- `loso`: leave one subject out; one fold a subject.

The first three are random splits of which there may be several: with 10 % of a small data set in
the test part, one split says little. Folds depend on the clips, their labels, the protocol and the
seed, never on the variant: variants are compared on the same test clips.
"""

import math
from collections.abc import Sized

import numpy as np
import pandas as pd
from sklearn.model_selection import LeaveOneGroupOut, train_test_split

from mer.core import params
from mer.core.errors import UserError
from mer.core.seeds import generator
from mer.core.vocabulary import CLASSES

COLUMNS = ["protocol", "seed", "fold", "clip", "window", "role"]


def split(
    clips: pd.DataFrame, dataset: str, profile: params.Profile, settings: params.Split
) -> pd.DataFrame:
    """Give every clip, under `windows` every window, its role in every fold of every protocol and seed.

    Args:
        clips: columns `clip`, `subject`, `label` (0, 1, 2), one row a clip.
        dataset: its name, which seeds the draws and stands in errors.
        profile: its `protocols`, `seeds` and `repeats` say what is split and how often,
            `clip.windows` into how many windows a clip.
        settings: shares of the test and validation parts.

    Returns:
        Columns `protocol, seed, fold, clip, window, role`; within a fold one row a clip (window 0),
        under `windows` one a window (1, 2, ...).

    Raises:
        UserError: a part would be empty, or a class would be missing from the training part of a
            fold or from the test part of a random split.
    """
    for number, name in enumerate(CLASSES):
        if not (clips["label"] == number).any():
            raise UserError(
                f"{dataset}: expected clips of all three classes, received none of class {name} among {len(clips)} "
                f"clips; data/frames/{dataset}.csv and data/masked/{dataset}.csv say what was dropped and why."
            )
    clips, windows = clips.assign(window=0), _windows(clips, profile.clip.windows)
    parts = []
    for protocol in profile.protocols:
        for seed in profile.seeds:
            split = windows if protocol == "windows" else clips
            if protocol == "loso":
                folds = _loso(split, dataset, seed, settings)
            else:
                make = {"leaky": _leaky, "windows": _leaky, "holdout": _holdout}[protocol]
                # leaky and holdout share their test clips; windows are other samples, with a draw
                # of their own
                own = ("windows",) if protocol == "windows" else ()
                folds = [
                    make(split, (seed, dataset, repeat, *own), settings)
                    for repeat in range(profile.repeats)
                ]
            for fold, roles in enumerate(folds):
                _check(
                    split,
                    roles,
                    dataset,
                    f"{protocol}, seed {seed}, fold {fold}",
                    protocol != "loso",
                )
                part = split[["clip", "window"]].assign(role=roles)
                parts.append(part.assign(protocol=protocol, seed=seed, fold=fold))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _windows(clips: pd.DataFrame, count: int) -> pd.DataFrame:
    """List the windows of every clip, clip after clip."""
    rows = np.repeat(np.arange(len(clips)), count)
    return (
        clips.iloc[rows]
        .assign(window=np.tile(np.arange(1, count + 1), len(clips)))
        .reset_index(drop=True)
    )


def stratified(labels: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Draw a stratified part of a set.

    Args:
        labels: classes, shape (n,).
        share: of the set, rounded up to whole samples.
        rng: source of the draw.

    Returns:
        Indices of the part, ascending, shape (ceil(share * n),).

    Raises:
        ValueError: scikit-learn cannot stratify so few samples.
    """
    size = _size(share, labels)
    seed = int(rng.integers(2**31))
    _, part = train_test_split(
        np.arange(len(labels)), test_size=size, stratify=labels, random_state=seed
    )
    return np.sort(part)


def _random_test(clips: pd.DataFrame, names: tuple, settings: params.Split) -> np.ndarray:
    """Draw the test clips that `leaky` and `holdout` share, so that their gap is not one of test sets."""
    try:
        return stratified(
            clips["label"].to_numpy(), settings.test, generator("split", *names, "test")
        )
    except ValueError as error:
        raise UserError(
            f"{names[1]}: expected split.test = {settings.test} of {len(clips)} clips to hold each class, which it "
            f"cannot ({error}); raise split.test or use more clips."
        ) from None


def _leaky(clips: pd.DataFrame, names: tuple, settings: params.Split) -> np.ndarray:
    roles = np.full(len(clips), "train", dtype=object)
    test = _random_test(clips, names, settings)
    roles[test] = "test"
    rng = generator("split", *names, "leaky validation")
    rest = rng.permutation(np.flatnonzero(roles == "train"))
    roles[_spare(clips["label"].to_numpy(), roles, rest, _size(settings.validation, clips))] = "val"
    return roles


def _holdout(clips: pd.DataFrame, names: tuple, settings: params.Split) -> np.ndarray:
    roles = np.full(len(clips), "train", dtype=object)
    test = _random_test(clips, names, settings)
    roles[test] = "test"
    subjects = clips["subject"].to_numpy()
    # what picks an epoch must not know the people of the test part: validation clips come from the
    # others only, and there may be fewer of them than asked for
    others = np.flatnonzero(~np.isin(subjects, subjects[test]))
    others = generator("split", *names, "holdout validation").permutation(others)
    roles[_spare(clips["label"].to_numpy(), roles, others, _size(settings.validation, clips))] = (
        "val"
    )
    return roles


def _size(share: float, samples: Sized) -> int:
    """Count the samples of a share, rounded up; 0.1 of 30 is 3, whatever binary fractions say."""
    return math.ceil(share * len(samples) - 1e-9)


def _spare(
    labels: np.ndarray, roles: np.ndarray, candidates: np.ndarray, wanted: int
) -> np.ndarray:
    """Take up to `wanted` candidates out of training, in their order, leaving each class at least one sample there."""
    left = np.bincount(labels[roles == "train"], minlength=len(CLASSES))
    taken = []
    for index in candidates:
        if len(taken) == wanted:
            break
        if left[labels[index]] > 1:
            left[labels[index]] -= 1
            taken.append(index)
    return np.array(taken, dtype=int)


def _loso(clips: pd.DataFrame, dataset: str, seed: int, settings: params.Split) -> list[np.ndarray]:
    subjects = clips["subject"].to_numpy()
    labels = clips["label"].to_numpy()
    people = np.unique(subjects)
    if len(people) < 2:
        raise UserError(
            f"{dataset}: expected two or more subjects for protocol loso, received {len(people)}."
        )
    folds = []
    for train, test in LeaveOneGroupOut().split(subjects, groups=subjects):
        roles = np.full(len(clips), "train", dtype=object)
        roles[test] = "test"
        person = subjects[test[0]]
        if settings.validation:
            rng = generator("split", seed, dataset, "loso", person)
            others = rng.permutation(np.unique(subjects[train]))
            wanted = max(1, round(settings.validation * len(others)))
            for other in others:
                # whole subjects, and only those without whom training still has every class
                rest = (roles == "train") & (subjects != other)
                if wanted and len(np.unique(labels[rest])) == len(CLASSES):
                    roles[subjects == other] = "val"
                    wanted -= 1
        folds.append(roles)
    return folds


def _check(
    clips: pd.DataFrame, roles: np.ndarray, dataset: str, fold: str, whole_test: bool
) -> None:
    for role in ("train", "test"):
        labels = set(clips["label"][roles == role])
        if not labels:
            raise UserError(
                f"{dataset}: the {role} part of {fold} is empty; use other shares in `split` or more clips."
            )
        missing = [name for number, name in enumerate(CLASSES) if number not in labels]
        if missing and (role == "train" or whole_test):
            raise UserError(
                f"{dataset}: expected every class in the {role} part of {fold}, received none of {', '.join(missing)}; "
                "use other shares in `split` or more clips."
            )
