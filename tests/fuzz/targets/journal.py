"""The journal of a long map: its bytes, and records whose checksums are right all the same.

Records are those of maps of classes and, in another form, of maps of shares.
"""

from __future__ import annotations

import functools
import json
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
from harness import Choices, written
from legend_use import valid_legends

if TYPE_CHECKING:
    from finecover.core.fractions.share_record import ShareForm
    from finecover.core.mapping.tile_record import TileForm

NAMES = ("journal",)
TOKENS = (
    *(b"TILE", b"FineCover journal 1\n", b"\xff" * 8, b"\x93NUMPY\x01\x00", b"[" * 60, b'{"a": 1}'),
    *(zlib.compress(bytes(10_000)), b"\x01", b"\x00" * 8),
)
_PRINT = {"model": "a" * 64}
_RAW, _RECORD, _FINGERPRINT, _SHARES = b"r", b"t", b"f", b"s"


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


@functools.cache
def _share_form() -> ShareForm:
    from finecover.core.fractions.fraction_layers import FractionPaths, Layers
    from finecover.core.fractions.levels import ShareLevel
    from finecover.core.fractions.share_record import ShareForm

    legend = valid_legends()[1]
    paths = FractionPaths("a.tif", hard="b.tif", level="c.tif", entropy="d.tif")
    return ShareForm(Layers(legend, paths, ShareLevel.of(legend, 1)), cells=True)


def _share_record() -> bytes:
    from finecover.core.fractions.pixel_shares import MetCells
    from finecover.core.fractions.share_tiles import ShareTile

    first = np.linspace(0, 1, 12).reshape(3, 4)
    places, states = np.arange(2), np.zeros(2, np.uint8)
    tile = ShareTile.of(
        _share_form().layers, np.stack([first, 1 - first]), first < 0.8, missing=(1, 1),
        cells=MetCells(places, places, states, np.array([0.5, np.nan])),
    )  # fmt: skip
    return b"".join(_share_form().pack(tile))


@functools.cache
def _share_form() -> ShareForm:
    from finecover.core.fractions.fraction_layers import FractionPaths, Layers
    from finecover.core.fractions.share_record import ShareForm
    from finecover.core.legends.legend import generic

    return ShareForm(Layers(generic(np.array([1, 2])), FractionPaths("a.tif")), cells=True)


@functools.cache
def _share_record() -> bytes:
    from finecover.core.fractions.pixel_shares import MetCells
    from finecover.core.fractions.share_tiles import ShareTile

    shares, known, place = np.full((2, 3, 4), 0.5), np.arange(12).reshape(3, 4) > 3, np.arange(2)
    cells = MetCells(place, place, place.astype(np.uint8), np.array([np.nan, 0.25]))
    form = _share_form()
    tile = ShareTile.of(form.layers, shares, known, missing=(1, 2), cells=cells)
    return b"".join(form.pack(tile))


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
    content, shares = rest, kind == _SHARES
    if kind in (_RECORD, _SHARES):
        content = _headed(json.dumps(_PRINT, sort_keys=True).encode()) + _recorded(rest)
    elif kind == _FINGERPRINT:
        content = _headed(rest)
    form = _share_form() if shares else _form()
    journal = Journal(written("journal", content), _PRINT, form)
    try:
        for result in journal.replay(_tiles(), progress=Silent()):
            if shares and (result.values["output"] < 0).any():
                raise ValueError("a share below 0")
            if not shares and result.labels.max(initial=-1) > 1:
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
    records = [_RECORD + _record(), _SHARES + _share_record()]
    return [_RAW + whole, *records, _FINGERPRINT + b'{"model": "b"}', *cut]
