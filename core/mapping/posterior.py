"""Class probabilities of a window of pixels: forest, then prior, then smoothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..cells.coarse import CoarseMap
from ..cells.prior import (
    DEFAULT_PRIOR_WEIGHT,
    TRAINING_CORRECTION,
    LocalShares,
    class_columns,
    combine_planes,
)
from ..errors import GridError, InputError, ModelError
from ..features.features import FeatureSource
from ..learning.model import Model
from ..learning.reliability import apply_temperature
from ..progress import Progress, check
from ..rasters.grid import PixelMap, Window
from ..rasters.patches import check_unit
from .pixel_rows import as_columns, finite_pixels, most_probable, row_slices, to_planes, to_table
from .smoothing import Smoother

NO_DOMAIN = (
    "The model does not tell where its training samples lie, so APPLICABILITY cannot be written; "
    "leave it out, or train the model anew."
)
_MAX_SMOOTHING = 10.0
_MAX_CORRECTION = 1.5
PIXELS = 65_536  # walked through the forest at once


@dataclass(frozen=True)
class MapSettings:
    """How to classify.

    Attributes:
        prior_weight: exponent of the coarse map's local shares, 0..2; 0 leaves the coarse map
            unused; None takes what the model found best by self-validation, or the default where
            it found nothing.
        prior_correction: exponent of the training shares the forest is freed from, 0..1.5; 0 = not
            at all; None takes what self-validation found best for the prior weight.
        smoothing: standard deviation of the Gaussian on probabilities, in pixels; 0 = none.
        keep_edges: smooth over neighbours that look like the pixel, see ``joint_bilateral``.
        min_mapping_unit: smallest patch kept, in pixels; 0 = all.
    """

    prior_weight: float | None = None
    prior_correction: float | None = None
    smoothing: float = 2.0
    keep_edges: bool = True
    min_mapping_unit: int = 0

    def __post_init__(self) -> None:
        weight = self.prior_weight
        if weight is not None and not 0 <= weight <= 2:
            raise InputError(f"PRIOR_WEIGHT: {weight:g} is not between 0 and 2.")
        power = self.prior_correction
        if power is not None and not 0 <= power <= _MAX_CORRECTION:
            raise InputError(
                f"PRIOR_CORRECTION: {power:g} is not between 0 and {_MAX_CORRECTION:g}."
            )
        if not 0 <= self.smoothing <= _MAX_SMOOTHING:
            raise InputError(
                f"SMOOTHING: {self.smoothing:g} pixels is not between 0 and {_MAX_SMOOTHING:g}."
            )
        check_unit(self.min_mapping_unit)

    def weight_for(self, model: Model, coarse: CoarseMap | None) -> float:
        """Return the prior weight in force; 0 without a coarse map."""
        if coarse is None:
            return 0.0
        if self.prior_weight is not None:
            return self.prior_weight
        return DEFAULT_PRIOR_WEIGHT if model.validation is None else model.validation.weight

    def correction_for(self, model: Model, weight: float) -> float:
        """Return the exponent of the training shares in force with a prior weight.

        Where it is not given it is the one self-validation found best for that weight, 0
        included: the forest's own prior is then corrected although no coarse map is used. A model
        without self-validation is only corrected together with a prior.
        """
        if self.prior_correction is not None:
            return self.prior_correction
        found = model.validation
        if found is None:
            return TRAINING_CORRECTION if weight > 0 else 0.0
        return found.correction if weight == found.weight else found.correction_for(weight)

    def temperature_for(self, model: Model, coarse: CoarseMap | None) -> float:
        """Return the temperature of the map's probabilities in force; 1 leaves them as they are."""
        if model.calibration is None:
            return 1.0
        weight = self.weight_for(model, coarse)
        return model.calibration.temperature_for(weight, self.correction_for(model, weight))


