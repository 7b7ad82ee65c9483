"""Whether a file has the folds that its profile lists: fewer would be fewer test samples."""

from collections.abc import Iterable

from mer.core import paths
from mer.core.params.model import Profile
from mer.core.vocabulary import without_arm

_COUNTED_BY_CLIPS = ("kfold", "loso")
"""Protocols whose number of folds follows from the clips, not from `repeats`."""


def check_folds(
    found: Iterable[tuple[str, int, int]], path: paths.Output, profile: Profile, arms: bool = False
) -> None:
    """Refuse a file that lacks folds of the profile, or has others.

    Args:
        found: protocol, seed and fold of its rows.
        path: the file, for the message.
        profile: its `protocols`, `seeds` and `repeats` say which there are.
        arms: whether the file also has the protocols with each further input of the network.

    Raises:
        UserError: it names protocol and seed.
    """
    protocols = profile.reported if arms else profile.protocols
    wanted = {(protocol, seed) for protocol in protocols for seed in profile.seeds}
    listed: dict[tuple[str, int], set[int]] = {}
    for protocol, seed, fold in found:
        listed.setdefault((protocol, int(seed)), set()).add(fold)
    odd = sorted(wanted ^ listed.keys())
    if odd:
        name, seed = odd[0]
        expected = f"the profile's protocols {', '.join(protocols)} with the seeds {profile.seeds}"
        some = "none" if odd[0] in wanted else "some"
        raise paths.damaged(path, expected, f"{some} of {name}, seed {seed}")
    for (name, seed), numbers in listed.items():
        by_clips = without_arm(name) in _COUNTED_BY_CLIPS
        count = len(numbers) if by_clips else profile.repeats
        if numbers != set(range(count)):
            shown = ", ".join(map(str, sorted(numbers)))
            where = f"{name}, seed {seed}"
            raise paths.damaged(path, f"{count} folds of {where}, numbered from 0", shown)
