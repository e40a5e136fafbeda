"""Ideas: other ways from the forest's probabilities to those of a place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import numpy as np
from scipy.ndimage import map_coordinates

from ...core.cells.coarse import CoarseMap, CoarseOnFine
from ...core.cells.prior import Places, class_columns
from ...core.features.features import FeatureSource
from ...core.learning import prior_choice
from ...core.learning.cell_trust import DOUBTED
from ...core.learning.labelnoise import find_label_issues
from ...core.learning.model import Model
from ...core.learning.self_validation import CellSamples
from ...core.mapping import classify, posterior
from ...core.progress import Progress
from ...core.rasters.grid import Window
from .ideas_cells import shares_at_centres

EM_STEPS = 10
EM_PRIOR = 1.0  # of the judged local shares, in times the pixels of the cell
_STRIDE = 2  # pixels between those the shares are estimated from, along one side
_FLOOR = 0.02  # as in core.prior: no class is impossible anywhere


@contextmanager
def noise_inversion() -> Iterator[None]:
    """Multiply the probabilities by the inverse of the estimated label-noise matrix.

    The forest tells P(given label); with T = P(given | true) from the confident joint of the
    held-out samples of believed cells, P(true) = T^-1 P(given), clipped at 0.

    Reference:
        Patrini et al. (2017), Making deep neural networks robust to label noise: a loss
        correction approach. https://doi.org/10.1109/CVPR.2017.240
    """
    join, inverse = posterior.combine_planes, [np.zeros(0)]

    def samples(**given: Any) -> CellSamples:
        label = given["labels"][given["sample_cell"]]
        believed = given["posterior"][given["sample_cell"], label] >= DOUBTED
        held_out = given["probabilities"]
        inverse[0] = inverted(find_label_issues(held_out[believed], label[believed]).joint)
        return CellSamples(**{**given, "probabilities": unmixed(held_out, inverse[0])})

    def combined(planes: np.ndarray, *args: Any, **more: Any) -> None:
        if inverse[0].size:  # else the samples' cells are unknown
            table = planes.reshape(len(planes), -1).T
            planes[:] = unmixed(table, inverse[0]).T.reshape(planes.shape)
        join(planes, *args, **more)

    with (
        mock.patch.object(prior_choice, "CellSamples", samples),
        mock.patch.object(posterior, "combine_planes", combined),
    ):
        yield


def inverted(joint: np.ndarray) -> np.ndarray:
    """Return what turns P(given) into P(true), (class, class), from P(given, true)."""
    total = joint.sum(axis=0)
    given_true = np.where(total > 0, joint / np.where(total > 0, total, 1), np.eye(len(joint)))
    return np.linalg.pinv(given_true)


def unmixed(probabilities: np.ndarray, inverse: np.ndarray) -> np.ndarray:
    """Return probabilities (row, class) times the inverse, clipped and scaled to sum 1."""
    found = np.clip(probabilities @ inverse.T, 0, None)
    total = found.sum(axis=1, keepdims=True)
    return np.where(total > 0, found / np.where(total > 0, total, 1), probabilities)


@contextmanager
def shares_by_em() -> Iterator[None]:
    """Take as prior the shares of each cell that expectation-maximisation finds in its pixels.

    Starts from the judged local shares, which also are the Dirichlet prior of the shares.

    Reference:
        Saerens, Latinne and Decaestecker (2002), Adjusting the outputs of a classifier to new
        a priori probabilities. https://doi.org/10.1162/089976602753284446
    """
    survey = classify.survey_cells
    shares: list[np.ndarray] = []

    def surveyed(
        model: Model, features: FeatureSource, coarse: CoarseMap, *, frame: Window,
        progress: Progress,
    ) -> CoarseMap:  # fmt: skip
        judged = survey(model, features, coarse, frame=frame, progress=progress)
        shares[:] = [cell_shares(model, features, judged, frame)]
        return judged

    class Local:
        """Stands in for ``LocalShares``."""

        def __init__(self, _: CoarseMap, positions: Places, **__: Any) -> None:
            self.found = interpolated(shares[0], positions)

        def fill(self, found: np.ndarray, rows: slice, **_: Any) -> None:
            """Write the shares of some rows."""
            found[:] = self.found[:, rows]

    with (
        mock.patch.object(classify, "survey_cells", surveyed),
        mock.patch.object(posterior, "LocalShares", Local),
    ):
        yield


def cell_shares(
    model: Model, features: FeatureSource, coarse: CoarseMap, frame: Window
) -> np.ndarray:
    """Return the class shares of every cell, float64 (class, row, col)."""
    values = features.read(frame)[np.asarray(model.check_features(features.names))]
    where = CoarseOnFine(coarse, features.grid).positions(frame)
    used = np.isfinite(values).all(axis=0) & where.inside
    used[np.arange(used.shape[0]) % _STRIDE > 0] = False
    used[:, np.arange(used.shape[1]) % _STRIDE > 0] = False
    height, width = coarse.labels.shape
    legend = model.class_legend
    found = model.forest.predict_proba(np.ascontiguousarray(values[:, used].T))
    correction = 1.0 if model.validation is None else model.validation.correction
    freed = found / np.maximum(model.training_shares, 1e-6) ** correction
    row, col = np.indices((height, width)).reshape(2, -1)
    prior = shares_at_centres(
        coarse, row, col, columns=class_columns(coarse.legend, legend), n_classes=len(legend)
    )
    cells = where.cell_row[used] * width + where.cell_col[used]
    return maximised(freed, cells, prior).T.reshape(len(legend), height, width)


def maximised(freed: np.ndarray, cells: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Return the shares of each cell by expectation-maximisation, float64 (cell, class).

    Args:
        freed: probabilities without the training prior, (pixel, class).
        cells: cell of each pixel, integers (pixel,).
        prior: shares expected of each cell, (cell, class); kept where a cell has no pixel.
    """
    count = np.bincount(cells, minlength=len(prior))[:, None]
    weight = EM_PRIOR * np.maximum(count, 1)
    shares = prior
    for _ in range(EM_STEPS):
        expected = freed * shares[cells]
        expected /= np.maximum(expected.sum(axis=1, keepdims=True), 1e-300)
        sums = [np.bincount(cells, one, minlength=len(prior)) for one in expected.T]
        shares = (np.stack(sums, axis=1) + weight * prior) / (count + weight)
    return shares


def interpolated(shares: np.ndarray, positions: Places) -> np.ndarray:
    """Return bilinear shares at pixels, float64 (class, row, col), none below the floor."""
    place = np.nan_to_num(np.stack([positions.row, positions.col])) - 0.5
    found = np.stack([map_coordinates(one, place, order=1, mode="nearest") for one in shares])
    return (1 - _FLOOR) * found / found.sum(axis=0) + _FLOOR / len(shares)
