"""What stops a run."""

from __future__ import annotations


class RunError(Exception):
    """A run cannot go on; the message says what is wrong and what to do, and holds no data of persons."""


class SectionError(RunError):
    """A section failed while it ran, in a way that need not happen again: it is tried once more."""


class RunWarning(UserWarning):
    """What a run tells its user without stopping, such as why it is slower than it could be."""
