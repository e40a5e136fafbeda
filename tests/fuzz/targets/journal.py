"""The journal of a long map: its bytes, and records whose checksums are right all the same."""

from __future__ import annotations

import functools
import json
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
from harness import Choices, written

if TYPE_CHECKING:
    from finecover.core.mapping.tile_record import TileForm

NAMES = ("journal",)
TOKENS = (
    *(b"TILE", b"FineCover journal 1\n", b"\xff" * 8, b"\x93NUMPY\x01\x00", b"[" * 60, b'{"a": 1}'),
    *(zlib.compress(bytes(10_000)), b"\x01", b"\x00" * 8),
)
_PRINT = {"model": "a" * 64}
_RAW, _RECORD, _FINGERPRINT = b"r", b"t", b"f"


@functools.cache
def _form() -> TileForm:
    from finecover.core.mapping.tile_record import Plane, TileForm

    layers = {"confidence": Plane("|u1"), "probabilities": Plane("<f4", 2), "unlike": Plane("<f4")}
    return TileForm(2, layers, measured=True)


def _tiles() -> list[object]:
    from finecover.core.rasters.grid import Window

    return [Window(0, 0, 3, 4), Window(0, 4, 3, 1)]


@functools.cache
def _record() -> bytes:
    from finecover.core.mapping.map_tiles import TileResult
    from finecover.core.mapping.trust import PERCENTS

    layers = {
        "confidence": np.zeros((3, 4), np.uint8),
        "probabilities": np.full((2, 3, 4), 0.5, np.float32),
        "unlike": np.zeros((3, 4), np.float32),
    }
    labels, counts = np.zeros((3, 4), np.int16), np.zeros((2, PERCENTS), np.int64)
    outside, measured = np.zeros((2, 2), np.int64), np.ones((2, 8), np.int64)
    return b"".join(_form().pack(TileResult(labels, layers, counts, outside, measured, 0)))


def _headed(text: bytes) -> bytes:
    return b"FineCover journal 1\n" + struct.pack("<II", len(text), zlib.crc32(text)) + text


def _recorded(record: bytes, number: int = 0) -> bytes:
    head = (b"TILE", number, len(record), zlib.crc32(record))
    own = zlib.crc32(struct.pack("<4sIQII", *head, 0))
    return struct.pack("<4sIQII", *head, own) + record


def target(data: bytes) -> None:
    from finecover.core.mapping.journal import Journal
    from finecover.core.progress import Silent

    kind, rest = data[:1], data[1:]
    content = rest
    if kind == _RECORD:
        content = _headed(json.dumps(_PRINT, sort_keys=True).encode()) + _recorded(rest)
    elif kind == _FINGERPRINT:
        content = _headed(rest)
    journal = Journal(written("journal", content), _PRINT, _form())
    try:
        for result in journal.replay(_tiles(), progress=Silent()):
            if result.labels.max(initial=-1) > 1:
                raise ValueError("a class beyond the model's")
        if journal.earlier is not None:
            json.dumps(journal.earlier)
    finally:
        journal.discard()


def seeds() -> list[bytes]:
    from finecover.core.mapping.journal import _head_of

    whole = _head_of(_PRINT) + _recorded(_record()) + _recorded(_record(), 1)
    edits = [Choices(np.random.default_rng(at).bytes(6)) for at in range(3)]
    cut = [_RECORD + _record()[: one.below(len(_record()))] for one in edits]
    return [_RAW + whole, _RECORD + _record(), _FINGERPRINT + b'{"model": "b"}', *cut]
