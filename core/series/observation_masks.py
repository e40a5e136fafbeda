"""Which pixels of a scene a mask calls observed: Sentinel-2 SCL, Landsat QA_PIXEL, or any mask."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np

from ..errors import InputError

MASK_TYPES = ("none", "invalid_nonzero", "valid_nonzero", "sentinel2_scl", "landsat_qa_pixel")

SCL_CLASSES = {
    0: "no data", 1: "saturated or defective", 2: "dark area or cast shadow", 3: "cloud shadow",
    4: "vegetation", 5: "not vegetated", 6: "water", 7: "unclassified",
    8: "cloud, medium probability", 9: "cloud, high probability", 10: "thin cirrus",
    11: "snow or ice",
}  # fmt: skip
"""Classes of the Sentinel-2 level 2A scene classification.

ESA, Sentinel-2 Products Specification Document (S2-PDGS-TAS-DI-PSD), and the level 2A algorithm,
https://sentiwiki.copernicus.eu/web/s2-processing.
"""

SCL_KEPT = (2, 4, 5, 6, 7)
"""SCL classes that count as observed where nothing else is asked for.

Shadow of clouds, clouds, cirrus and what the sensor missed are left out, as in the validation of
Baetens et al. (2019), https://doi.org/10.3390/rs11040433. Dark areas are kept, for they are mostly
dark forest and shaded slopes, and so is what stays unclassified. Snow is left out: it hides the
cover under it, and bright clouds are taken for it.
"""

QA_FLAGS = {
    0: "fill", 1: "dilated cloud", 2: "cirrus", 3: "cloud", 4: "cloud shadow", 5: "snow",
}  # fmt: skip
"""Bits of the Landsat Collection 2 QA_PIXEL band that each make a pixel not observed.

