"""Maps of many settings of the prior and of smoothing at once, the same as ``classify`` makes.

The forest is asked once, and how alike neighbouring pixels are is found out once per width of
smoothing: probabilities of all settings are smoothed as if they were those of many classes.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from ...core.cells.coarse import CoarseMap, CoarseOnFine
from ...core.cells.prior import class_columns, combine, local_shares
from ...core.features.features import FeatureSource
from ...core.features.missing import FilledFeatures
from ...core.learning.model import Model
from ...core.learning.self_validation import SelfValidation
from ...core.mapping.posterior import MapSettings
from ...core.mapping.smoothing import Smoother, smoothing_margin
from ...core.mapping.survey import survey_cells
from ...core.parallel import ordered_map
from ...core.progress import Silent
from ...core.rasters.grid import Window
from ...core.rasters.patches import dissolve_small
from .coarse_maps import NO_CLASS

SMOOTHINGS = (0.0, 1.0, 2.0)
NO_POSITION = -1
_TILE = 128  # a tile's probabilities of all settings are held at once


@dataclass(frozen=True)
class SettingsGrid:
    """Every pair of weight and correction with every smoothing; the rest as in ``base``."""

    base: MapSettings
    priors: tuple[tuple[float, float], ...]
    smoothings: tuple[float, ...]

    @classmethod
    def tried(cls, found: SelfValidation, base: MapSettings) -> SettingsGrid:
        """Return what self-validation tried, with several smoothings, among them that of base."""
        priors = tuple((score.weight, score.correction) for score in found.scores)
        return cls(base, priors, tuple(sorted({*SMOOTHINGS, base.smoothing})))

    @property
    def settings(self) -> tuple[MapSettings, ...]:
        """Every setting, by smoothing and then as in ``priors``."""
        return tuple(
            replace(
                self.base, smoothing=smoothing, prior_weight=weight, prior_correction=correction
            )
            for smoothing in self.smoothings
            for weight, correction in self.priors
        )


def filled_features(model: Model, features: FeatureSource) -> FilledFeatures:
    """Return the features as ``classify`` reads them."""
    means = None if model.domain is None else model.domain.means
    columns = model.check_features(features.names)
    return FilledFeatures(features, columns=columns, means=means)


def surveyed(model: Model, features: FilledFeatures, coarse: CoarseMap) -> CoarseMap:
    """Return the coarse map as ``classify`` uses it as prior: with the trust in its cells."""
    frame = features.grid.window
    return survey_cells(model, features, coarse, frame=frame, progress=Silent())


def make_maps(
    model: Model, features: FilledFeatures, prior: CoarseMap, grid: SettingsGrid
) -> np.ndarray:
    """Map every pixel of the features with every setting.

    Args:
        model: the trained model.
        features: from ``filled_features``.
        prior: from ``surveyed``.
        grid: the settings.

    Returns:
        positions in the model's legend, int16 (setting, row, col) in the order of
        ``grid.settings``; -1 where a pixel has no data.
    """
    tiles = list(features.grid.tiles(_TILE))
    maps = np.empty((len(grid.settings), *features.grid.shape), np.int16)
    work = _TileMaps.of(model, features, prior, grid)
    with closing(ordered_map(work, tiles, progress=Silent())) as results:
        for tile, labels in zip(tiles, results):
            maps[(slice(None), *tile.inside(features.grid.window))] = labels
    if grid.base.min_mapping_unit > 1:
        for at, labels in enumerate(maps):
            maps[at] = dissolve_small(labels, pixels=grid.base.min_mapping_unit)
    return maps


@dataclass(frozen=True, eq=False)
class _TileMaps:
    """Maps one tile with every setting; safe to call from many threads.

    Attributes:
        columns: positions of the model's features among those read, (feature,).
        prior_columns: position of each coarse class among the model's.
        smoothers: one per smoothing.
        margin: pixels around a tile that the widest of them looks at.
    """

    model: Model
    features: FilledFeatures
    grid: SettingsGrid
    fine: CoarseOnFine
    columns: np.ndarray
    prior_columns: np.ndarray
    smoothers: tuple[Smoother, ...]
    margin: int

    @classmethod
    def of(
        cls, model: Model, features: FilledFeatures, prior: CoarseMap, grid: SettingsGrid
    ) -> _TileMaps:
        """Prepare mapping."""
        edges = grid.base.keep_edges
        return cls(
            model,
            features,
            grid,
            fine=CoarseOnFine(prior, features.grid),
            columns=model.check_features(features.names),
            prior_columns=class_columns(prior.legend, model.class_legend),
            smoothers=tuple(Smoother.of(model, sigma=s, edges=edges) for s in grid.smoothings),
            margin=max(smoothing_margin(sigma) for sigma in grid.smoothings),
        )

    def __call__(self, tile: Window) -> np.ndarray:
        """Return class positions of a tile, int16 (setting, row, col)."""
        wide = tile.expand(self.margin)
        frame = wide.intersect(self.features.grid.window) or tile
        stack = self.features.read(frame)[self.columns]
        shape, place = (wide.height, wide.width), frame.inside(wide)
        looks = np.zeros((len(stack), *shape), np.float32)
        looks[(slice(None), *place)] = stack
        valid = np.zeros(shape, bool)
        valid[place] = np.isfinite(stack).all(axis=0)
        known = valid[tile.inside(wide)]
        if not known.any():
            return np.full((len(self.grid.settings), *known.shape), NO_POSITION, np.int16)
        shares = np.zeros((len(self.grid.priors), len(self.model.class_legend), *shape))
        for part, found in zip(shares, self._with_priors(stack, frame)):
            part[:, valid] = found.T
        labels = [self._smoothed(s, shares, looks, valid).argmax(axis=1) for s in self.smoothers]
        return np.where(known, np.concatenate(labels), NO_POSITION).astype(np.int16)

    def _with_priors(self, stack: np.ndarray, frame: Window) -> list[np.ndarray]:
        """Return the probabilities of a frame's valid pixels after each prior, (pixel, class)."""
        valid = np.isfinite(stack).all(axis=0)
        found = self.model.forest.predict_proba(np.ascontiguousarray(stack[:, valid].T))
        local = local_shares(
            self.fine.coarse,
            self.fine.positions(frame),
            columns=self.prior_columns,
            n_classes=found.shape[1],
        )
        local = np.ascontiguousarray(local[:, valid].T)
        return [
            combine(
                found, local, training_shares=self.model.training_shares, weight=weight,
                correction=correction,
            )
            for weight, correction in self.grid.priors
        ]  # fmt: skip

    def _smoothed(
        self, smoother: Smoother, shares: np.ndarray, looks: np.ndarray, valid: np.ndarray
    ) -> np.ndarray:
        """Return smoothed probabilities without the margin, (prior, class, row, col)."""
        cut = self.margin - smoother.margin
        rows, cols = valid.shape
        inner = (slice(cut, rows - cut), slice(cut, cols - cut))
        parts, looks, valid = shares[(..., *inner)], looks[(slice(None), *inner)], valid[inner]
        if smoother.spectral is None:  # scales each map's probabilities to sum 1
            return np.stack([smoother.smooth(part, looks, valid) for part in parts])
        flat = smoother.smooth(parts.reshape(-1, *valid.shape), looks, valid)
        return flat.reshape(*parts.shape[:2], *flat.shape[1:])


def to_codes(labels: np.ndarray, model: Model) -> np.ndarray:
    """Return class codes of positions in the model's legend, int32; -1 stays."""
    codes = np.append(model.class_legend.codes, NO_CLASS)  # position -1 is the last
    return codes[labels].astype(np.int32)
