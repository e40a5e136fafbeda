"""Which samples are asked about the prior."""

import numpy as np
from finecover.core.learning import prior_choice
from finecover.core.progress import Silent
from scene import Recorder


def test_few_samples_are_all_asked():
    sample_cell = np.array([0, 3, -1, 3, 1, -1])
    seen = Recorder()
    asked = prior_choice._asked(sample_cell, 0, seen)
    np.testing.assert_array_equal(asked, [0, 1, 3, 4])
    assert not seen.messages


def test_of_many_samples_each_cell_gives_alike_many(monkeypatch):
    monkeypatch.setattr(prior_choice, "MOST_ASKED", 60)
    rng = np.random.default_rng(0)
    sample_cell = rng.permutation(np.repeat(np.arange(-1, 20), np.r_[50, np.full(19, 9), 2]))
    seen = Recorder()
    asked = prior_choice._asked(sample_cell, 0, seen)
    assert (np.diff(asked) > 0).all()
    np.testing.assert_array_equal(np.bincount(sample_cell[asked]), np.r_[np.full(19, 3), 2])
    (told,) = seen.messages
    assert told.startswith("The prior is chosen by 59 of the 173 samples, at most 3 of a cell")
    np.testing.assert_array_equal(asked, prior_choice._asked(sample_cell, 0, Silent()))
    assert not np.array_equal(asked, prior_choice._asked(sample_cell, 1, Silent()))


def test_every_cell_is_asked_once_at_least(monkeypatch):
    monkeypatch.setattr(prior_choice, "MOST_ASKED", 5)
    asked = prior_choice._asked(np.repeat(np.arange(8), 3), 0, Silent())
    np.testing.assert_array_equal(np.sort(asked // 3), np.arange(8))
