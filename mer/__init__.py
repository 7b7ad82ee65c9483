"""Reference benchmark for facial micro-expression recognition with a 3D CNN."""

CLASSES = ("negative", "positive", "surprise")
"""The three classes of every table, in the order of their numbers 0, 1, 2."""
