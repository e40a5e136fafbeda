"""Growing the trees of scikit-learn's forests in steps short enough to be cancelled."""

from __future__ import annotations

import time
from functools import partial

import numpy as np
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

from ..parallel import thread_count
from ..progress import Progress, check
from .cancellable import unless_cancelled

_STEP_SECONDS = 0.3


def grow_in_steps(
    ensemble: RandomForestClassifier | RandomForestRegressor,
    features: np.ndarray,
    targets: np.ndarray,
    *,
    progress: Progress,
) -> None:
    """Fit in steps of about ``_STEP_SECONDS``, so that cancelling never waits for all trees.

    The trees are those of one plain ``fit``.

    Args:
        ensemble: of as many trees as are wanted, with ``warm_start``; where it is to have
            out-of-bag scores, they are computed with the last step alone.
        features: as ``fit`` takes them.
        targets: likewise.
        progress: told the share of trees grown. When the user cancels, nobody waits for the trees
            that are being grown.

    Raises:
        Cancelled: ``progress`` asked to stop.
    """
    trees, out_of_bag = ensemble.n_estimators, ensemble.oob_score
    grown, step = 0, thread_count()
    while grown < trees:
        check(progress)
        progress.set(grown / trees)
        target = min(trees, grown + step)
        ensemble.set_params(n_estimators=target, oob_score=out_of_bag and target == trees)
        started = time.monotonic()
        unless_cancelled(partial(ensemble.fit, features, targets), progress)
        seconds = max(time.monotonic() - started, 1e-6)
        grown = target
        step = max(thread_count(), min(2 * step, int(step * _STEP_SECONDS / seconds)))
    progress.set(1.0)
