"""Which bands of one date were taken together, where several tiles or passes repeat them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..rasters.grid import Grid
from ..rasters.name_tokens import words_of


@dataclass(frozen=True)
class Piece:
    """A band of a date.

    Attributes:
        name: of the band, the same in every scene.
        word: what its file calls it, which may be part of the file's name.
        file: position of its file.
        path: of the file.
        grid: of the file; None = unknown.
    """

    name: str
    word: str
    file: int
    path: str
    grid: Grid | None = None


def pair_pieces(pieces: Sequence[Piece]) -> tuple[list[int], bool]:
    """Return the scene of every band of one date, from 0, and whether only their order tells it.

    Bands of one name belong to different scenes. Files are of one scene where their names differ
    by nothing but the band, else where their frames are the same; the scene whose file comes first
    is scene 0. Where neither gives every scene every band, the first band of each name makes the
    first scene, the second the second.
    """
    counts = Counter(piece.name for piece in pieces)
    if max(counts.values(), default=0) < 2:
        return [0] * len(pieces), False
    names, frames = _by_words(pieces), _by_frame(pieces)
    for keys in (names, frames, list(zip(names, frames))):
        found = _grouped(pieces, keys)
        if found is not None:
            return found, False
    files: defaultdict[str, set[int]] = defaultdict(set)
    for piece in pieces:
        files[piece.name].add(piece.file)
    return _in_order([piece.name for piece in pieces]), len(set(map(frozenset, files.values()))) > 1


def same_frame(one: Grid, other: Grid) -> bool:
    """Tell whether the frames of two grids of one coordinate system differ by a pixel at most."""
    if one.crs_wkt != other.crs_wkt:
        return False
    tolerance = max(abs(grid.transform.a) + abs(grid.transform.b) for grid in (one, other))
    return all(abs(a - b) <= tolerance for a, b in zip(_corners(one), _corners(other)))


def _corners(grid: Grid) -> tuple[float, ...]:
    x, y = grid.xy(*(np.array([0.0, side]) for side in grid.shape))
    return (float(x[0]), float(y[0]), float(x[1]), float(y[1]))


def _by_words(pieces: Sequence[Piece]) -> list[Hashable]:
    names: defaultdict[int, set[str]] = defaultdict(set)
    for piece in pieces:
        names[piece.file].add(piece.name)
    return [
        words_of(Path(p.path).stem, without=p.word if len(names[p.file]) == 1 else "")
        for p in pieces
    ]


def _by_frame(pieces: Sequence[Piece]) -> list[Hashable]:
    known: list[Grid] = []
    keys: list[Hashable] = []
    for grid in (piece.grid for piece in pieces):
        if grid is None:
            keys.append(-1)
            continue
        found = (at for at, other in enumerate(known) if same_frame(grid, other))
        at = next(found, len(known))
        if at == len(known):
            known.append(grid)
        keys.append(at)
    return keys


def _grouped(pieces: Sequence[Piece], keys: Sequence[Hashable]) -> list[int] | None:
    """Return scenes by key; None unless each has every band, once or all in one file."""
    names = {piece.name for piece in pieces}
    groups: defaultdict[Hashable, list[Piece]] = defaultdict(list)
    for piece, key in zip(pieces, keys):
        groups[key].append(piece)
    for mine in groups.values():
        counts = Counter(piece.name for piece in mine)
        once = max(counts.values()) == 1 or len({piece.file for piece in mine}) == 1
        if set(counts) != names or len(set(counts.values())) > 1 or not once:
            return None
    again = _in_order([(piece.name, key) for piece, key in zip(pieces, keys)])
    order: dict[Hashable, int] = {}
    return [order.setdefault((key, at), len(order)) for key, at in zip(keys, again)]


def _in_order(keys: Sequence[Hashable]) -> list[int]:
    """Return how often each key was there before."""
    seen: Counter[Hashable] = Counter()
    found = []
    for key in keys:
        found.append(seen[key])
        seen[key] += 1
    return found
