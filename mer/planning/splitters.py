"""The protocols: who is trained on and who is tested, one class per protocol.

The article does not say where its split falls, so both readings are kept, `leaky` and `holdout`,
beside the standard of the field, `loso`. The random splits may be drawn several times: with 10 % of
a small data set in the test part, a single one says little. `kfold` tests every clip once instead.
"""

import abc
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import pandas as pd

from mer.core import params
from mer.core.errors import UserError
from mer.core.seeds import generator
from mer.core.vocabulary import CLASSES
from mer.planning.drawing import deal, of_others, size, spare, stratified


class Splitter(abc.ABC):
    """A protocol for one data set and seed, in the shape of scikit-learn's splitters.

    Args:
        dataset: its key, which seeds the draws and is named in errors.
        seed: of this repetition of the protocol.
        shares: of the test and validation parts.
        repeats: how many random splits are drawn, where the protocol draws any.
        choosing: whether an epoch is chosen by validation. `kfold` and `loso` have a validation
            part only then: otherwise every clip that is not tested trains.
    """

    windows: ClassVar[bool] = False
    """Whether the windows of the clips are split, instead of the clips."""
    tests_every_class: ClassVar[bool] = True
    """Whether the test part of every fold must hold every class."""
    tests_every_clip: ClassVar[bool] = False
    """Whether each clip is in the test part of exactly one fold."""
    by_subject: ClassVar[bool] = False
    """Whether a subject is tested as a whole."""

    def __init__(
        self,
        dataset: str,
        seed: int,
        shares: params.Split,
        repeats: int = 1,
        choosing: bool = False,
    ):
        self.dataset = dataset
        self.seed = seed
        self.shares = shares
        self.repeats = repeats
        self.choosing = choosing

    @abc.abstractmethod
    def split(self, clips: pd.DataFrame) -> Iterator[np.ndarray]:
        """Split the clips, or their windows.

        Args:
            clips: columns `subject` and `label` (0, 1, 2), one row per clip or window.

        Yields:
            The role of each row in a fold, `train`, `val` or `test`, shape (n,); fold after fold.

        Raises:
            UserError: there are too few clips or subjects.
        """


