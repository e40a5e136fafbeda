"""Shares read at a coarser level of their legend."""

from __future__ import annotations

from ..legends.legend import Legend
from ..rasters.grid import Window
from .aggregation import FractionReader, Shares
from .downscaling import CoarseFractions
from .levels import ShareLevel, share_levels


class LevelShares:
    """Shares of the classes of a coarser level, added up from those of their classes."""

    def __init__(self, reader: FractionReader, level: ShareLevel) -> None:
        """Read from ``reader``, which the caller closes; ``level`` is of its legend."""
        self.grid, self.classes = reader.grid, len(level.legend)
        self._reader, self._level = reader, level

    def read(self, window: Window) -> Shares:
        """Return the shares of a window."""
        found = self._reader.read(window)
        return Shares(self._level.sums(found.shares, axis=0), found.covered)


def fractions_for(classes: Legend, reader: FractionReader, legend: Legend) -> CoarseFractions:
    """Return fractions of the classes of a model, at the level of their legend that has these.

    Args:
        classes: of the model.
        reader: of the fractions.
        legend: their classes, perhaps finer than the model's.
    """
    wanted = _keys(classes)
    if not wanted <= _keys(legend):
        for level in share_levels(legend)[0]:
            if wanted <= _keys(level.legend):
                return CoarseFractions(LevelShares(reader, level), level.legend)
    return CoarseFractions(reader, legend)


def _keys(legend: Legend) -> set[tuple[int, str]]:
    return {(entry.code, entry.name) for entry in legend.classes}
