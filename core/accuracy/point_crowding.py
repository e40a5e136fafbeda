"""Whether labelled points stand too close to one another to be taken as independent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..phrases import counted
from .clustering import clustering, joined
from .comparison_points import PointCodes


@dataclass(frozen=True)
class Crowding:
    """Sentences on points that share a pixel of the map, and on clusters; "" = there are none."""

    shared: str = ""
    clustered: str = ""

    @property
    def notes(self) -> list[str]:
        """The sentences that say something."""
        return [sentence for sentence in (self.shared, self.clustered) if sentence]


def crowding(
    found: PointCodes, labelled: np.ndarray, pixels: Mapping[int, int] | int, *, by_class: bool
) -> Crowding:
    """Return sentences where labelled points share a pixel of the map or stand in clusters.

    Args:
        found: codes at the points.
        labelled: which points count, bool (point,).
        pixels: where the points could lie: of each raw class of the map, or in all.
        by_class: whether points of each class of the map were drawn apart; rare classes stand
            closer than chance puts points on the whole map.
    """
    rows, cols = found.row[labelled], found.col[labelled]
    shared = rows.size - np.unique(np.column_stack([rows, cols]), axis=0).shape[0]
    told = ""
    if shared:
        verb = "lies" if shared == 1 else "lie"
        told = (
            f"{counted(shared, 'labelled point')} {verb} in a pixel of the map that has one "
            "already; standard errors take points for independent."
        )
    total = pixels if isinstance(pixels, int) else sum(pixels.values())
    parts = [(np.ones(rows.shape, bool), total)]
    if by_class and not isinstance(pixels, int):
        raw = found.raw[labelled]
        parts = [(raw == code, pixels.get(code, 0)) for code in np.unique(raw).tolist()]
    measured = [
        clustering(cols[chosen], rows[chosen], distance=1.0, area=float(size))
        for chosen, size in parts
        if size > 0 and chosen.sum() > 1
    ]
    near = joined(measured) if measured else None
    if near is None or not near.clustered:
        return Crowding(told)
    return Crowding(
        told,
        f"The points stand in clusters: {near.close} of {near.points} lie within a pixel of "
        f"another one, and the nearest one is {near.nearest:.3g} pixels away on average where "
        f"chance gives {near.expected:.3g}. Standard errors, intervals and tests take the "
        "points as independent, so they are too optimistic.",
    )
