"""Facial action units as shifts of landmarks, and how they rise and fall over a clip.

Units are those of the Facial Action Coding System (Ekman and Friesen, 1978). The eyes and the mouth
are blackened before anything learns, so every unit also moves the skin around them: brows,
forehead, cheeks, nasolabial folds, chin.
"""

import numpy as np

# Handles beside dlib's 68, in pairs, image left and image right: cheek 68 69, under the eye 70 71,
# nasolabial fold 72 73, inner forehead 74 75, outer forehead 76 77, hairline 78 79 (which stays).
_EXTRA = 12
_LEFT_TO_RIGHT = {
    **{left: 16 - left for left in range(8)}, **{left: 43 - left for left in range(17, 22)},
    31: 35, 32: 34, 36: 45, 37: 44, 38: 43, 39: 42, 40: 47, 41: 46, 48: 54, 49: 53, 50: 52, 59: 55,
    58: 56, 60: 64, 61: 63, 67: 65, **{left: left + 1 for left in range(68, 68 + _EXTRA, 2)},
}  # fmt: skip

# unit: (handles of the image's left side or the middle, outwards, downwards), 1 being the unit's
# full movement
_MOVES: dict[str, list[tuple[tuple[int, ...], float, float]]] = {
    "1": [((20, 21), 0, -1.0), ((19, 74), 0, -0.6)],
    "2": [((17, 18, 19), 0, -1.0), ((20, 76), 0, -0.6)],
    "4": [((20, 21), -0.5, 0.8), ((17, 18, 19), -0.2, 0.5), ((74,), -0.3, 0.5), ((27,), 0, 0.3)],
    "5": [((37, 38), 0, -0.5), ((18, 19, 20), 0, -0.2)],
    "6": [((68,), 0.1, -0.9), ((70,), 0, -0.6), ((40, 41), 0, -0.3)],
    "7": [((40, 41), 0, -0.4), ((37, 38), 0, 0.3), ((70,), 0, -0.3)],
    "9": [
        ((29, 30, 31, 32, 33), 0, -0.6),
        ((72,), 0, -0.6),
        ((70,), -0.2, -0.2),
        ((21,), -0.2, 0.3),
    ],
    "10": [((49, 50, 51), 0, -0.7), ((72,), 0, -0.8), ((31, 32), 0, -0.2)],
    "12": [
        ((48, 60), 0.8, -0.7),
        ((72,), 0.4, -0.6),
        ((68,), 0.4, -0.5),
        ((49, 59), 0.4, -0.3),
        ((4, 5), 0.2, -0.1),
    ],
    "14": [((48, 60), 0.6, 0.0), ((72,), 0.3, 0.1), ((4, 5), 0.3, 0)],
    "15": [((48, 60), 0.1, 0.8), ((59, 5, 6), 0, 0.4), ((72,), 0, 0.4)],
    "17": [((7, 8), 0, -0.7), ((56, 57, 58, 6), 0, -0.5)],
    "20": [((48, 60), 0.8, 0.1), ((59, 5, 72), 0.4, 0.1)],
    "26": [((57, 58, 59, 66, 67), 0, 0.9), ((6, 7, 8), 0, 1.0), ((4, 5), 0, 0.5)],
}
UNITS = tuple(_MOVES)

# what moves in each class: negative, positive, surprise
EXPRESSIONS = (
    (("4",), ("4", "7"), ("4", "9"), ("4", "10"), ("9", "10"), ("4", "15")),
    (("12",), ("6", "12"), ("12", "14")),
    (("1", "2"), ("1", "2", "5"), ("1", "2", "26")),
)

_FULL = 0.08  # eye distances that a full unit moves its handles: micro-expressions are small


def handles(landmarks: np.ndarray) -> np.ndarray:
    """Return the 80 points that move a face: dlib's 68, and 12 where it puts none.

    Pixels; shape in: (68, 2), out: (80, 2).
    """
    pairs = []
    for eye, brow, corner, wing, jaw in ((36, 18, 48, 31, 2), (45, 25, 54, 35, 14)):
        inner = landmarks[21 if brow == 18 else 22]
        outer_eye, mouth, nose, side = (
            landmarks[eye],
            landmarks[corner],
            landmarks[wing],
            landmarks[jaw],
        )
        down = (mouth - outer_eye) * [0, 1]
        pairs.append(
            [
                (outer_eye + mouth + side) / 3,
                outer_eye * 0.6 + nose * 0.4,
                (mouth + nose) / 2,
                inner - 0.4 * down,
                landmarks[brow] - 0.4 * down,
                landmarks[brow] - 1.1 * down,
            ]
        )
    extra = np.stack(pairs, axis=1).reshape(_EXTRA, 2)
    return np.concatenate([landmarks, extra])


def shifts(landmarks: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Turn action units into shifts.

    Args:
        landmarks: (68, 2) of the face at rest, pixels.
        amounts: (units, 2) of each of `UNITS` on the image's left and right side; 1 is a full
            movement.

    Returns:
        (80, 2) shifts of `handles`, pixels.
    """
    eyes = landmarks[42:48].mean(0) - landmarks[36:42].mean(0)
    distance = np.linalg.norm(eyes)
    right, down = eyes / distance, np.array([-eyes[1], eyes[0]]) / distance
    moved = np.zeros((len(landmarks) + _EXTRA, 2))
    for unit, (left_amount, right_amount) in zip(UNITS, amounts, strict=True):
        for points, outwards, downwards in _MOVES[unit]:
            for point in points:
                if point in _LEFT_TO_RIGHT:
                    moved[point] += left_amount * (-outwards * right + downwards * down)
                    moved[_LEFT_TO_RIGHT[point]] += right_amount * (
                        outwards * right + downwards * down
                    )
                else:
                    moved[point] += (left_amount + right_amount) / 2 * downwards * down
    return moved * _FULL * distance


def curve(
    times: np.ndarray, onset: float, apex: float, offset: float, rest: float = 0.0
) -> np.ndarray:
    """Return the strength of a movement at `times`.

    It is 0 until the onset, 1 at the apex, `rest` from the offset on.
    """
    rising = _smooth((times - onset) / max(apex - onset, 1e-9))
    falling = _smooth((times - apex) / max(offset - apex, 1e-9))
    return np.where(times <= apex, rising, 1 - (1 - rest) * falling)


def _smooth(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
