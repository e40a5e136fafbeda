"""Shares read from a raster with a band per class."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np

from ..errors import InputError, LegendError
from ..legends.legend import LandCoverClass, Legend, generic
from ..progress import Progress, Silent
from ..rasters.codes import MAX_CODE
from ..rasters.grid import Window
from ..rasters.raster import RasterInfo, RasterReader, RasterSource, describe
from .aggregation import Shares
from .fraction_layers import FRACTIONS_TAG

_GREY = "#808080"
_WHOLES = (1.0, 100.0, 255.0, 1000.0, 10_000.0)
_SLACK = 0.02  # of the whole: shares rounded to percent, each by itself
_ROUNDING = 1e-6  # of the whole, below 0
_TILE = 256
_LOOKED_AT = 64  # tiles


class FractionBands:
    """Shares at the pixels of a raster of them, as parts of 1, of 100 or of another whole.

    Bands are the classes they are named like, of those that FineCover wrote into the file or else
    of a legend; where no band is named, there must be as many as classes, in the order of their
    codes. What a pixel's shares lack of the whole has no label, and counts as such.
    """

    def __init__(
        self, source: RasterSource, legend: Legend, *, progress: Progress | None = None
    ) -> None:
        """Read the header, and some windows to see what the whole is.

        Args:
            source: the raster; where it names no bands, all but an alpha band are read.
            legend: classes that bands may be, of a raster that FineCover has not written.
            progress: told what the whole is where it is not 1, and how much is not of any class.

        Raises:
            InputError: the raster cannot be opened, or its bands are not the classes.
            GridError: it has no coordinate system.
        """
        info = describe(source)
        self.grid, self.source = info.grid, source
        bands = source.bands or info.data_bands
        legend = _written(info, source.label) or legend
        codes = _codes(info, bands, legend, source.label)
        order = np.argsort(codes)
        self.legend, self.classes = legend.subset(codes), len(codes)
        wanted = tuple(bands[at] for at in order)
        source = RasterSource(source.path, wanted, source.crs_wkt, source.name)
        self._reader = RasterReader(source, self.grid, scaled=True)
        self.whole = self._find_whole(progress or Silent())

    def _find_whole(self, progress: Progress) -> float:
        """Return the sum of shares that stands for a whole pixel, judged by some windows."""
        tiles = list(self.grid.tiles(_TILE))
        step = max(1, len(tiles) // _LOOKED_AT)
        sums = [self._sums(self._reader.read(tile)) for tile in tiles[::step]]
        known = np.concatenate([part[part > 0] for part in sums])
        most = float(known.max()) if known.size else 1.0
        whole = next((one for one in _WHOLES if most <= one * (1 + _SLACK)), most)
        if whole != 1:
            progress.message(f"{self.source.label}: shares are parts of {whole:g}.")
        lacking = float((known < whole * (1 - _SLACK)).mean()) if known.size else 0.0
        if lacking > _SLACK:
            progress.message(
                f"{self.source.label}: in {100 * lacking:.0f} % of the pixels looked at the shares "
                f"do not sum to {whole:g}. What they lack counts as unknown, and the classes there "
                "share the pixel; add a band for the rest where it is known.",
                warning=True,
            )
        return whole

    @staticmethod
    def _sums(values: np.ndarray) -> np.ndarray:
        """Return the sums of shares, float64 (row, col); 0 where a band has no data."""
        return np.where(np.isfinite(values).all(axis=0), values.astype(np.float64).sum(axis=0), 0.0)

    def close(self) -> None:
        """Close the file."""
        self._reader.close()

    def read(self, window: Window) -> Shares:
        """Return the shares of a window; nothing is covered where a band has no data.

        Raises:
            InputError: a share is negative, or the file cannot be read.
        """
        values = self._reader.read(window).astype(np.float64)
        known = np.isfinite(values).all(axis=0)
        values[:, ~known] = 0
        if (values < -_ROUNDING * self.whole).any():
            raise InputError(
                f"{self.source.label} holds the share {values.min():g}; shares are at least 0."
            )
        np.maximum(values, 0, out=values)
        total = np.zeros(known.shape)
        for share in values:  # class by class: sum() may add in another order in another tile
            total += share
        covered = np.minimum(total / self.whole, 1.0)
        covered[covered >= 1 - _SLACK] = 1.0
        return Shares(values / np.where(total > 0, total, 1.0), covered)


def known_bands(source: RasterSource, classes: Legend) -> Legend:
    """Return the classes of a model, and those bands of a raster that are none of them as others.

    So the raster a model was trained with can be read again, though the model has learnt nothing of
    classes that had no share.

    Raises:
        InputError: the raster cannot be opened.
    """
    info = describe(source)
    bands = source.bands or info.data_bands
    names = _names(info, bands)
    if not any(names) and len(bands) != len(classes):
        return numbered_bands(len(bands))
    known = {name.casefold() for name in classes.names}
    others = [name for name in names if name and name.casefold() not in known]
    if len(others) == len(names):
        return classes
    codes = [code for code in range(1, MAX_CODE) if code not in classes.codes]
    added = tuple(LandCoverClass(code, name, _GREY) for code, name in zip(codes, others))
    return Legend((*classes.classes, *added))


def numbered_bands(count: int) -> Legend:
    """Return a class for each of so many bands, with the codes 1, 2, 3 …"""
    return generic(np.arange(1, count + 1))


def _names(info: RasterInfo, bands: tuple[int, ...]) -> list[str]:
    return [(info.descriptions[band - 1] or "").strip() for band in bands]


def _codes(info: RasterInfo, bands: tuple[int, ...], legend: Legend, label: str) -> list[int]:
    """Return the class code of each band."""
    names = [name.casefold() for name in _names(info, bands)]
    in_order = [name.casefold() for name in legend.names]
    if info.tags.get(FRACTIONS_TAG) and len(legend) == len(info.dtypes):
        if not any(names) or names == [in_order[band - 1] for band in bands]:
            return [int(legend.codes[band - 1]) for band in bands]
    elif not any(names) and len(bands) == len(legend):
        return legend.codes.tolist()
    by_name = {name.casefold(): code for name, code in zip(legend.names, legend.codes.tolist())}
    if len(by_name) < len(legend):
        double = Counter(name.casefold() for name in legend.names).most_common(1)[0][0]
        raise InputError(
            f"{label}: two classes of the legend are called '{double}', so that bands cannot be "
            "told by name; name them differently."
        )
    unknown = [band for band, name in zip(bands, names) if name not in by_name]
    if unknown:
        raise InputError(
            f"{label}: band {unknown[0]} is not named like a class of the legend "
            f"({', '.join(legend.names[:5])}, …); name every band like its class."
        )
    codes = [by_name[name] for name in names]
    if len(set(codes)) < len(codes):
        raise InputError(f"{label}: two bands are named like the same class; name each its own.")
    return codes


def _written(info: RasterInfo, label: str) -> Legend | None:
    """Return the classes of the bands of a raster FineCover wrote, or None."""
    text = info.tags.get(FRACTIONS_TAG)
    if not text:
        return None
    try:
        legend = Legend.from_json(json.loads(text))
    except (ValueError, LegendError) as error:
        raise InputError(f"{label}: the classes written into it are damaged ({error}).") from error
    if len(legend) != len(info.dtypes) and not any(info.descriptions):
        raise InputError(
            f"{label} has {len(info.dtypes)} bands, but {len(legend)} classes are written into it."
        )
    return legend
