"""A model of coarse cells fitted anew to the fine pixels it was rescaled on, as dissever does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import InputError
from ..features.features import FeatureSource
from ..learning.applicability import TrainingDomain
from ..learning.forest import ForestSettings
from ..progress import Progress, Stage
from ..rasters.grid import Area, Window
from .aggregation import Shares
from .block_split import ground_blocks
from .downscaling import CoarseFractions, Downscaler
from .fraction_forest import grow_fraction_forest
from .fraction_model import FractionModel
from .pixel_shares import AGREED, OPEN, Predictor
from .table import ShareTable, share_table

_DRAWING = 0.7  # of the time of a round; the rest grows the forest


@dataclass(frozen=True)
class RefitSettings:
    """How to fit anew.

    Attributes:
        rounds: how often.
        samples: pixels drawn in each round.
        forest: trees, leaf size and seed, which the draws take too.

    Raises:
        InputError: no round.
    """

    rounds: int = 1
    samples: int = 20_000
    forest: ForestSettings = field(default_factory=ForestSettings)

    def __post_init__(self) -> None:
        if self.rounds < 1:
            raise InputError(f"{self.rounds} rounds fit no model; ask for 1 or more.")


class RescaledShares:
    """Shares of fine pixels that agree with their cells, to be learnt from like those of labels."""

    def __init__(self, downscaler: Downscaler) -> None:
        """Read from ``downscaler``."""
        self.grid, self.classes = downscaler.grid, downscaler.classes
        self._downscaler = downscaler

    def read(self, window: Window) -> Shares:
        """Return the shares; nothing is covered in cells that were not rescaled."""
        found = self._downscaler.read(window)
        cells = found.cells
        rescaled = np.zeros(found.known.shape, bool)
        if cells is not None and cells.rows.size:
            done = (cells.state == AGREED) | (cells.state == OPEN)
            rescaled = (cells.place >= 0) & done[cells.place]
        return Shares(found.shares, (found.known & rescaled).astype(np.float64))


def refit_to_cells(
    model: FractionModel,
    features: FeatureSource,
    fractions: CoarseFractions,
    *,
    area: Area | None,
    settings: RefitSettings,
    progress: Progress,
) -> FractionModel:
    """Return the model fitted anew to shares of fine pixels that agree with coarse cells.

    A model of cells knows mixtures only, as means hide the extremes. Its rescaled shares at the
    pixels know more, and a forest that learns from them carries it to cells whose fractions are
    wrong or missing. Map with it and the same fractions for shares that agree; where many of the
    fractions are wrong, map without them.

    Args:
        model: learnt from cells, see ``CellMeans``, or from an earlier round.
        features: of the fine pixels.
        fractions: of the cells.
        area: polygons to learn in; None learns everywhere.
        settings: rounds, samples and forest.
        progress: told the share of work done; may cancel.

    Returns:
        A model of the same classes and features, without the scores of the first, which are not
        its own.

    Raises:
        ModelError: features are missing, or computed by another formula.
        GridError: the cells or polygons do not overlap the features, or their size does not fit.
        LegendError: the model knows none of the classes of the cells.
        InputError: no pixel lies in a rescaled cell, a class is met nowhere, or a file cannot be
            read.
        Cancelled: the user asked to stop.

    Reference:
        Malone, McBratney, Minasny and Wheeler (2012), A general method for downscaling earth
        resource information. https://doi.org/10.1016/j.cageo.2011.08.021
    """
    frame = area.on(features.grid).window if area else features.grid.window
    columns = model.check_features(features.names)
    for turn in range(settings.rounds):
        part = Stage(progress, turn / settings.rounds, (turn + 1) / settings.rounds)
        predictor = Predictor(model, features, progress=part)
        downscaler = Downscaler(predictor, fractions, frame=frame, progress=part)
        labels = RescaledShares(downscaler)
        table = share_table(
            features, labels, area=area, most=settings.samples,
            seed=settings.forest.seed + turn, progress=Stage(part, 0.0, _DRAWING),
        )  # fmt: skip
        table = replace(table, features=np.ascontiguousarray(table.features[:, columns]))
        model = _fitted(
            model, table, settings, cell_side_m=downscaler.cell_side_m,
            progress=Stage(part, _DRAWING, 1.0),
        )  # fmt: skip
    return model


def _fitted(
    model: FractionModel,
    table: ShareTable,
    settings: RefitSettings,
    *,
    cell_side_m: float,
    progress: Progress,
) -> FractionModel:
    """Return a model of the same classes and features that learnt from ``table``."""
    present = (table.shares > 0).any(axis=0)
    absent = [name for name, has in zip(model.class_legend.names, present) if not has]
    if absent:
        raise InputError(
            f"No pixel drawn holds any {absent[0]}, which the model knows; draw more samples, or "
            "use fractions of all of its classes."
        )
    grown = grow_fraction_forest(
        table.features, table.shares, settings=settings.forest, progress=progress
    )
    blocks = None
    if table.grid is not None:
        blocks = ground_blocks(table.grid, table.rows, table.cols, side=cell_side_m)
    several = blocks is not None and np.ptp(blocks) > 0
    earlier = model.settings.get("refits")
    return replace(
        model,
        forest=grown.forest,
        mean_shares=table.shares.mean(axis=0),
        counts=(table.shares > 0).sum(axis=0).astype(np.int64),
        samples=len(table),
        covered=1.0,
        settings={**model.settings, "refits": 1 + (earlier if type(earlier) is int else 0)},
        domain=TrainingDomain.fit(
            table.features, grown.importances, blocks=blocks if several else None,
            seed=settings.forest.seed,
        ),
        scores={},
    )  # fmt: skip