class _RandomSplit(Splitter):
    """A random, stratified test part, drawn `repeats` times; each draw is a fold."""

    own: ClassVar[tuple[str, ...]] = ()
    """Names that set the draws of the protocol apart from those of the other ones."""
    validation: ClassVar[str]
    """Name of the draw of the validation part."""

    def split(self, clips: pd.DataFrame) -> Iterator[np.ndarray]:
        """Draw a test part, then a validation part from the candidates that are left."""
        labels = clips["label"].to_numpy()
        for repeat in range(self.repeats):
            names: tuple[str | int, ...] = (self.seed, self.dataset, repeat, *self.own)
            roles = np.full(len(clips), "train", dtype=object)
            test = self._test(labels, generator("split", *names, "test"))
            roles[test] = "test"
            rng = generator("split", *names, self.validation)
            candidates = rng.permutation(self._candidates(clips, test))
            wanted = size(self.shares.validation, clips)
            roles[spare(labels, roles, candidates, wanted)] = "val"
            yield roles

    def _test(self, labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        try:
            return stratified(labels, self.shares.test, rng)
        except ValueError as error:
            raise UserError(
                f"{self.dataset}: expected split.test = {self.shares.test} of {len(labels)} clips "
                f"to hold each class, which it cannot ({error}); raise split.test or use more "
                "clips."
            ) from None

    @abc.abstractmethod
    def _candidates(self, clips: pd.DataFrame, test: np.ndarray) -> np.ndarray:
        """List the rows that may be in the validation part, given those of the test part."""


class Leaky(_RandomSplit):
    """Split clips at random; copies and SMOTE samples get roles of their own later.

    So relatives of a test clip are trained on: the reading that can explain the article's numbers.
    """

    validation = "leaky validation"

    def _candidates(self, clips: pd.DataFrame, test: np.ndarray) -> np.ndarray:
        return np.setdiff1d(np.arange(len(clips)), test)


class Windows(Leaky):
    """As `Leaky`, but the clips are sampled several times, shifted in time.

    Each of these windows gets a role of its own.
    """

    windows = True
    own = ("windows",)  # other samples, with a draw of their own


class Holdout(_RandomSplit):
    """Split clips at random; everything else happens inside the training part.

    The test clips are those of `Leaky`, so that the gap between them is not one of test sets.
    """

    validation = "holdout validation"

    def _candidates(self, clips: pd.DataFrame, test: np.ndarray) -> np.ndarray:
        return of_others(clips, test)


class KFold(Splitter):
    """Split clips into stratified folds, 1 / `split.test` of them, and test each; else `Holdout`.

    So every clip is tested once, where a single random split tests a tenth of them.

    >>> clips = pd.DataFrame({"subject": ["01", "01", "02", "03"], "label": [0, 0, 1, 1]})
    >>> shares = params.Split(test=0.5, validation=0.1)
    >>> for roles in KFold("smic", 0, shares).split(clips):
    ...     print(*roles)
    train test train test
    test train test train
    """

    tests_every_class = False  # a class may have fewer clips than there are folds
    tests_every_clip = True

    def split(self, clips: pd.DataFrame) -> Iterator[np.ndarray]:
        """Draw the folds; yield each with the others as its training part."""
        labels = clips["label"].to_numpy()
        names = ("split", self.seed, self.dataset, "kfold")
        count = max(2, round(1 / self.shares.test))
        folds = deal(labels, count, generator(*names))
        for fold in range(count):
            roles = np.where(folds == fold, "test", "train").astype(object)
            if self.choosing:
                candidates = of_others(clips, np.flatnonzero(folds == fold))
                candidates = generator(*names, fold, "validation").permutation(candidates)
                wanted = size(self.shares.validation, clips)
                roles[spare(labels, roles, candidates, wanted)] = "val"
            yield roles


class LeaveOneSubjectOut(Splitter):
    """Test each subject in turn; all others train.

    Where an epoch is chosen by validation, whole subjects among them are held out for it.

    The protocol of the field's challenges: J. See, M. H. Yap, J. Li, X. Hong and S.-J. Wang, "MEGC
    2019 - the second facial micro-expressions grand challenge", FG 2019.

    >>> clips = pd.DataFrame({"subject": ["01", "01", "02", "03"], "label": [0, 1, 2, 0]})
    >>> shares = params.Split(test=0.1, validation=0.1)
    >>> for roles in LeaveOneSubjectOut("smic", 0, shares).split(clips):
    ...     print(*roles)
    test test train train
    train train test train
    train train train test
    """

    tests_every_class = False  # few subjects show every class
    tests_every_clip = by_subject = True

    def split(self, clips: pd.DataFrame) -> Iterator[np.ndarray]:
        """Yield a fold per subject, in the order of their codes."""
        subjects = clips["subject"].to_numpy()
        known = np.unique(subjects)
        if len(known) < 2:
            raise UserError(
                f"{self.dataset}: expected two or more subjects for protocol loso, "
                f"received {len(known)}; add subjects, or take loso out of `protocols`."
            )
        for subject in known.tolist():
            roles = np.where(subjects == subject, "test", "train").astype(object)
            if self.choosing and self.shares.validation:
                self._spare_subjects(roles, subject, subjects, clips["label"].to_numpy())
            yield roles

    def _spare_subjects(
        self, roles: np.ndarray, tested: str, subjects: np.ndarray, labels: np.ndarray
    ) -> None:
        """Put whole subjects into the validation part; training keeps every class."""
        rng = generator("split", self.seed, self.dataset, "loso", tested)
        others = rng.permutation(np.unique(subjects[roles == "train"]))
        wanted = max(1, round(self.shares.validation * len(others)))
        for other in others:
            rest = (roles == "train") & (subjects != other)
            if wanted and len(np.unique(labels[rest])) == len(CLASSES):
                roles[subjects == other] = "val"
                wanted -= 1


SPLITTERS: dict[str, type[Splitter]] = {
    "leaky": Leaky,
    "windows": Windows,
    "holdout": Holdout,
    "kfold": KFold,
    "loso": LeaveOneSubjectOut,
}
"""The class of each protocol of `mer.core.vocabulary.PROTOCOLS`."""
