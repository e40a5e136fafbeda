"""What a map of fractions writes: the shares, and the rasters that follow from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..legends.labels import map_dtype
from ..legends.legend import Legend
from ..mapping.trust import NO_PERCENT, PERCENT_LAYERS, normalised_entropy, to_percent
from ..rasters.grid import Grid
from ..rasters.output import RasterSpec
from ..rasters.raster_style import PROBABILITY
from .levels import ShareLevel

FRACTIONS_TAG = "FINECOVER_FRACTIONS"
"""Tag of a raster of shares: its classes as JSON, one per band and in their order."""


@dataclass(frozen=True)
class FractionPaths:
    """Rasters to write; None leaves one out.

    Attributes:
        output: share of each class, a band per class, 0..1.
        hard: code of the class with the largest share.
        level: code of the class of a coarser level with the largest share. It need not be the
            one ``hard`` belongs to: two classes of a fifth each outweigh one of a third.
        entropy: entropy of the shares, percent of that of equal ones.
        level_shares: share of each class of the coarser level, a band per class.
    """

    output: str
    hard: str | None = None
    level: str | None = None
    entropy: str | None = None
    level_shares: str | None = None


@dataclass(frozen=True, eq=False)
class Layers:
    """How shares become rasters.

    Attributes:
        legend: the classes.
        paths: what is wanted.
        level: of ``paths.level`` and ``paths.level_shares``; None where neither is wanted.
    """

    legend: Legend
    paths: FractionPaths
    level: ShareLevel | None = None

    @cached_property
    def wanted(self) -> dict[str, str]:
        """Path of each raster that is wanted, by name."""
        return {name: path for name, path in vars(self.paths).items() if path}

    def specs(self, grid: Grid) -> dict[str, RasterSpec]:
        """Return what each raster that is wanted looks like, by name."""
        specs = {
            "output": _share_spec(self.legend, grid),
            "hard": _class_spec(self.legend, grid),
            "entropy": RasterSpec(
                grid, "uint8", NO_PERCENT,
                ("entropy of the mixture, percent of the largest possible",),
                style=PERCENT_LAYERS["entropy"].style,
            ),
        }  # fmt: skip
        if self.level is not None:
            specs["level"] = _class_spec(self.level.legend, grid)
            specs["level_shares"] = _share_spec(self.level.legend, grid)
        return {name: specs[name] for name in self.wanted}

    def of(self, shares: np.ndarray, known: np.ndarray) -> dict[str, np.ndarray]:
        """Return the values of each raster, and in any case of output, hard and entropy.

        All follow from the shares as they are stored, so that the rasters agree.

        Args:
            shares: float64 (class, row, col).
            known: bool (row, col); no data elsewhere.
        """
        stored = shares.astype(np.float32)
        values = {
            "output": np.where(known, stored, np.float32(np.nan)),
            "hard": _codes(stored, known, self.legend),
            "entropy": to_percent(normalised_entropy(stored.astype(np.float64)), known),
        }
        if self.level is not None:
            coarser = self.level.sums(stored.astype(np.float64), axis=0).astype(np.float32)
            values["level"] = _codes(coarser, known, self.level.legend)
            values["level_shares"] = np.where(known, coarser, np.float32(np.nan))
        return values


def _share_spec(legend: Legend, grid: Grid) -> RasterSpec:
    tags = {FRACTIONS_TAG: json.dumps(legend.to_json())}
    nan = float("nan")
    return RasterSpec(grid, "float32", nan, legend.names, style=PROBABILITY, tags=tags)


def _class_spec(legend: Legend, grid: Grid) -> RasterSpec:
    dtype, nodata = map_dtype(legend)
    return RasterSpec(grid, dtype, nodata, ("class",), legend=legend)


def _codes(shares: np.ndarray, known: np.ndarray, legend: Legend) -> np.ndarray:
    dtype, nodata = map_dtype(legend)
    codes = np.append(legend.codes, int(nodata)).astype(dtype)
    return codes[np.where(known, shares.argmax(axis=0), -1)]
