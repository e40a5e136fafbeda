"""Growing in steps: the trees of one plain fit, and users that do not wait for them."""

import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from finecover.core.errors import Cancelled
from finecover.core.learning.growing import grow_in_steps
from finecover.core.progress import Silent
from scene import Recorder
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor


def samples():
    rng = np.random.default_rng(2)
    features = rng.normal(size=(120, 3)).astype(np.float32)
    return features, features @ np.eye(3)[:, :2] + rng.normal(0, 0.1, (120, 2))


@pytest.mark.parametrize("threads", ["1", "3"])
@pytest.mark.parametrize("out_of_bag", [True, False])
def test_steps_change_no_tree(monkeypatch, threads, out_of_bag):
    monkeypatch.setenv("FINECOVER_THREADS", threads)
    features, targets = samples()
    labels = (targets[:, 0] > 0).astype(int)
    for kind, wanted, scores in (
        (RandomForestClassifier, labels, "oob_decision_function_"),
        (RandomForestRegressor, targets, "oob_prediction_"),
    ):
        plain = kind(23, random_state=1, oob_score=out_of_bag, n_jobs=1).fit(features, wanted)
        steps = kind(23, random_state=1, oob_score=out_of_bag, n_jobs=2, warm_start=True)
        watched = Recorder()
        grow_in_steps(steps, features, wanted, progress=watched)
        for one, other in zip(plain.estimators_, steps.estimators_):
            np.testing.assert_array_equal(one.tree_.threshold, other.tree_.threshold)
            np.testing.assert_array_equal(one.tree_.value, other.tree_.value)
        if out_of_bag:
            np.testing.assert_allclose(getattr(steps, scores), getattr(plain, scores), atol=1e-12)
        assert watched.fractions == sorted(watched.fractions)
        assert (watched.fractions[0], watched.fractions[-1]) == (0, 1)


def test_nobody_waits_for_trees_that_take_long():
    going_on = threading.Event()
    slow = SimpleNamespace(
        n_estimators=9, oob_score=False, set_params=lambda **_: None,
        fit=lambda *_: going_on.wait(20),
    )  # fmt: skip
    started = time.monotonic()
    with pytest.raises(Cancelled):
        grow_in_steps(slow, *samples(), progress=Recorder(cancel_after=3))
    assert time.monotonic() - started < 2
    going_on.set()


def test_no_step_follows_one_that_fails():
    features, targets = samples()
    with pytest.raises(ValueError, match="inconsistent"):
        grow_in_steps(
            RandomForestRegressor(3, warm_start=True), features, targets[1:], progress=Silent()
        )
