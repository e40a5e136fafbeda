"""How much the coarse map should weigh, tried out one step coarser, where the answer is known.

The coarse map is degraded by ``FACTOR``, brought back to its own cells with the held-out
probabilities of the samples, and compared with itself. What works best from the degraded map to
the coarse map is taken for what works best from the coarse map to the image.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..cells.degraded import FACTOR, CellSamples
from ..progress import Progress, Stage, check
from .degraded_trial import GROUP, MIN_CELLS, Laid, Trial
from .self_validation_result import SelfValidation, SettingScore

__all__ = ["MIN_CELLS", "CellSamples", "SelfValidation", "SettingScore", "self_validate"]

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
CORRECTIONS = (0.5, 0.75, 1.0)  # a class of few blocks is not seen here, and is lost below these
_SETTINGS = tuple((weight, correction) for weight in WEIGHTS for correction in CORRECTIONS)
_SHIFTS = tuple((row, col) for row in range(FACTOR) for col in range(FACTOR))
_TIE = 1e-9


def self_validate(
    samples: CellSamples, *, training_shares: np.ndarray, error_rate: float, progress: Progress
) -> SelfValidation | None:
    """Find the weight and correction of the prior that bring back a degraded coarse map best.

    Every setting is scored by kappa and macro-F1 of the class that a few samples of a cell have
    together, and of that all have, each cell weighted by how probably its label is right, and
    averaged over the two and over all ways to lay the degraded cells. A few samples are nearer to
    a pixel; whole cells are surer, and so tell settings apart that differ little.
    The gain is that of kappa, of a few samples together, over the degraded map itself, plus what
    the errors of the coarse map cost its copy but not a comparison with labels that hold the same
    errors. For its spread see ``_gain``.

    Args:
        samples: held-out probabilities, and the cells to bring back.
        training_shares: class shares of the training samples, (class,).
        error_rate: share of cells with a wrong label, from ``fit_cell_noise``.
        progress: told the share done; may cancel.

    Returns:
        None where fewer than twelve cells of two classes can be compared, or most cells have too
        few neighbours in the table to make up a degraded map.

    Raises:
        Cancelled: ``progress`` asked to stop.

    Reference:
        Wald, Ranchin and Mangolini (1997), Fusion of satellite images of different spatial
        resolutions: assessing the quality of resulting images. Photogrammetric Engineering and
        Remote Sensing 63, p. 691-699. https://hal.science/hal-00365304
    """
    trial = Trial(samples, training_shares)
    groupings = [trial.groups(size) for size in (GROUP, None)]
    scores, copies = [], []
    for laid in _layouts(trial, Stage(progress, 0.0, 0.8)):
        copy = laid.copied()
        copies.append((copy.kappa, copy.macro_f1))
        found = []
        for setting in _SETTINGS:
            check(progress)
            posterior = laid.posterior(*setting)
            tables = [laid.compare(posterior, groups) for groups in groupings]
            found.append(np.mean([(one.kappa, one.macro_f1) for one in tables], axis=0))
        scores.append(found)
    if not scores:
        return None
    mean, spread = np.mean(scores, axis=0), np.std(scores, axis=0)[:, 0]
    entries = tuple(
        SettingScore(*setting, float(kappa), float(macro_f1), float(deviation))
        for setting, (kappa, macro_f1), deviation in zip(_SETTINGS, mean, spread)
    )
    best = max(entry.total for entry in entries)
    chosen = next(entry for entry in entries if entry.total >= best - _TIE)  # smallest of equals
    gain = _gain(trial, (chosen.weight, chosen.correction), Stage(progress, 0.8, 1.0))
    copy_kappa, copy_macro_f1 = (float(value) for value in np.mean(copies, axis=0))
    own_errors = error_rate * trial.kinds / (trial.kinds - 1) * copy_kappa
    return SelfValidation(
        scores=entries,
        copy_kappa=copy_kappa,
        copy_macro_f1=copy_macro_f1,
        weight=chosen.weight,
        correction=chosen.correction,
        gain=gain.mean + own_errors,
        gain_spread=gain.spread,
        own_errors=own_errors,
        changed=gain.changed,
        error_rate=float(error_rate),
        cells=len(trial.cells),
        factor=FACTOR,
    )


def _layouts(trial: Trial, progress: Progress) -> Iterator[Laid]:
    """Yield every way to lay the degraded cells that can tell anything."""
    for done, shift in enumerate(_SHIFTS):
        check(progress)
        laid = trial.lay(shift)
        if laid is not None:
            yield laid
        progress.set((done + 1) / len(_SHIFTS))


@dataclass(frozen=True)
class _Gain:
    """Kappa over that of the degraded map, its standard error, and how far the two differ."""

    mean: float
    spread: float
    changed: float


def _gain(trial: Trial, setting: tuple[float, float], progress: Progress) -> _Gain:
    """Return what a setting gains.

    Its spread has two parts: how it changes when single degraded cells are left out (the
    jackknife, which keeps cells that are alike together), and half of what lies between the gain
    of whole cells and that of single samples, between which a map's pixels are.

    Reference:
        Efron and Stein (1981), The jackknife estimate of variance. Annals of Statistics 9,
        p. 586-596. https://doi.org/10.1214/aos/1176345462
    """
    groupings = [trial.groups(size) for size in (GROUP, None, 1)]
    gains, deviations, changes = [], [], []
    for laid in _layouts(trial, progress):
        posterior, copy = laid.posterior(*setting), laid.copied()
        tables = [laid.compare(posterior, groups) for groups in groupings]
        gains.append([one.kappa - copy.kappa for one in tables])
        changes.append(1 - laid.compare_with_copy(posterior, groupings[0]).kappa)
        left = tables[0].without_each_block() - copy.without_each_block()
        deviations.append(math.sqrt((len(left) - 1) * float(left.var())))
    few, whole, single = (float(value) for value in np.mean(gains, axis=0))
    spread = math.hypot(float(np.mean(deviations)), (whole - single) / 2)
    return _Gain(few, spread, float(np.mean(changes)))