USGS, Landsat Collection 2 Level 2 Science Product Guides for Landsat 8-9 (LSDS-1619) and 4-7
(LSDS-1618), https://www.usgs.gov/landsat-missions/landsat-collection-2-quality-assessment-bands.
The bits of cloud and shadow are set at high confidence. Bit 2 is unused before Landsat 8.
"""

_QA_BAD = sum(1 << bit for bit in QA_FLAGS)
_QA_LEAST = 1 << 8  # every pixel but fill has a confidence of cloud, in bits 8 and 9


def check_mask_type(kind: str, *, masks: int) -> None:
    """Make sure that a mask type is known and that there are masks where it needs them.

    Raises:
        InputError: it is unknown, or MASKS and MASK_TYPE do not go together.
    """
    if kind not in MASK_TYPES:
        raise InputError(f"MASK_TYPE '{kind}' is unknown; choose from {', '.join(MASK_TYPES)}.")
    if masks and kind == "none":
        raise InputError(
            "MASKS is given, but MASK_TYPE is none; choose what the masks' values mean, one of "
            f"{', '.join(MASK_TYPES[1:])}."
        )
    if kind != "none" and not masks:
        raise InputError(
            f"MASK_TYPE is {kind}, but MASKS is empty; give the masks, or choose none."
        )


def parse_scl_classes(text: str, *, name: str = "SCL_CLASSES") -> tuple[int, ...]:
    """Read ``4,5,6`` into SCL classes to keep; an empty text means SCL_KEPT.

    Raises:
        InputError: a part is no class 0 to 11; ``name`` is the parameter it came by.
    """
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    for part in parts:
        if not re.fullmatch(r"\d{1,9}", part) or int(part) not in SCL_CLASSES:
            raise InputError(
                f"{name}: '{part}' is no class of the scene classification; give numbers from 0 "
                f"to 11, for example {','.join(map(str, SCL_KEPT))}."
            )
    return tuple(sorted({int(part) for part in parts})) or SCL_KEPT


def valid_pixels(
    mask: np.ndarray,
    kind: str,
    *,
    known: np.ndarray | None = None,
    kept: Collection[int] = SCL_KEPT,
) -> np.ndarray:
    """Return where a mask lets the image be used.

    Args:
        mask: values of any real type, (row, col) or (date, row, col).
        kind: one of MASK_TYPES; "none" keeps everything, whatever ``known`` says.
        known: bool of the mask's shape, False where it tells nothing: outside its frame, or its
            nodata; such pixels are not valid. NaN never is.
        kept: SCL classes that are valid.

    Returns:
        bool of the mask's shape.

    Raises:
        InputError: ``kind`` is unknown, or the values cannot be of that kind.
    """
    if kind not in MASK_TYPES:
        raise InputError(f"MASK_TYPE '{kind}' is unknown; choose from {', '.join(MASK_TYPES)}.")
    if kind == "none":
        return np.ones(mask.shape, bool)
    told = np.ones(mask.shape, bool) if known is None else known.copy()
    if mask.dtype.kind == "f":
        told &= np.isfinite(mask)
    if kind == "sentinel2_scl":
        return told & _scl_kept(mask, told, kept)
    if kind == "landsat_qa_pixel":
        return told & _qa_clear(mask, told)
    nonzero = mask != 0
    return told & (nonzero if kind == "valid_nonzero" else ~nonzero)


def dilate(invalid: np.ndarray, pixels: int) -> np.ndarray:
    """Return a mask grown by a disc: all pixels whose centre lies within ``pixels`` of a True one.

    The ``pixels`` outermost rows and columns do not know what lies beyond; whoever works in tiles
    reads that much more on every side and cuts it off.

    Args:
        invalid: bool (row, col) or (date, row, col).
        pixels: radius, >= 0; 0 changes nothing.

    Raises:
        InputError: the radius is negative.
    """
    if pixels < 0:
        raise InputError(f"The dilation of masks is {pixels} pixels; give 0 or more.")
    grown = invalid.copy()
    if not pixels or not invalid.any():
        return grown
    rows, cols = invalid.shape[-2:]
    for down in range(min(pixels, rows - 1) + 1):
        across = int(np.sqrt(pixels * pixels - down * down))
        wide = _widened(invalid, min(across, cols - 1))
        grown[..., down:, :] |= wide[..., : rows - down, :]
        grown[..., : rows - down, :] |= wide[..., down:, :]
    return grown


def _widened(invalid: np.ndarray, pixels: int) -> np.ndarray:
    """Return a mask grown along its rows, by spans that double."""
    cols, length = invalid.shape[-1], 2 * pixels + 1
    beside = [(0, 0)] * (invalid.ndim - 1)
    wide = np.pad(invalid, (*beside, (pixels, pixels)))
    reached = 1
    while reached < length:
        step = min(reached, length - reached)
        wide = wide[..., :-step] | wide[..., step:]
        reached += step
    return wide[..., :cols]


def _scl_kept(mask: np.ndarray, told: np.ndarray, kept: Collection[int]) -> np.ndarray:
    values = np.where(told, mask, 0)
    wrong = (values < 0) | (values > max(SCL_CLASSES)) | _fraction(values)
    if wrong.any():
        raise InputError(
            f"MASKS holds the value {values[wrong][0]:g}, but the scene classification of "
            "Sentinel-2 has the classes 0 to 11; check MASK_TYPE."
        )
    table = np.zeros(max(SCL_CLASSES) + 1, bool)
    table[[number for number in kept if number in SCL_CLASSES]] = True
    return table[values.astype(np.uint8)]


def _qa_clear(mask: np.ndarray, told: np.ndarray) -> np.ndarray:
    values = np.where(told, mask, 0)
    wrong = (values < 0) | (values > 0xFFFF) | _fraction(values)
    flags = np.where(wrong, 0, values).astype(np.uint16)
    fill = (flags & 1 != 0) | (flags == 0)  # 0 is what lies around a warped band
    wrong |= ~fill & (flags < _QA_LEAST)
    if wrong.any():
        raise InputError(
            f"MASKS holds the value {values[wrong][0]:g}, which QA_PIXEL of Landsat Collection 2 "
            "never has; check MASK_TYPE."
        )
    return ~fill & (flags & np.uint16(_QA_BAD) == 0)


def _fraction(values: np.ndarray) -> np.ndarray | bool:
    return values != np.floor(values) if values.dtype.kind == "f" else False
