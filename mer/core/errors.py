"""Errors that a person can act on."""


class UserError(Exception):
    """A mistake in the input: one sentence with the place, what was expected, what was found, what to do.

    Stages and commands print its text without a traceback and exit with status 2.
    """
