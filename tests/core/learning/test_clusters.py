"""Samples in spectral clusters that plainly belong to another class."""

import numpy as np
import pytest
from finecover.core.errors import Cancelled
from finecover.core.learning import clusters
from finecover.core.learning.clusters import find_contaminated
from finecover.core.progress import Silent


def _mixed_cells(*, seed=0, per_class=400):
    """Water, and wetland cells of which half is water; water covers ten times the area."""
    rng = np.random.default_rng(seed)
    water = rng.normal((60, 12), 3, (per_class, 2))
    wet = rng.normal((60, 12), 3, (per_class // 2, 2))
    marsh = rng.normal((50, 90), 6, (per_class // 2, 2))
    features = np.concatenate([water, wet, marsh]).astype(np.float32)
    labels = np.repeat([0, 1], per_class)
    weights = np.where(labels == 0, 10.0, 1.0)
    return features, labels, weights


def test_water_pixels_of_wetland_cells_are_marked_and_nothing_else():
    features, labels, weights = _mixed_cells()
    marked = find_contaminated(features, labels, weights, seed=0)
    assert marked[400:600].mean() > 0.95
    assert not marked[:400].any()
    assert marked[600:].mean() < 0.02  # an outlier of the marsh may look like water


def test_sand_in_water_cells_is_marked_when_all_other_water_is_one_cluster():
    rng = np.random.default_rng(2)
    water = rng.normal((60, 12), 3, (380, 2))
    sand = rng.normal((150, 150), 6, (220, 2))
    features = np.concatenate([water, sand]).astype(np.float32)
    labels = np.r_[np.zeros(400, int), np.ones(200, int)]  # 20 pixels of sand in cells of water
    weights = np.where(labels == 0, 10.0, 1.0)
    marked = find_contaminated(features, labels, weights, seed=0)
    assert marked[380:400].all()
    assert not marked[:380].any()
    assert not marked[400:].any()


def test_without_a_pure_cluster_nothing_is_marked():
    features, labels, _ = _mixed_cells()
    marked = find_contaminated(features, labels, np.ones(labels.size), seed=0)
    assert not marked.any()  # 2 : 1 is no majority to act on


def test_a_class_that_looks_like_another_throughout_keeps_a_fifth():
    rng = np.random.default_rng(1)
    features = rng.normal(50, 3, (600, 2)).astype(np.float32)
    features[500:] += 200
    labels = np.r_[np.zeros(400, int), np.ones(100, int), np.full(100, 2)]
    weights = np.where(labels == 0, 50.0, 1.0)
    marked = find_contaminated(features, labels, weights, seed=0)
    assert marked[400:500].sum() == 80
    assert not marked[500:].any()


def test_permuting_classes_permutes_the_answer():
    features, labels, weights = _mixed_cells(seed=3)
    other = find_contaminated(features, 1 - labels, weights, seed=5)
    assert np.array_equal(other, find_contaminated(features, labels, weights, seed=5))


def test_units_and_constant_features_do_not_matter():
    features, labels, weights = _mixed_cells(seed=4)
    wide = np.column_stack([features[:, 0] * 1e4, features[:, 1] - 7, np.full(len(labels), 3.0)])
    first = find_contaminated(features, labels, weights, seed=0)
    again = find_contaminated(wide.astype(np.float32), labels, weights * 8, seed=0)
    assert np.array_equal(first, again)


def test_few_or_equal_samples_are_left_alone():
    labels = np.array([0, 0, 1, 1])
    weights = np.array([99.0, 99.0, 1.0, 1.0])
    few = np.array([[0.0], [0.1], [0.0], [0.1]], np.float32)
    assert not find_contaminated(few, labels, weights, seed=0).any()
    equal = np.ones((100, 2), np.float32)
    many = np.repeat([0, 1], 50)
    assert not find_contaminated(equal, many, np.where(many == 0, 99.0, 1.0), seed=0).any()


def test_many_samples_are_settled_by_some_and_all_are_judged(monkeypatch):
    features, labels, weights = _mixed_cells(per_class=2000)
    whole = find_contaminated(features, labels, weights, seed=0)
    monkeypatch.setattr(clusters, "_SETTLED", 1000)
    monkeypatch.setattr(clusters, "_SEARCHED", 500)
    monkeypatch.setattr(clusters, "_ROWS", 300)
    drawn = find_contaminated(features, labels, weights, seed=0)
    assert whole[2000:3000].all()
    assert np.array_equal(drawn, find_contaminated(features, labels, weights, seed=0))
    assert (drawn != whole).mean() < 0.01


def test_can_be_cancelled():
    class Stopping(Silent):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        find_contaminated(*_mixed_cells(), seed=0, progress=Stopping())
