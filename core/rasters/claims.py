"""What the header of a raster claims, checked before anything is made room for."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import InputError

MAX_BANDS = 65_535  # as many as a GeoTIFF holds
MAX_PIXELS = 2 * 10**13  # the globe at 10 m has 8 x 10^12
MAX_BLOCK_BYTES = 2**31


def check_claims(dataset: Any, label: str) -> None:
    """Refuse rasters the header of which claims more than any raster has.

    Args:
        dataset: open.
        label: the parameter and the file, for messages.

    Raises:
        InputError: it has more bands, more pixels, or larger blocks.
    """
    if dataset.count > MAX_BANDS:
        raise InputError(
            f"{label} claims {dataset.count} bands, and at most {MAX_BANDS} are read; check the "
            "file, or choose fewer bands with gdal_translate -b."
        )
    if dataset.height * dataset.width > MAX_PIXELS:
        raise InputError(
            f"{label} claims {dataset.height} x {dataset.width} pixels, more than the globe at 10 "
            "m; check the file, or cut out what you need with gdal_translate -projwin."
        )
    rows, cols = dataset.block_shapes[0] if dataset.count else (0, 0)
    size = rows * cols * _pixel_bytes(dataset)
    if size > MAX_BLOCK_BYTES:
        raise InputError(
            f"{label} is stored in blocks of {rows} x {cols} pixels, {size / 2**30:.1f} GB each; "
            "save it in tiles of 512 x 512 pixels (gdal_translate -co TILED=YES)."
        )


def _pixel_bytes(dataset: Any) -> int:
    sizes = [_item_bytes(dtype) for dtype in dataset.dtypes]
    together = dataset.interleaving is not None and dataset.interleaving.value == "PIXEL"
    return sum(sizes) if together else max(sizes)


def _item_bytes(dtype: str) -> int:
    try:
        return np.dtype(dtype).itemsize
    except TypeError:  # complex whole numbers, which numpy has not
        return 8
