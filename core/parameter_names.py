"""Sentences of a step, naming its parameters as the algorithm calls them that runs the step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .errors import FineCoverError
from .progress import Progress

OF_UPSAMPLE = {"CROSSWALK": "REFERENCE_CROSSWALK"}
"""Parameters of ``upsample`` by what ``accuracyreport`` calls them."""


def named_here(sentence: str, names: Mapping[str, str]) -> str:
    """Return a sentence with other names of parameters, which files of such names keep.

    Args:
        sentence: what the step says.
        names: what the algorithm calls a parameter, by what the step calls it.
    """
    for name, here in names.items():
        sentence = re.sub(rf"(?<![\w./\\']){re.escape(name)}(?!\w|\.\w)", here, sentence)
    return sentence


class NamedHere:
    """A progress whose sentences name parameters as ``named_here`` does."""

    def __init__(self, progress: Progress, names: Mapping[str, str]) -> None:
        """Hand everything on to ``progress``, with other ``names``."""
        self._progress, self._names = progress, names

    def set(self, fraction: float) -> None:
        """Hand on the share of work done."""
        self._progress.set(fraction)

    def message(self, text: str, *, warning: bool = False) -> None:
        """Hand on a sentence."""
        self._progress.message(named_here(text, self._names), warning=warning)

    def cancelled(self) -> bool:
        """Ask the progress."""
        return self._progress.cancelled()


@contextmanager
def errors_named_here(names: Mapping[str, str]) -> Iterator[None]:
    """Let the errors raised inside name parameters as ``named_here`` does."""
    try:
        yield
    except FineCoverError as error:
        raise type(error)(named_here(str(error), names)) from error
