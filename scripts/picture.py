"""The demo's picture: the image, the coarse map, the fine map and what is known of the truth."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import rasterio
from matplotlib.patches import Patch
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.windows import get_data_window

_LONGEST_SIDE = 1100  # pixels drawn per panel
_PANEL_INCHES = 5.5
_LEGEND_COLUMNS = 3


@dataclass(frozen=True)
class Palette:
    """Colours and names of class codes."""

    colours: dict[int, str]
    names: dict[int, str]

    def paint(self, codes: np.ndarray, *, nodata: float | None) -> np.ndarray:
        """Colour image, float (row, col, 3), 0..1; white where there is no class."""
        table = np.ones((max(256, int(codes.max()) + 1), 3))
        for code, colour in self.colours.items():
            if code < len(table):
                table[code] = mpl.colors.to_rgb(colour)
        if nodata is not None and 0 <= int(nodata) < len(table):
            table[int(nodata)] = 1
        return table[codes]


@dataclass(frozen=True)
class Panel:
    """One part of the picture: a heading and a colour image (row, col, 3), 0..1."""

    heading: str
    pixels: np.ndarray


def read_palette(style: Path) -> Palette:
    """Colours and names from the .qml that lies beside a map."""
    root = ElementTree.parse(style).getroot()  # nosec B314 # a style that FineCover wrote
    entries = root.iter("paletteEntry")
    rows = [(int(entry.get("value")), entry.get("color"), entry.get("label")) for entry in entries]
    return Palette({code: c for code, c, _ in rows}, {code: name for code, _, name in rows})


def read_like(path: Path, like: Path) -> tuple[np.ndarray, float | None]:
    """First band of ``path`` on the grid of ``like`` by nearest neighbour, and its nodata."""
    with rasterio.open(like) as grid, rasterio.open(path) as raster:
        frame = {"crs": grid.crs, "transform": grid.transform}
        frame.update(width=grid.width, height=grid.height)
        with WarpedVRT(raster, resampling=Resampling.nearest, **frame) as warped:
            return warped.read(1), raster.nodata


def true_colour(path: Path, bands: tuple[str, str, str], *, like: Path) -> np.ndarray:
    """Red, green and blue of the image on the grid of ``like``, stretched, (row, col, 3)."""
    with rasterio.open(like) as grid, rasterio.open(path) as image:
        numbers = [image.descriptions.index(name) + 1 for name in bands]
        frame = {"crs": grid.crs, "transform": grid.transform}
        frame.update(width=grid.width, height=grid.height)
        with WarpedVRT(image, resampling=Resampling.nearest, **frame) as warped:
            pixels = warped.read(numbers).astype(np.float32)
            whole = warped.read()
    limit = np.iinfo(image.dtypes[0]).max
    empty = np.all(whole == 0, axis=0) | np.all(whole == limit, axis=0)
    low, high = np.percentile(pixels[:, ~empty], (1, 98.5))
    stretched = np.clip((pixels - low) / (high - low), 0, 1) ** 0.8
    return np.moveaxis(np.where(empty, 1, stretched), 0, -1)


def mapped_window(path: Path) -> tuple[slice, slice]:
    """Rows and columns around the pixels of a map that are not nodata."""
    with rasterio.open(path) as raster:
        return get_data_window(raster.read(1, masked=True)).toslices()


def draw(panels: list[Panel], palette: Palette, *, codes: np.ndarray, path: Path) -> None:
    """Write four panels as a PNG, with the legend of the classes among ``codes`` below."""
    rows, cols = panels[0].pixels.shape[:2]
    step = max(1, -(-max(rows, cols) // _LONGEST_SIDE))
    seen = [code for code in palette.colours if code in set(np.unique(codes).tolist())]
    handles = [
        Patch(facecolor=palette.colours[code], edgecolor="#777777", label=palette.names[code])
        for code in seen
    ]
    legend_inches = 0.3 + 0.22 * -(-len(handles) // _LEGEND_COLUMNS)
    panel_inches = _PANEL_INCHES * rows / cols + 0.35
    height = 2 * panel_inches + legend_inches
    figure, axes = plt.subplots(2, 2, figsize=(2 * _PANEL_INCHES, height))
    for axis, panel in zip(axes.ravel(), panels):
        axis.imshow(panel.pixels[::step, ::step], interpolation="none")
        axis.set_title(panel.heading, fontsize=12)
        axis.set_axis_off()
    figure.subplots_adjust(0.01, legend_inches / height, 0.99, 1 - 0.32 / height, 0.02, 0.08)
    figure.legend(
        handles=handles, loc="lower center", ncol=_LEGEND_COLUMNS, frameon=False, fontsize=9
    )
    figure.savefig(path, dpi=110)
    plt.close(figure)
