import importlib.util
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from finecover.core.compiled import kernels
from finecover.core.learning import packed_forest, tree_walks
from finecover.core.learning.forest import Forest
from finecover.core.learning.packed_forest import floor32, pack
from finecover.core.learning.tree_walks import ArrayTrees, CompiledTrees, packed_walks
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

NUMBA = importlib.util.find_spec("numba") is not None
needs_numba = pytest.mark.skipif(
    not NUMBA and not os.environ.get("CI"), reason="numba is not installed"
)


def trained(samples=400, classes=4, n_features=5, *, seed=0, dtype=np.float32, **chosen):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, samples)
    centres = rng.normal(size=(classes, n_features))
    features = 40 * centres[labels] + 40 * rng.normal(size=(samples, n_features))
    features = (features + 300 if np.dtype(dtype).kind == "u" else features).astype(dtype)
    chosen = {"n_estimators": 12, "random_state": seed, **chosen}
    classifier = RandomForestClassifier(**chosen).fit(features, labels)
    return classifier, Forest.from_sklearn(classifier), features.astype(np.float32)


def summed(walks, forest, rows):
    total = np.zeros((len(rows), forest.n_classes))
    walks.add(range(forest.n_trees), rows, total)
    return total


@needs_numba
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32, np.float64])
@pytest.mark.parametrize("chosen", [{}, {"min_samples_leaf": 7}, {"max_depth": 1}])
def test_packed_walks_give_the_bytes_of_scikit_learn(dtype, chosen):
    classifier, forest, features = trained(dtype=dtype, **chosen)
    walks = packed_walks(forest)
    assert walks is not None
    found = summed(walks, forest, features)
    np.testing.assert_array_equal(found, summed(ArrayTrees(forest), forest, features))
    np.testing.assert_array_equal(found / 12, classifier.predict_proba(features))


@needs_numba
@pytest.mark.parametrize("classes", [2, 3, 20, 44])
def test_any_number_of_classes_rows_and_trees(classes):
    _, forest, features = trained(900, classes, 7, seed=classes, min_samples_leaf=2)
    walks, slow = packed_walks(forest), ArrayTrees(forest)
    for rows in (0, 1, 7, 8, 9, 513, 900):
        block = features[:rows]
        np.testing.assert_array_equal(summed(walks, forest, block), summed(slow, forest, block))
    total, expected = np.zeros((2, 900, forest.n_classes))
    walks.add(range(3, 8), features, total)
    slow.add(range(3, 8), features, expected)
    np.testing.assert_array_equal(total, expected)


@needs_numba
def test_values_at_the_thresholds_and_beside_them_go_where_float64_sends_them():
    classifier, forest, features = trained(seed=3)
    inner = np.flatnonzero(forest.left != -1)
    rows = features[np.random.default_rng(0).integers(0, len(features), inner.size)].copy()
    rows[np.arange(inner.size), forest.feature[inner]] = forest.threshold[inner]
    rows = np.concatenate([rows, np.nextafter(rows, np.inf), np.nextafter(rows, -np.inf)])
    expected = classifier.predict_proba(rows)
    np.testing.assert_array_equal(forest.predict_proba(rows), expected)
    np.testing.assert_array_equal(summed(packed_walks(forest), forest, rows) / 12, expected)


@needs_numba
def test_nan_and_infinity_walk_as_in_the_plain_trees():
    _, forest, features = trained(seed=4)
    rng = np.random.default_rng(0)
    rows = features.copy()
    for value in (np.nan, np.inf, -np.inf, np.finfo(np.float32).max):
        rows[rng.random(rows.shape) < 0.2] = value
    rows[0] = np.nan
    expected = summed(ArrayTrees(forest), forest, rows)
    np.testing.assert_array_equal(summed(packed_walks(forest), forest, rows), expected)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_a_float32_goes_the_same_way_at_the_rounded_threshold(thresholds):
    thresholds = np.array(thresholds)
    rounded = floor32(thresholds)
    assert rounded.dtype == np.float32
    assert (rounded.astype(np.float64) <= thresholds).all()
    with np.errstate(over="ignore"):
        near = thresholds.astype(np.float32)
        values = [near, *(np.nextafter(near, np.float32(end)) for end in (np.inf, -np.inf))]
    for value in (*values, np.full_like(near, np.inf), np.full_like(near, -np.inf)):
        np.testing.assert_array_equal(value <= rounded, value.astype(np.float64) <= thresholds)


@needs_numba
def test_forests_too_large_to_pack_take_other_walks(monkeypatch):
    forest = trained()[1]
    assert pack(forest) is not None
    monkeypatch.setattr(packed_forest, "FEATURE_BITS", 2)
    assert pack(forest) is None
    assert packed_walks(forest) is None


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_labels_with_early_exit_are_those_of_scikit_learn(seed):
    classes = 2 + seed % 5
    classifier, forest, _ = trained(
        120, classes, 3, seed=seed, n_estimators=1 + seed % 21, min_samples_leaf=1 + seed % 3
    )
    rows = np.random.default_rng(seed).normal(0, 60, (500, 3)).astype(np.float32)
    labels = classifier.classes_[forest.predict(rows)]
    np.testing.assert_array_equal(labels, classifier.predict(rows))


def test_ties_go_to_the_lower_class():
    arrays = {
        "feature": np.full(8, -1, np.int32),
        "threshold": np.zeros(8),
        "left": np.full(8, -1, np.int32),
        "right": np.full(8, -1, np.int32),
        "values": np.eye(3)[[2, 1, 2, 1, 0, 0, 2, 1]],
        "tree_starts": np.arange(9),
    }
    forest = Forest(**arrays, n_features=2)
    np.testing.assert_array_equal(forest.predict(np.zeros((5, 2), np.float32)), 1)


@needs_numba
def test_numba_is_loaded_where_it_pays_and_can_be_switched_off(monkeypatch):
    _, forest, features = trained()
    assert isinstance(forest._walks.of(10), CompiledTrees)
    assert isinstance(forest._walks.of(10**6), tree_walks.PackedWalks)
    assert isinstance(forest._walks.of(10), tree_walks.PackedWalks)  # loaded is loaded
    monkeypatch.setenv("FINECOVER_NUMBA", "0")
    again = pickle.loads(pickle.dumps(forest))
    assert isinstance(again._walks.of(10**6), CompiledTrees)
    np.testing.assert_array_equal(again.predict_proba(features), forest.predict_proba(features))


@needs_numba
def test_numba_is_loaded_once_small_tiles_add_up(monkeypatch):
    _, forest, _ = trained()
    monkeypatch.setattr(tree_walks, "_WORTH_COMPILING", 25 * forest.n_trees)
    found = [type(forest._walks.of(10)) for _ in range(3)]
    assert found == [CompiledTrees, CompiledTrees, tree_walks.PackedWalks]


@needs_numba
def test_walks_that_disagree_are_not_used(monkeypatch):
    _, forest, _ = trained()
    monkeypatch.setattr(kernels("learning.forest_kernels"), "add_shares", lambda *arguments: None)
    assert packed_walks(forest) is None


def test_without_numba_the_other_walks_are_taken():
    root = str(Path(__file__).parents[3])
    script = (
        "import sys; sys.modules['numba'] = None\n"
        "import importlib.util\n"
        f"spec = importlib.util.spec_from_file_location('finecover', {root + '/__init__.py'!r}, "
        f"submodule_search_locations=[{root!r}])\n"
        "module = sys.modules['finecover'] = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "from finecover.core.compiled import kernels\n"
        "assert kernels('learning.forest_kernels') is None\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
