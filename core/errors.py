"""Errors a user can act on; each message says what is wrong, with the value, and the remedy."""

from __future__ import annotations


class FineCoverError(Exception):
    """Base of every error the core raises on purpose; its text is one sentence for the user."""


class InputError(FineCoverError):
    """A file, layer, table or parameter value cannot be used."""


class GridError(FineCoverError):
    """Shapes, coordinate systems or extents do not fit together."""


class LegendError(FineCoverError):
    """A legend is unreadable, or a class code is unknown or missing."""


class ModelError(FineCoverError):
    """A model file is not ours, is damaged, or does not fit the features."""


class Cancelled(FineCoverError):
    """The user asked to stop."""

    def __init__(self, message: str = "Cancelled by the user.") -> None:
        super().__init__(message)
