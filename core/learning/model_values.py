"""Values of a model's document, cut short so that a message may show them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

SHOWN = 40  # characters of a value
_LONG = re.compile(rf"\S{{{SHOWN + 1},}}")


def numbers_only(part: Mapping[str, Any], *, lists: Collection[str] = ()) -> dict[str, Any]:
    """Return a part of a document in which numbers are expected, with short texts for all else.

    A number too long to be sensible becomes a text too: whoever checks the part refuses texts.

    Args:
        part: names and values; no value but ``lists`` may be of several numbers.
        lists: names of values that are lists, of numbers, of such lists, or of such parts.
    """
    return {
        shown(name): _entries(value) if name in lists else _number(value)
        for name, value in part.items()
    }


def _entries(value: Any) -> Any:
    if not isinstance(value, list):
        return _number(value)
    return [numbers_only(one) if isinstance(one, dict) else _row(one) for one in value]


def _row(value: Any) -> Any:
    return [_number(one) for one in value] if isinstance(value, list) else _number(value)


def _number(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return type(value).__name__
    return shown(value) if isinstance(value, (int, str)) and len(str(value)) > SHOWN else value


def shown(value: object) -> str:
    """Return a value as a message shows it."""
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def few(values: Iterable[object], *, most: int = 8) -> str:
    """Return the first values of a list, separated by commas."""
    texts = [shown(value) for value in values]
    return ", ".join(texts[:most]) + (", …" if len(texts) > most else "")


def short_words(sentence: str) -> str:
    """Return a sentence in which no word is longer than a value may be."""
    return _LONG.sub(lambda found: shown(found[0]), sentence)
