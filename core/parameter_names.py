"""Sentences of a step, naming its parameters as the algorithm calls them that runs the step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .errors import FineCoverError


def named_here(sentence: str, names: Mapping[str, str]) -> str:
    """Return a sentence with other names of parameters, which files of such names keep.

    Args:
        sentence: what the step says.
        names: what the algorithm calls a parameter, by what the step calls it.
    """
    for name, here in names.items():
        sentence = re.sub(rf"(?<![\w./\\']){re.escape(name)}(?!\w|\.\w)", here, sentence)
    return sentence


@contextmanager
def errors_named_here(names: Mapping[str, str]) -> Iterator[None]:
    """Let the errors raised inside name parameters as ``named_here`` does."""
    try:
        yield
    except FineCoverError as error:
        raise type(error)(named_here(str(error), names)) from error
