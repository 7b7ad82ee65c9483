"""Results in short, for a terminal of 100 columns: each a text, from what is in metrics/ alone."""

WIDTH = 100
"""Columns; a test keeps every line within them."""
