"""Errors that the user can act on."""


class UserError(Exception):
    """A mistake in the input: one sentence with the place, expected, received, and the remedy.

    Stages and commands print its text without a traceback and exit with status 2.
    """
