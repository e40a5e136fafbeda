"""Coordinate systems that a GeoJSON file tells by an address, which GDAL would ask for it."""

from __future__ import annotations

import json
import re
from typing import IO, Any

_CHUNK = 2**24  # bytes
_LONGEST = 2**16  # bytes of a coordinate system
_KEY = re.compile(rb"[\"']crs[\"']\s*", re.IGNORECASE)
_ESCAPED = re.compile(rb"\\(u00[2-7][0-9a-f]|.)", re.IGNORECASE | re.DOTALL)
_QUOTES = b"\"'\\"
_FETCHED = re.compile(r"\s*https?://(?!(www\.)?opengis\.net/)", re.IGNORECASE)
_PARSER = json.JSONDecoder(object_pairs_hook=list, strict=False)


def links_crs(head: bytes, file: IO[bytes]) -> bool:
    """Tell whether a coordinate system in a JSON file is an address, or cannot be told from one.

    Args:
        head: the first bytes of the file.
        file: where the others follow.
    """
    text, following = _unescaped(head), file.read(_CHUNK)
    while True:
        end = len(text) - _LONGEST if following else len(text)
        if any(_is_link(text, key.end()) for key in _KEY.finditer(text) if key.start() < end):
            return True
        if not following:
            return False
        text = _unescaped(text[max(end, 0) :] + following)
        following = file.read(_CHUNK)


def _unescaped(text: bytes) -> bytes:
    """Return JSON whose letters are not written as \\u0063, its quotes as they are."""
    return _ESCAPED.sub(_letter, text) if b"\\u00" in text.lower() else text


def _letter(found: re.Match[bytes]) -> bytes:
    code = found.group(1)
    letter = bytes([int(code[3:], 16)]) if len(code) == 5 else b"\\"
    return found.group(0) if letter in _QUOTES else letter


def _is_link(text: bytes, start: int) -> bool:
    """Tell whether what follows a text "crs" is a system that is, or may be, fetched."""
    rest = text[start : start + _LONGEST]
    if not rest.startswith(b":"):
        return rest[:1] == b"/"  # a comment hides what it is; else "crs" is a value
    rest = rest[1:].lstrip()
    if not rest.startswith(b"{"):
        return rest[:1] == b"/"
    try:
        crs, _ = _PARSER.raw_decode(rest.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return True
    return any(_fetches(key, value) for key, value in crs)


def _fetches(key: str, value: Any) -> bool:
    """Tell whether an entry of a coordinate system, or one within it, is an address."""
    if isinstance(value, list):
        pairs = (one for one in value if isinstance(one, tuple))
        return any(_fetches(*pair) for pair in pairs)
    if not isinstance(value, str):
        return False
    return (key.lower() == "type" and value.lower() in ("link", "url")) or (
        key.lower() in ("name", "urn", "href", "url") and bool(_FETCHED.match(value))
    )
