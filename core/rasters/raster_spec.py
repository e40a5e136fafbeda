"""What a raster to be written looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ..legends.legend import Legend
from .geotiff import Layout
from .grid import Grid
from .raster_style import RasterStyle


@dataclass(frozen=True)
class RasterSpec:
    """What a raster to be written looks like.

    Attributes:
        grid: its pixels.
        dtype: numpy name of the values.
        nodata: value that means no data.
        descriptions: one text per band.
        legend: classes of a map; gives colour table, names and style.
        style: how QGIS draws a raster without legend; written beside it (.qml).
        tags: texts kept inside the file.
        scalings: scale and offset to tell of each band; empty = none.
        overviews: write a cloud-optimised GeoTIFF (maps), or one that holds each band by itself
            and few overviews (features, series); see ``Layout``.
        coded: values are codes, though there is no legend; overviews must not average them.
    """

    grid: Grid
    dtype: str
    nodata: float
    descriptions: tuple[str, ...]
    legend: Legend | None = None
    style: RasterStyle | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    overviews: bool = True
    scalings: tuple[tuple[float, float], ...] = ()
    coded: bool = False

    @property
    def layout(self) -> Layout:
        """How its pixels are stored."""
        return Layout(self.dtype, self.coded or self.legend is not None, self.overviews)

    @property
    def most_bytes(self) -> float:
        """What its file takes where nothing can be compressed."""
        rows, cols = self.grid.shape
        values = rows * cols * len(self.descriptions) * np.dtype(self.dtype).itemsize
        return values * (4 / 3 if self.overviews else 1)
