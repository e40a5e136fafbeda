"""Shares of the coarser levels of a legend: sums of the shares of their classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import LegendError
from ..legends.legend import Legend


@dataclass(frozen=True, eq=False)
class ShareLevel:
    """A coarser level of a legend, and which of its classes each finer class belongs to.

    Attributes:
        name: of the level.
        legend: its classes.
        parents: position in ``legend`` of each finer class, int64 (class,).
    """

    name: str
    legend: Legend
    parents: np.ndarray

    @classmethod
    def of(cls, legend: Legend, level: int | str) -> ShareLevel:
        """Return a level by its name, or its position from 1 (the coarsest).

        Raises:
            LegendError: no such level, or a class without it.
        """
        coarser, codes = legend.at_level(level)
        parents = coarser.index_of(np.array([codes[code] for code in legend.codes.tolist()]))
        names = legend.level_names
        name = level if isinstance(level, str) else names[level - 1]
        return cls(name, coarser, parents.astype(np.int64))

    def sums(self, shares: np.ndarray, *, axis: int = -1) -> np.ndarray:
        """Return the shares of the level's classes, added up in the order of the finer ones.

        Args:
            shares: of the finer classes, floating point.
            axis: along which they lie.
        """
        finer = np.moveaxis(shares, axis, 0)
        result = np.zeros((len(self.legend), *finer.shape[1:]), shares.dtype)
        for parent, part in zip(self.parents.tolist(), finer):
            result[parent] += part
        return np.moveaxis(result, 0, axis)


def share_levels(legend: Legend) -> tuple[tuple[ShareLevel, ...], tuple[str, ...]]:
    """Return the coarser levels that say more than one class and less than all, finest first.

    Returns:
        The levels, and why others are left out.
    """
    levels, reasons = [], []
    for name in reversed(legend.level_names):
        try:
            level = ShareLevel.of(legend, name)
        except LegendError as error:
            reasons.append(str(error))
            continue
        if 1 < len(level.legend) < len(legend):
            levels.append(level)
    return tuple(levels), tuple(reasons)
