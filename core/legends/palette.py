"""Colours for classes that come without: far apart for every kind of colour vision."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

PALETTE_SIZE = 256
_FEW = 32  # colours, which take an eighth of the time to find

# Okabe and Ito's set without black, which maps keep for nodata and borders.
# Okabe, M. and Ito, K. (2008), Color Universal Design. https://jfly.uni-koeln.de/color/
_FIRST = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")

# Colour vision deficiency, severity 1, in linear RGB: Machado, G. M., Oliveira, M. M. and
# Fernandes, L. A. F. (2009), IEEE TVCG 15 (6), table 1. https://doi.org/10.1109/TVCG.2009.113
_VISIONS = (
    np.eye(3),
    np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
)
_RGB_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)


def distinct_colors(count: int) -> list[str]:
    """Return ``count`` colours as "#RRGGBB", always the same; from the 257th on they repeat."""
    colors = _palette(_FEW if count <= _FEW else PALETTE_SIZE)
    return [colors[i % len(colors)] for i in range(count)]


@lru_cache(maxsize=2)
def _palette(size: int) -> tuple[str, ...]:
    """Okabe and Ito's colours, then each time the candidate farthest from all taken so far.

    The distance of two colours is the smallest of their CIELAB distances as seen with normal
    vision, without red cones and without green cones.
    """
    steps = np.arange(0, 256, 17)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    first = np.array([list(bytes.fromhex(color[1:])) for color in _FIRST])
    lightness = _lab(grid, vision=_VISIONS[0])[:, 0]
    rgb = np.concatenate([first, grid[(lightness > 25) & (lightness < 92)]])
    seen = [_lab(rgb, vision=vision) for vision in _VISIONS]
    nearest = np.full(len(rgb), np.inf)
    taken: list[int] = []
    for turn in range(size):
        # Rounded, so that a last-digit difference between machines cannot change the choice.
        index = turn if turn < len(first) else int(np.argmax(np.round(nearest, 6)))
        taken.append(index)
        distance = np.min([np.linalg.norm(lab - lab[index], axis=1) for lab in seen], axis=0)
        nearest = np.minimum(nearest, distance)
        nearest[index] = -1.0
    return tuple("#{:02X}{:02X}{:02X}".format(*rgb[index]) for index in taken)


def _lab(rgb: np.ndarray, *, vision: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of sRGB 0..255, (color, 3), as the given kind of colour vision sees it."""
    srgb = rgb / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    xyz = np.clip(linear @ vision.T, 0.0, 1.0) @ _RGB_TO_XYZ.T / _RGB_TO_XYZ.sum(axis=1)
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = root.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)
