"""When the frames of a video were taken, and how even their times are."""

import itertools
import statistics
from collections.abc import Sequence

from mer.preprocessing.recordings.records import Moment

SNAP = 0.2
"""Share of a frame by which a time stamp may miss an even one: containers round to milliseconds."""


class Clock:
    """Turns the time stamps of a video into moments, frame after frame.

    >>> clock = Clock(25.0)
    >>> [clock.tick(stamp).at for stamp in (0.0, 40.0, 120.0, 172.0)]
    [1.0, 2.0, 4.0, 5.3]
    >>> clock.even
    False
    """

    def __init__(self, rate: float, stamped: bool = True):
        """Start before the first frame.

        Args:
            rate: frames per second.
            stamped: False to place the frames evenly, whatever their time stamps say.
        """
        self._rate = rate
        self._stamped = stamped
        self._first = 0.0
        self._last: Moment | None = None
        self.gaps: tuple[float, float] | None = None
        """The shortest and the longest time between two frames, in seconds."""

    def tick(self, milliseconds: float) -> Moment:
        """Return the moment of the next frame."""
        last = self._last
        if last is None:
            self._first = milliseconds
            self._last = Moment(1, 1.0, 0.0)
            return self._last
        even = last.at + 1
        exact = 1 + (milliseconds - self._first) / 1000 * self._rate
        if not self._stamped or exact <= last.at:  # some containers have no time stamps
            at = even
        else:
            at = float(round(exact)) if abs(exact - round(exact)) <= SNAP else round(exact, 6)
            at = at if at > last.at else round(exact, 6)
        moment = Moment(last.number + 1, at, (at - 1) / self._rate)
        gap = moment.seconds - last.seconds
        low, high = self.gaps or (gap, gap)
        self.gaps = min(low, gap), max(high, gap)
        self._last = moment
        return moment

    @property
    def even(self) -> bool:
        """Whether all frames so far follow each other at the rate."""
        return self.gaps is None or all(abs(gap * self._rate - 1) <= SNAP for gap in self.gaps)

    @property
    def last(self) -> Moment | None:
        """The last moment; None before the first frame."""
        return self._last


def rate(declared: float, stamps: Sequence[float]) -> float:
    """Return the frames per second of a video, by its first time stamps where these disagree.

    Args:
        declared: what the file says, often the mean of a variable rate; 0 if nothing.
        stamps: of the first frames, in milliseconds.

    Returns:
        The rate, 0 if neither says one.

    >>> rate(29.97, [0, 33, 67, 100]), rate(23.7, [0, 41.666, 83.333, 125])
    (29.97, 24.0)
    """
    gaps = [later - one for one, later in itertools.pairwise(stamps) if later > one]
    if not gaps:
        return declared
    usual = statistics.median(gaps)
    near = [gap for gap in gaps if abs(gap / usual - 1) <= SNAP]
    found = 1000 * len(near) / sum(near)
    return declared if abs(declared / found - 1) <= 0.005 else round(found, 3)