class Classifier:
    """Class probabilities of any window of the features.

    ``weight`` and ``correction`` are the exponents in force, of the coarse map's local shares and
    of the training shares, see ``prior.combine``. ``temperature`` brings the probabilities to what
    they promise, see ``calibrated``.
    """

    def __init__(
        self,
        model: Model,
        features: FeatureSource,
        *,
        coarse: CoarseMap | None,
        settings: MapSettings,
    ) -> None:
        """Match features to the model by name.

        Raises:
            ModelError: the features lack one the model was trained on.
        """
        self.model, self.features, self.settings = model, features, settings
        self.legend = model.class_legend
        self.columns = as_columns(np.asarray(model.check_features(features.names), np.int64))
        self.weight = settings.weight_for(model, coarse)
        self.correction = settings.correction_for(model, self.weight)
        self.temperature = settings.temperature_for(model, coarse)
        self._coarse = coarse
        self._map = PixelMap(features.grid, coarse.grid) if coarse is not None else None
        self._prior_columns = class_columns((coarse or model).legend, self.legend)
        self._smoother = Smoother.of(model, sigma=settings.smoothing, edges=settings.keep_edges)

    @property
    def margin(self) -> int:
        """Pixels around a window that its smoothing looks at."""
        return self._smoother.margin

    def probabilities(
        self, window: Window, *, progress: Progress, dissimilarity: bool = False
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """Return the probabilities of a window inside the features' frame, and what follows.

        Returns:
            float32 (class, row, col), not yet ``calibrated``, 0 where there are no data; the
            position of the most probable class, int16 (row, col), -1 where there are none; and
            the dissimilarity to the training samples, float32 (row, col).
        """
        wide = window.expand(self.margin)
        frame = wide.intersect(self.features.grid.window)
        if frame is None:
            raise GridError("The tile lies outside the features.")
        features = self.features.read(frame)[self.columns]
        shape = (wide.height, wide.width)
        tile = _Tile(
            place=frame.inside(wide),
            valid=np.zeros(shape, bool),
            planes=np.zeros((len(self.legend), *shape), np.float32),
            labels=np.zeros(shape, np.int16) if self.votes else None,
            unlike=np.full(shape, np.nan, np.float32) if dissimilarity else None,
            local=self._local(frame),
        )
        for rows in row_slices(features.shape, pixels=PIXELS):
            check(progress)
            self._classify(features[:, rows], rows, tile, progress)
        inner = window.inside(wide)
        known = tile.valid[inner]
        if frame != wide:
            features = _placed(features, tile)
        smooth = self._smoother.smooth(
            tile.planes, features, tile.valid, check=lambda: check(progress)
        )
        if self.margin:
            smooth[:, ~known] = 0
        labels = most_probable(smooth) if tile.labels is None else tile.labels[inner]
        labels[~known] = -1
        return smooth, labels, None if tile.unlike is None else tile.unlike[inner]

    @property
    def votes(self) -> bool:
        """Whether the map's class is that of the forest, to the last bit of its sums."""
        return self.weight == self.correction == self.margin == 0

    def labels(self, window: Window, *, progress: Progress) -> np.ndarray:
        """Return the most voted class of a window inside the features' frame; see ``votes``.

        It is the one that ``probabilities`` returns, and costs less, for most rows are decided
        before the last tree.

        Returns:
            Class positions, int16 (row, col); -1 where there are no data.
        """
        features = self.features.read(window)[self.columns]
        found = np.full(features.shape[1:], -1, np.int16)
        for rows in row_slices(features.shape, pixels=PIXELS):
            valid = finite_pixels(features[:, rows])
            table = to_table(features[:, rows], valid)
            found[rows][valid] = self.model.forest.predict(table, check=lambda: check(progress))
        return found

    def calibrated(self, probabilities: np.ndarray) -> np.ndarray:
        """Return the probabilities of a window with the promise they can keep.

        The order of the classes stays, and with it the map.

        Args:
            probabilities: float32 (class, row, col).

        Returns:
            The same shape and type.
        """
        if self.temperature == 1:
            return probabilities
        return apply_temperature(probabilities, self.temperature, axis=0)

    def _local(self, frame: Window) -> LocalShares | None:
        """Return the coarse map's local shares under a frame; None where it is not used."""
        if self._coarse is None or self._map is None or self.weight <= 0:
            return None
        places = _Places(*self._map.positions(frame))
        return LocalShares(
            self._coarse, places, columns=self._prior_columns, n_classes=len(self.legend)
        )

    def _classify(self, features: np.ndarray, rows: slice, tile: _Tile, progress: Progress) -> None:
        """Fill some rows of a tile: what is valid, forest, prior, dissimilarity."""
        part = tile.part(rows)
        valid, planes = tile.valid[part], tile.planes[part]
        valid[:] = finite_pixels(features)
        if not valid.any():
            return
        table = to_table(features, valid)
        found = self.model.forest.predict_proba(table, check=lambda: check(progress))
        to_planes(found, valid, planes)
        if tile.labels is not None:
            tile.labels[part][valid] = found.argmax(axis=1)  # float32 would make more ties
        local = None
        if tile.local is not None:
            local = np.empty(planes.shape, planes.dtype)
            tile.local.fill(local, rows, check=lambda: check(progress))
        combine_planes(
            planes, local,
            training_shares=self.model.training_shares,
            weight=self.weight, correction=self.correction,
        )  # fmt: skip
        if tile.unlike is not None:
            tile.unlike[part][valid] = self._dissimilarity(table, progress)

    def _dissimilarity(self, table: np.ndarray, progress: Progress) -> np.ndarray:
        domain = self.model.domain
        if domain is None:
            raise ModelError(NO_DOMAIN)
        parts = []
        for start in range(0, table.shape[0], 4096):
            check(progress)
            parts.append(domain.dissimilarity(table[start : start + 4096]))
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)


@dataclass(frozen=True)
class _Places:
    """Positions among coarse cells, float64 (row, col)."""

    row: np.ndarray
    col: np.ndarray


@dataclass(frozen=True, eq=False)
class _Tile:
    """A window with its margin while it is worked on.

    Attributes:
        place: rows and columns of it that lie inside the features' frame.
        valid: bool (row, col): every feature is finite.
        planes: probabilities, float32 (class, row, col), 0 where not valid.
        labels: the forest's most probable class, int16 (row, col); None where something changes
            its probabilities.
        unlike: dissimilarity, float32 (row, col); None where it is not wanted.
        local: the coarse map's local shares; None where it is not used.
    """

    place: tuple[slice, slice]
    valid: np.ndarray
    planes: np.ndarray
    labels: np.ndarray | None
    unlike: np.ndarray | None
    local: LocalShares | None

    def part(self, rows: slice) -> tuple[Any, ...]:
        """Return where some rows lie in the arrays, counted from the frame's first one."""
        down, across = self.place
        return (..., slice(down.start + rows.start, down.start + rows.stop), across)


def _placed(features: np.ndarray, tile: _Tile) -> np.ndarray:
    """Return features of the frame with 0 around them, (feature, row, col) of the tile."""
    wide = np.zeros((len(features), *tile.valid.shape), features.dtype)
    wide[(slice(None), *tile.place)] = features
    return wide
