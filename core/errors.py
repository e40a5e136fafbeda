"""Errors a user can act on; each message says what is wrong, with the value, and the remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_MOST = 480  # letters of a text that dialogs and logs show whole
_END = 160  # of them, the last ones tell the remedy
_NO_LETTERS = ("Cc", "Cs", "Zl", "Zp")  # controls, half surrogates, ends of lines


class FineCoverError(Exception):
    """Base of every error the core raises on purpose; its text is one sentence for the user.

    Values from files stand in it, so that it is made one line of letters, and cut in the middle
    where it is too long to be read.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(_readable(message))


def _readable(text: str) -> str:
    if len(text) > 10 * _MOST:  # whatever a damaged file holds
        text = f"{text[: 2 * _MOST]}{text[-2 * _MOST :]}"
    text = "".join(map(_letter, text))
    return text if len(text) <= _MOST else f"{text[: _MOST - _END]} … {text[-_END:]}"


def _letter(letter: str) -> str:
    if unicodedata.category(letter) not in _NO_LETTERS:
        return letter
    return " " if letter.isspace() else ascii(letter)[1:-1]


class InputError(FineCoverError):
    """A file, layer, table or parameter value cannot be used."""


class InputErrors(InputError):
    """Several things cannot be used; each has a line of its own."""

    def __init__(self, sentences: Iterable[str]) -> None:
        super().__init__()
        self.args = ("\n".join(map(_readable, sentences)),)


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
