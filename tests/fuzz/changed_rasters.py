"""Valid rasters in which a few fields are otherwise: the directory of a TIFF, elements of XML."""

from __future__ import annotations

import copy
import struct
from collections.abc import Sequence
from xml.etree import ElementTree

from harness import Choices

_MOST = 3  # changes at a time
_ENTRY = struct.Struct("<HHII")  # tag, type, count, value or offset
_TAGS = (
    *(254, 256, 257, 258, 259, 262, 273, 274, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325),
    *(330, 338, 339, 34665, 33550, 33922, 34264, 34735, 34736, 34737, 42112, 42113, 50844),
)
_WHOLE = (0, 1, 2, 3, 5, 7, 8, 16, 17, 24, 64, 255, 32_773, 65_535, 70_000, 2**31, 2**32 - 1)
_REAL = (0.0, -10.0, 1e-300, 5e-324, 1e300, float("nan"), float("inf"), 180.0, 32_767.0)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # bytes by type
_DOUBLE = 12


def change_tiff(data: bytes, choices: Choices) -> bytes:
    """Return a classic little-endian TIFF with a few fields changed; other bytes as they are."""
    made = bytearray(data)
    for _ in range(1 + choices.below(_MOST)):
        entries = _entries(made)
        if not entries:
            break
        choices.pick((_change_entry, _change_entry, _change_values, _change_values, _change_list))(
            made, entries, choices
        )
    return bytes(made)


def _entries(data: bytearray) -> list[int]:
    """Return where the entries of the first directory are."""
    if len(data) < 8 or data[:4] != b"II*\0":
        return []
    (first,) = struct.unpack_from("<I", data, 4)
    if first + 2 > len(data):
        return []
    (count,) = struct.unpack_from("<H", data, first)
    places = (first + 2 + _ENTRY.size * at for at in range(min(count, 100)))
    return [place for place in places if place + _ENTRY.size <= len(data)]


def _change_entry(data: bytearray, entries: Sequence[int], choices: Choices) -> None:
    """Let an entry be another tag, of another type, of more values, or elsewhere."""
    at = choices.pick(entries)
    fields = list(_ENTRY.unpack_from(data, at))
    field = choices.below(4)
    if field == 0:
        fields[0] = choices.pick(_TAGS)
    elif field == 1:
        fields[1] = choices.below(20)
    else:
        near = fields[field] + choices.below(5) - 2
        fields[field] = choices.pick((*_WHOLE, near, len(data))) % 2**32
    _ENTRY.pack_into(data, at, *fields)


def _change_values(data: bytearray, entries: Sequence[int], choices: Choices) -> None:
    """Change one of the values of an entry, which may stand in it or elsewhere."""
    at = choices.pick(entries)
    _, kind, count, place = _ENTRY.unpack_from(data, at)
    size = _SIZES.get(kind, 1)
    start = at + 8 if size * count <= 4 else place
    start += size * choices.below(min(count, 1000))
    if start + size > len(data):
        return
    if kind == _DOUBLE:
        struct.pack_into("<d", data, start, choices.pick(_REAL))
    else:
        value = choices.pick(_WHOLE) % 2 ** (8 * size)
        data[start : start + size] = value.to_bytes(size, "little")


def _change_list(data: bytearray, entries: Sequence[int], choices: Choices) -> None:
    """Let an entry stand twice, shorten the list, let it begin again, or cut the file."""
    kind, at = choices.below(4), choices.pick(entries)
    if kind == 0:
        data[at : at + _ENTRY.size] = data[entries[0] : entries[0] + _ENTRY.size]
    elif kind == 1:
        struct.pack_into("<H", data, entries[0] - 2, choices.below(len(entries) + 1))
    elif kind == 2 and entries[-1] + _ENTRY.size + 4 <= len(data):
        struct.pack_into("<I", data, entries[-1] + _ENTRY.size, entries[0] - 2)
    else:
        del data[choices.below(len(data)) :]


def change_xml(data: bytes, choices: Choices, words: Sequence[bytes]) -> bytes:
    """Return XML with a few texts, attributes and elements changed; what is none as it is.

    Args:
        data: the XML.
        choices: what is changed, and how.
        words: what is put in for texts and values, beside those that stand elsewhere in the XML.
    """
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return data
    texts = [word.decode("utf-8", "replace") for word in words]
    for _ in range(1 + choices.below(_MOST)):
        _change_element(root, [*texts, *_texts_of(root)], choices)
    return ElementTree.tostring(root)


def _texts_of(root: ElementTree.Element) -> list[str]:
    return [text for node in root.iter() for text in (node.text, *node.attrib.values()) if text]


def _change_element(root: ElementTree.Element, texts: Sequence[str], choices: Choices) -> None:
    nodes = list(root.iter())
    node, kind = choices.pick(nodes), choices.below(7)
    if kind == 0:
        node.text = choices.pick(texts)
    elif kind <= 2 and node.attrib:
        node.set(choices.pick(sorted(node.attrib)), choices.pick(texts))
    elif kind == 3:
        node.tag = choices.pick(nodes).tag
    elif kind == 4 and len(node):
        node.remove(choices.pick(list(node)))
    elif kind == 5 and len(nodes) < 200:
        node.append(copy.deepcopy(choices.pick(nodes)))
    elif len(node) == 0:
        node.text = choices.pick(texts)
