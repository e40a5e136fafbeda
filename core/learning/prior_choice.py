"""The choice of the prior and its calibration, by the cells of the samples."""

from __future__ import annotations

import numpy as np

from ..cells.degraded import CellSamples
from ..phrases import counted, grouped
from ..progress import Progress
from .calibration_fit import CalibrationFit, fit_calibration
from .cell_trust import CellTrust
from .self_validation import MIN_CELLS, SelfValidation, self_validate

MOST_ASKED = 100_000  # samples; more cost time and memory, and hardly move a kappa


def choose_prior(
    held_out: np.ndarray,
    trust: CellTrust,
    *,
    training_shares: np.ndarray,
    seed: int,
    progress: Progress,
) -> tuple[SelfValidation | None, CalibrationFit | None, str]:
    """Choose the prior, and calibrate what comes of it.

    Of more than 100 000 samples some are asked, drawn by seed, of each cell as many as of others
    as far as it has them, and one at least.

    Args:
        held_out: probabilities of the samples by trees that have not seen them, float64
            (sample, class).
        trust: the cells of these samples.
        training_shares: class shares of the training samples, float64 (class,).
        seed: of the draw.
        progress: told how many are asked, where not all are; may cancel.

    Returns:
        The choice and the calibration; None, None and the reason where there is no choice.

    Raises:
        Cancelled: the user asked to stop.
    """
    known = _asked(trust.sample_cell, seed, progress)
    cells = CellSamples(
        probabilities=held_out[known],
        sample_cell=trust.sample_cell[known],
        cells=trust.cells,
        labels=trust.labels,
        posterior=trust.posterior,
        judged=trust.judged,
        around=trust.believed_map,
    )
    chosen = self_validate(
        cells, training_shares=training_shares, error_rate=trust.noise.error_rate,
        progress=progress,
    )  # fmt: skip
    if chosen is None:
        return None, None, _why_untried(cells)
    calibrated = fit_calibration(
        cells, training_shares=training_shares, validation=chosen, progress=progress
    )
    return chosen, calibrated, ""


def _asked(sample_cell: np.ndarray, seed: int, progress: Progress) -> np.ndarray:
    """Return positions of samples with a cell, rising, alike many of each cell."""
    known = np.flatnonzero(sample_cell >= 0)
    if known.size <= MOST_ASKED:
        return known
    drawn = known[np.random.default_rng(seed).permutation(known.size)]
    drawn = drawn[np.argsort(sample_cell[drawn], kind="stable")]
    held = np.bincount(sample_cell[known])
    turn = np.arange(known.size) - np.repeat(np.cumsum(held) - held, held)
    sums = np.cumsum(np.bincount(turn))  # of samples, when each cell gives one more
    most = max(int(np.searchsorted(sums, MOST_ASKED, side="right")), 1)
    asked = np.sort(drawn[turn < most])
    some, given = grouped(asked.size), counted(known.size, "sample")
    progress.message(
        f"The prior is chosen by {some} of the {given}, at most {most} of a cell, drawn by the "
        "seed."
    )
    return asked


def _why_untried(cells: CellSamples) -> str:
    compared = cells.labels[cells.compared]
    if len(compared) < MIN_CELLS or len(np.unique(compared)) < 2:
        return (
            f"too few coarse cells with samples could be compared (it takes {MIN_CELLS} of two "
            "classes)"
        )
    if cells.around is None:
        return (
            "most coarse cells around those with samples hold no sample themselves; give "
            "trainclassifier the coarse map (COARSE), or draw more samples"
        )
    return "most coarse cells around those with samples have no class that was learnt"
