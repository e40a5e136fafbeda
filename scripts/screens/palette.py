"""Pictures of windows with few colours, so that they are small and look the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

_COLOURS = 256
_FLAT = 140  # colours of the palette that are those of widgets, legends and lines
_APART = 20  # sum over red, green and blue
_GREY = (128, 128, 128)


def with_few_colours(picture: Image.Image, colours: int = _COLOURS) -> Image.Image:
    """Return the picture with a palette in which thin lines and small legends keep their colours.

    A palette made by areas alone gives all its colours to the satellite image. Here the commonest
    exact colours come first, each some way from the others; what is far from all of them gets the
    rest of the palette.
    """
    full = picture.convert("RGB")
    pixels = np.asarray(full).reshape(-1, 3)
    exact, counts = np.unique(pixels, axis=0, return_counts=True)
    flat = _spread(exact[np.argsort(-counts)][:4000], min(_FLAT, colours // 2))
    near = _distance(exact, flat) <= _APART
    rest = np.repeat(exact[~near], counts[~near], axis=0)
    palette = flat.tolist()
    if len(rest):
        strip = Image.fromarray(rest.reshape(1, -1, 3).astype(np.uint8))
        few = strip.quantize(colours - len(palette), method=Image.Quantize.MEDIANCUT)
        palette += np.reshape(few.getpalette(), (-1, 3))[: colours - len(palette)].tolist()
    palette += [_GREY] * (256 - len(palette))
    holder = Image.new("P", (1, 1))
    holder.putpalette([int(value) for colour in palette for value in colour])
    return full.quantize(palette=holder, dither=Image.Dither.NONE)


def _spread(candidates: np.ndarray, wanted: int) -> np.ndarray:
    """Return the first colours that are apart from all before them, ``wanted`` at most."""
    kept: list[Sequence[int]] = []
    for colour in candidates.astype(int):
        if all(np.abs(colour - np.array(other)).sum() > _APART for other in kept):
            kept.append(tuple(colour))
        if len(kept) == wanted:
            break
    return np.array(kept)


def _distance(colours: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """Return how far each colour is from the nearest of the palette."""
    exact, nearest = colours.astype(np.int16), np.full(len(colours), 1000, np.int16)
    for entry in palette.astype(np.int16):
        np.minimum(nearest, np.abs(exact - entry).sum(axis=1, dtype=np.int16), out=nearest)
    return nearest
