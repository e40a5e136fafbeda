"""Scenes of one date joined while features are computed of them, as ``fillgaps`` joins them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import MutableMapping, Sequence
from pathlib import Path

import numpy as np

from ..rasters.bands import Band, ImageBands, describe_bands
from .scene_mosaic import lay_under
from .scene_pairing import Piece, pair_pieces

Scenes = tuple[tuple[Band, ...], ...]


def split_scenes(
    bands: Sequence[Band], images: Sequence[ImageBands]
) -> tuple[tuple[Band, ...], tuple[Scenes, ...]]:
    """Return one band for each name and date, and the scenes of dates that have several.

    Args:
        bands: from ``resolve_bands``; several of one name and scene are of one date.
        images: what these are bands of.
    """
    of_scene: defaultdict[str, list[Band]] = defaultdict(list)
    for band in bands:
        of_scene[band.scene].append(band)
    words = {(b.image, b.number): b.name for b in describe_bands(images)}
    kept: set[Band] = set()
    joined = []
    for mine in of_scene.values():
        if len({band.name for band in mine}) == len(mine):
            kept.update(mine)
            continue
        numbers, _ = pair_pieces([_piece(band, words[band.image, band.number], images)
                                  for band in mine])  # fmt: skip
        ordered = [band for _, band in sorted(zip(numbers, mine), key=lambda pair: pair[0])]
        kept.update({band.name: band for band in reversed(ordered)}.values())
        order = sorted(set(numbers))
        joined.append(
            tuple(tuple(b for b, at in zip(mine, numbers) if at == number) for number in order)
        )
    return tuple(band for band in bands if band in kept), tuple(joined)


def lay_scenes(values: MutableMapping[Band, np.ndarray], scenes: Scenes) -> None:
    """Join the scenes of a date in place: bands that lie below are taken out of ``values``.

    A pixel takes all its bands from the first scene that holds them all; where none does, each
    band comes from the first scene that holds it.

    Args:
        values: float32 (row, col) of every band of the scenes; NaN = not observed.
        scenes: from ``split_scenes``.
    """
    bands = list(dict.fromkeys(band.name for scene in scenes for band in scene))
    layers = []
    for scene in scenes:
        mine = {band.name: values[band] for band in scene}
        shape = next(iter(mine.values())).shape
        lacking = np.full(shape, np.nan, np.float32)
        layers.append(np.stack([mine.get(name, lacking) for name in bands]))
    lay_under(layers[0], layers[1:])
    joined = dict(zip(bands, layers[0]))
    for band in (band for scene in scenes for band in scene):
        if band.name in joined:
            values[band] = joined.pop(band.name)
        else:
            del values[band]


def _piece(band: Band, word: str, images: Sequence[ImageBands]) -> Piece:
    image = images[band.image]
    return Piece(band.name, word, band.image, Path(image.path).name, image.grid)
