"""Ideas: one class, or one mean probability, for all pixels of a segment of the image."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from unittest import mock

import numpy as np

from ...core.learning.model import Model
from ...core.mapping import posterior
from ...core.mapping.edge_smoothing import standardise
from ...core.mapping.smoothing import Smoother

SIDE = 4  # pixels between the segments' starting points
STEPS = 5
COMPACTNESS = 0.5  # standard deviations of the features that weigh as much as SIDE pixels


@contextmanager
def segments(*, vote: bool) -> Iterator[None]:
    """Smooth, then let the pixels of a segment vote; or take their mean instead of smoothing.

    The segments are cut at the borders of the tiles a map is made in.
    """

    def of(model: Model, *, sigma: float, edges: bool) -> SegmentSmoother:
        return SegmentSmoother(Smoother.of(model, sigma=sigma, edges=edges), vote)

    with mock.patch.object(posterior, "Smoother", SimpleNamespace(of=of)):
        yield


@dataclass(frozen=True, eq=False)
class SegmentSmoother:
    """Stands in for a ``Smoother`` that knows what pixels look like."""

    plain: Smoother
    vote: bool

    @property
    def margin(self) -> int:
        """Pixels around a window that are looked at."""
        return self.plain.margin

    def smooth(
        self,
        probabilities: np.ndarray,
        features: np.ndarray,
        valid: np.ndarray,
        *,
        check: Callable[[], None] | None = None,
    ) -> np.ndarray:
        """Return the probabilities inside the margin, float32 (class, row, col)."""
        found = self._averaged(probabilities, features, valid, check)
        return found.astype(np.float32, copy=False)

    def _averaged(
        self,
        probabilities: np.ndarray,
        features: np.ndarray,
        valid: np.ndarray,
        check: Callable[[], None] | None,
    ) -> np.ndarray:
        plain = self.plain
        if plain.spectral is None or plain.means is None or plain.scales is None:
            raise ValueError("Segments need a model that tells the scales of its features.")
        guide = standardise(
            features[plain.spectral],
            means=plain.means[plain.spectral], scales=plain.scales[plain.spectral],
        )  # fmt: skip
        segment = find_segments(np.where(valid, guide, 0))
        rows, cols = (slice(plain.margin, side - plain.margin) for side in valid.shape)
        if not self.vote:
            return segment_means(probabilities, segment, valid)[:, rows, cols]
        smooth = plain.smooth(probabilities, features, valid, check=check)
        every = np.arange(len(smooth))[:, None, None]
        votes = (smooth.argmax(axis=0) == every).astype(np.float64)
        return segment_means(votes, segment[rows, cols], valid[rows, cols])


def find_segments(guide: np.ndarray) -> np.ndarray:
    """Return the segment of each pixel: k-means in space and features, int64 (row, col).

    Each pixel chooses between the nine segments that began around it.

    Args:
        guide: what pixels look like, in standard deviations, float32 (feature, row, col).

    Reference:
        Achanta et al. (2012), SLIC superpixels compared to state-of-the-art superpixel methods.
        https://doi.org/10.1109/TPAMI.2012.120
    """
    height, width = guide.shape[1:]
    row, col = np.indices((height, width))
    down, across = -(-height // SIDE), -(-width // SIDE)
    spectral = COMPACTNESS / SIDE * np.sqrt(len(guide))
    points = np.concatenate([guide, spectral * np.stack([row, col])]).reshape(len(guide) + 2, -1)
    segment = (row // SIDE * across + col // SIDE).ravel()
    for _ in range(STEPS):
        count = np.bincount(segment, minlength=down * across)
        sums = [np.bincount(segment, one, minlength=count.size) for one in points]
        centres = np.stack(sums) / np.maximum(count, 1)
        centres[:, count == 0] = np.inf
        least = np.full(segment.size, np.inf)
        for r in (-1, 0, 1):
            for c in (-1, 0, 1):
                near = np.clip(row // SIDE + r, 0, down - 1) * across
                near = (near + np.clip(col // SIDE + c, 0, across - 1)).ravel()
                apart = ((points - centres[:, near]) ** 2).sum(axis=0)
                segment = np.where(apart < least, near, segment)
                least = np.minimum(apart, least)
    return segment.reshape(height, width)


def segment_means(values: np.ndarray, segment: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return the mean over the valid pixels of each segment at them, (class, row, col)."""
    where = segment[valid]
    count = np.maximum(np.bincount(where), 1)
    result = np.zeros(values.shape)
    for mean, one in zip(result, values):
        mean[valid] = (np.bincount(where, one[valid]) / count)[where]
    return result
