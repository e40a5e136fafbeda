import pickle
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
import sklearn.tree._tree as sklearn_tree
from finecover.core.errors import Cancelled, InputError, ModelError
from finecover.core.learning import forest, forest_arrays, tree_walks
from finecover.core.learning.forest import Forest, ForestSettings, fit_forest
from finecover.core.parallel import threads_only
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

ROOT_OF_TESTS = __file__.rsplit("core", 1)[0]


def table(samples=300, classes=4, n_features=5, seed=0):
    """Overlapping Gaussian clouds, so that leaves are mixed and trees deep."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, samples)
    labels[:classes] = np.arange(classes)
    centres = rng.normal(size=(classes, n_features))
    features = centres[labels] + rng.normal(size=(samples, n_features))
    return features.astype(np.float32), labels


def plain_sklearn(features, labels, chosen, **more):
    classifier = RandomForestClassifier(
        n_estimators=chosen.trees,
        min_samples_leaf=chosen.min_leaf,
        max_features=chosen.max_features,
        random_state=chosen.seed,
        n_jobs=1,
        **more,
    )
    with threads_only():
        return classifier.fit(features, labels)


def stump(**changes):
    """One tree: x0 <= 0.5 is class 0, else x1 <= 2 is a draw, else class 1."""
    arrays = {
        "feature": np.array([0, -1, 1, -1, -1], np.int32),
        "threshold": np.array([0.5, 0, 2, 0, 0]),
        "left": np.array([1, -1, 3, -1, -1], np.int32),
        "right": np.array([2, -1, 4, -1, -1], np.int32),
        "values": np.array([[1, 0], [0.5, 0.5], [0, 1]], np.float64),
        "tree_starts": np.array([0, 5], np.int64),
        "n_features": 2,
    }
    return Forest(**{**arrays, **changes})


class Recorder:
    def __init__(self, stop_after=float("inf")):
        self.fractions = []
        self.stop_at = time.monotonic() + stop_after

    def set(self, fraction):
        self.fractions.append(fraction)

    def message(self, text, *, warning=False):
        raise AssertionError(text)

    def cancelled(self):
        return time.monotonic() > self.stop_at


# --- settings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"trees": 0}, "trees is 0; choose a number from 1"),
        ({"trees": 2.5}, "trees is 2.5; give a whole number"),
        ({"trees": True}, "trees is True"),
        ({"min_leaf": 0}, "min_leaf is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 2**32}, "seed is 4294967296"),
        ({"max_features": "auto"}, "max_features is 'auto'"),
    ],
)
def test_settings_out_of_range_are_refused(wrong, match):
    with pytest.raises(InputError, match=match):
        ForestSettings(**wrong)


def test_numpy_integers_become_plain_ones():
    assert type(ForestSettings(trees=np.int64(7)).trees) is int


# --- training -----------------------------------------------------------------------------


@pytest.mark.parametrize("trees", [1, 7, 23])
def test_stepwise_growth_equals_one_plain_fit(trees, monkeypatch):
    features, labels = table()
    chosen = ForestSettings(trees=trees, min_leaf=2, seed=5)
    plain = plain_sklearn(features, labels, chosen, oob_score=trees > 10)
    for threads in ("1", "3"):
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        trained = fit_forest(features, labels, settings=chosen)
        np.testing.assert_array_equal(
            trained.forest.predict_proba(features), plain.predict_proba(features)
        )
        np.testing.assert_array_equal(trained.importances, plain.feature_importances_)
        if trees > 10:
            np.testing.assert_array_equal(trained.oob_probabilities, plain.oob_decision_function_)


@settings(max_examples=12, deadline=None)
@given(
    codes=st.lists(st.integers(-5, 300), min_size=2, max_size=6, unique=True),
    min_leaf=st.integers(1, 4),
    seed=st.integers(0, 1000),
)
def test_any_class_codes_equal_sklearn(codes, min_leaf, seed):
    features, index = table(60, len(codes), 3, seed)
    labels = np.array(codes)[index]
    chosen = ForestSettings(trees=4, min_leaf=min_leaf, seed=seed)
    plain = plain_sklearn(features, labels, chosen)
    trained = fit_forest(features, labels, settings=chosen, out_of_bag=False)
    unseen, _ = table(80, 2, 3, seed + 1)
    expected = plain.predict_proba(unseen)
    np.testing.assert_allclose(trained.forest.predict_proba(unseen), expected, atol=1e-12, rtol=0)
    np.testing.assert_array_equal(trained.classes, sorted(codes))
    np.testing.assert_array_equal(
        trained.classes[trained.forest.predict(unseen)], plain.predict(unseen)
    )


def test_samples_never_out_of_bag_are_nan(recwarn):
    features, labels = table(40, 2)
    trained = fit_forest(features, labels, settings=ForestSettings(trees=1))
    unseen = np.isnan(trained.oob_probabilities).all(axis=1)
    assert 0.4 < unseen.mean() < 0.9  # a bootstrap draws 63 % of the samples
    np.testing.assert_allclose(trained.oob_probabilities[~unseen].sum(axis=1), 1)
    assert not [w for w in recwarn if "OOB" in str(w.message)]


def test_out_of_bag_can_be_left_out():
    features, labels = table(40, 2)
    chosen = ForestSettings(trees=3)
    trained = fit_forest(features, labels, settings=chosen, out_of_bag=False)
    assert trained.oob_probabilities.shape == (40, 2)
    assert np.isnan(trained.oob_probabilities).all()


def test_each_tree_draws_no_more_than_the_most(monkeypatch):
    features, labels = table(300)
    monkeypatch.setattr(forest, "MOST_PER_TREE", 90)
    chosen = ForestSettings(trees=30, seed=2)
    plain = plain_sklearn(features, labels, chosen, max_samples=90, oob_score=True)
    trained = fit_forest(features, labels, settings=chosen)
    expected = plain.predict_proba(features)
    np.testing.assert_array_equal(trained.forest.predict_proba(features), expected)
    np.testing.assert_array_equal(trained.oob_probabilities, plain.oob_decision_function_)


def test_progress_rises_to_one():
    features, labels = table(60, 2)
    seen = Recorder()
    fit_forest(features, labels, settings=ForestSettings(trees=30), progress=seen)
    assert seen.fractions == sorted(seen.fractions)
    assert seen.fractions[0] == 0
    assert seen.fractions[-1] == 1
    assert len(seen.fractions) > 3


def test_cancel_stops_training_soon():
    features, labels = table(5000, 6, 10)
    started = time.monotonic()
    with pytest.raises(Cancelled):
        fit_forest(
            features,
            labels,
            settings=ForestSettings(trees=5000),
            progress=Recorder(stop_after=0.8),
        )
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("features", "labels", "match"),
    [
        (np.zeros(4, np.float32), np.arange(4), "shape \\(4,\\)"),
        (np.zeros((4, 0), np.float32), np.arange(4), "shape \\(4, 0\\)"),
        (np.zeros((4, 2), np.float32), np.arange(3), "one whole number per sample"),
        (np.zeros((4, 2), np.float32), np.arange(4.0), "one whole number per sample"),
        (np.zeros((4, 2), np.float32), np.full(4, 7), "only class 7; .*at least two classes"),
        (np.zeros((0, 2), np.float32), np.zeros(0, int), "hold no samples"),
        (np.array([[0, 1], [0, np.nan]], np.float32), np.arange(2), "column 2 .*NaN"),
        (np.array([[np.inf, 1], [0, 1]], np.float32), np.arange(2), "column 1 .*infinite"),
        (np.array([[1e300, 1], [0, 1]]), np.arange(2), "column 1 .*infinite"),
    ],
)
def test_bad_tables_are_refused(features, labels, match):
    with pytest.raises(InputError, match=match):
        fit_forest(features, labels, settings=ForestSettings(trees=2))


@pytest.mark.skipif(sys.platform == "win32", reason="the recorder is a shell script")
def test_training_starts_no_process(tmp_path):
    """Under "spawn" a helper process would run sys.executable: inside QGIS, QGIS itself."""
    script = textwrap.dedent(
        """
        import multiprocessing, os, sys
        sys.path.insert(0, {tests!r})
        import conftest
        started, recorder = sys.argv[1:]
        with open(recorder, "w") as file:
            file.write("#!/bin/sh\\necho started >> " + started + "\\n")
        os.chmod(recorder, 0o755)
        sys.executable = recorder
        multiprocessing.set_start_method("spawn")
        multiprocessing.set_executable(recorder)
        import numpy as np
        from finecover.core.learning.forest import ForestSettings, fit_forest
        rng = np.random.default_rng(0)
        features = rng.normal(size=(60, 3)).astype("f4")
        trained = fit_forest(features, np.arange(60) % 3, settings=ForestSettings(trees=5))
        trained.forest.predict_proba(features)
        print("after training", os.path.exists(started))
        import multiprocessing.resource_tracker as tracker
        try:
            multiprocessing.Lock()  # the recorder must be able to notice
            os.waitpid(tracker._resource_tracker._pid, 0)
        except OSError:
            pass
        print("after a lock", os.path.exists(started))
        tracker._resource_tracker._fd = None  # nothing to stop at exit
        os._exit(0 if not sys.stdout.flush() else 1)
        """
    ).format(tests=ROOT_OF_TESTS)
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "started"), str(tmp_path / "recorder.sh")],
        capture_output=True,
        text=True,
        timeout=60,
        env={"FINECOVER_THREADS": "2", "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert run.stdout.split("\n")[:2] == ["after training False", "after a lock True"], run.stderr


# --- evaluation ---------------------------------------------------------------------------


def test_stump_by_hand():
    rows = np.array([[0.5, 9], [0.6, 2], [0.6, 2.1], [np.nan, np.nan], [-np.inf, 0]], np.float32)
    expected = [[1, 0], [0.5, 0.5], [0, 1], [0, 1], [1, 0]]
    np.testing.assert_array_equal(stump().predict_proba(rows), expected)
    np.testing.assert_array_equal(stump().predict(rows), [0, 0, 1, 1, 0])  # a draw: lower index


def test_trees_are_averaged():
    two = stump(
        feature=np.array([0, -1, 1, -1, -1, -1], np.int32),
        threshold=np.array([0.5, 0, 2, 0, 0, 0]),
        left=np.array([1, -1, 3, -1, -1, -1], np.int32),
        right=np.array([2, -1, 4, -1, -1, -1], np.int32),
        values=np.array([[1, 0], [0.5, 0.5], [0, 1], [0.25, 0.75]]),
        tree_starts=np.array([0, 5, 6], np.int64),
    )
    rows = np.array([[0, 0], [1, 0], [1, 3]], np.float32)
    expected = [[0.625, 0.375], [0.375, 0.625], [0.125, 0.875]]
    np.testing.assert_array_equal(two.predict_proba(rows), expected)


def test_a_float32_at_the_threshold_goes_where_sklearn_sends_it():
    features, labels = table(400, 3, 4, seed=3)
    chosen = ForestSettings(trees=8, min_leaf=1)
    plain = plain_sklearn(features, labels, chosen)
    forest = Forest.from_sklearn(plain)
    rows = features[np.random.default_rng(0).integers(0, 400, 600)].copy()
    inner = np.flatnonzero(forest.left != -1)
    for row, node in zip(rows, np.random.default_rng(1).choice(inner, 600)):
        below = np.float32(forest.threshold[node])
        row[forest.feature[node]] = below
    near = [rows, np.nextafter(rows, np.float32(9)), np.nextafter(rows, np.float32(-9))]
    rows = np.concatenate(near)
    np.testing.assert_array_equal(forest.predict_proba(rows), plain.predict_proba(rows))
    slow = np.zeros((len(rows), 3))
    tree_walks.ArrayTrees(forest).add(range(8), rows, slow)
    np.testing.assert_array_equal(slow / 8, plain.predict_proba(rows))


def test_thresholds_are_not_rounded_to_float32():
    above = stump(threshold=np.array([0.1 - 1e-10, 0, 2, 0, 0]))  # float32(0.1) > 0.1
    rows = np.array([[0.1, 9], [np.nextafter(np.float32(0.1), np.float32(0)), 9]], np.float32)
    np.testing.assert_array_equal(above.predict(rows), [1, 0])
    slow = tree_walks.ArrayTrees(above)
    np.testing.assert_array_equal(slow.leaves(0, rows), [4, 1])


def test_compiled_trees_are_used_here():
    assert type(tree_walks.fastest_trees(stump())) is tree_walks.CompiledTrees


@pytest.mark.parametrize("fault", [AttributeError, TypeError, ValueError, KeyError, ImportError])
def test_without_the_private_interface_results_are_the_same(fault, monkeypatch):
    features, labels = table(200, 3)
    forest = fit_forest(features, labels, settings=ForestSettings(trees=5)).forest
    expected = forest.predict_proba(features)

    class Changed:
        def __init__(self, *args):
            raise fault("changed")

    monkeypatch.setattr(sklearn_tree, "Tree", Changed)
    again = pickle.loads(pickle.dumps(forest))
    assert type(tree_walks.fastest_trees(again)) is tree_walks.ArrayTrees
    np.testing.assert_array_equal(again.predict_proba(features), expected)


def test_disagreeing_compiled_trees_are_not_used(monkeypatch):
    monkeypatch.setattr(
        tree_walks.CompiledTrees, "leaves", lambda self, tree, block: np.zeros(len(block), int)
    )
    assert type(tree_walks.fastest_trees(stump())) is tree_walks.ArrayTrees


def test_blocks_do_not_change_the_result(monkeypatch):
    features, labels = table(500, 4)
    forest = fit_forest(features, labels, settings=ForestSettings(trees=6)).forest
    whole = forest.predict_proba(features)
    for rows in (1, 7, 499):
        monkeypatch.setattr(forest_arrays, "_BLOCK_ROWS", rows)
        np.testing.assert_array_equal(forest.predict_proba(features), whole)
    parts = [forest.predict_proba(features[:123]), forest.predict_proba(features[123:])]
    np.testing.assert_array_equal(np.concatenate(parts), whole)
    strided = np.asfortranarray(features)
    np.testing.assert_array_equal(forest.predict_proba(strided), whole)


def test_threads_share_one_forest():
    features, labels = table(500, 4)
    forest = fit_forest(features, labels, settings=ForestSettings(trees=6)).forest
    results = [None] * 4
    built = []

    def work(place):
        results[place] = forest.predict_proba(features)
        built.append(forest._walks.of(1))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(trees) for trees in built}) == 1
    for result in results:
        np.testing.assert_array_equal(result, copied(forest).predict_proba(features))


def copied(forest):
    return pickle.loads(pickle.dumps(forest))


def test_check_is_called_between_blocks_and_may_stop():
    rows = np.zeros((3 * forest_arrays._BLOCK_ROWS, 2), np.float32)
    calls = []
    stump().predict_proba(rows, check=lambda: calls.append(1))
    assert len(calls) == 3

    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        stump().predict(rows, check=stop)


def test_no_rows_give_no_rows():
    assert stump().predict_proba(np.zeros((0, 2), np.float32)).shape == (0, 2)


@pytest.mark.parametrize("shape", [(3,), (3, 1), (3, 3), (1, 3, 2)])
def test_tables_of_another_width_are_refused(shape):
    with pytest.raises(InputError, match="needs 2 columns"):
        stump().predict_proba(np.zeros(shape, np.float32))


# --- arrays from a file -------------------------------------------------------------------


def i32(*values):
    return np.array(values, np.int32)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"left": i32(0, -1, 3, -1, -1)}, "before its parent"),
        ({"left": i32(1, -1, 1, -1, -1)}, "before its parent"),
        ({"right": i32(2, -1, 5, -1, -1)}, "outside its tree"),
        ({"left": i32(-7, -1, 3, -1, -1)}, "before its parent"),
        ({"left": i32(1, -1, -1, -1, -1)}, "one child"),
        ({"right": i32(1, -1, 4, -1, -1)}, "not exactly one parent"),
        ({"right": i32(3, -1, 4, -1, -1)}, "not exactly one parent"),
        ({"feature": i32(2, -1, 1, -1, -1)}, "beyond its 2"),
        ({"feature": i32(-1, -1, 1, -1, -1)}, "beyond its 2"),
        ({"feature": i32(0, -1, 1, -1)}, "differ in length"),
        ({"threshold": np.array([np.nan, 0, 2, 0, 0])}, "not finite"),
        ({"threshold": np.zeros(5, np.float32)}, "threshold is not 1-dimensional float64"),
        ({"left": np.zeros((5, 1), np.int32)}, "left is not 1-dimensional int32"),
        ({"left": [1, -1, 3, -1, -1]}, "left is not 1-dimensional int32"),
        ({"values": np.eye(2)}, "3 leaves but class shares of shape"),
        ({"values": np.zeros((3, 0))}, "3 leaves but class shares of shape"),
        ({"values": np.full((3, 2), 0.6)}, "do not sum to 1"),
        ({"values": np.array([[2, -1], [1, 0], [1, 0]], float)}, "negative"),
        ({"values": np.full((3, 2), np.nan)}, "not finite"),
        ({"tree_starts": np.array([0, 4], np.int64)}, "do not divide"),
        ({"tree_starts": np.array([0, 3, 3, 5], np.int64)}, "do not divide"),
        ({"tree_starts": np.array([0, 2**62, -(2**63), -1, 5], np.int64)}, "do not divide"),
        ({"tree_starts": np.array([5], np.int64)}, "do not divide"),
        ({"tree_starts": np.array([0, 3, 5], np.int64)}, "outside its tree"),
        ({"n_features": 2.0}, "number of features is 2.0"),
    ],
)
def test_malformed_arrays_make_no_forest(changes, match):
    with pytest.raises(ModelError, match=match):
        stump(**changes)


def test_a_shared_child_or_an_orphan_is_refused():
    with pytest.raises(ModelError, match="not exactly one parent"):
        stump(
            feature=i32(0, 1, -1, -1),
            threshold=np.zeros(4),
            left=i32(1, 2, -1, -1),
            right=i32(2, 3, -1, -1),
            values=np.eye(2),
            tree_starts=np.array([0, 4], np.int64),
        )


@settings(max_examples=150, deadline=None)
@given(
    left=st.lists(st.integers(-2, 6), min_size=5, max_size=5),
    right=st.lists(st.integers(-2, 6), min_size=5, max_size=5),
    feature=st.lists(st.integers(-2, 3), min_size=5, max_size=5),
)
def test_random_node_arrays_are_refused_or_walkable(left, right, feature):
    leaves = left.count(-1)
    values = np.tile([0.5, 0.5], (leaves, 1))
    changes = {"left": i32(*left), "right": i32(*right), "feature": i32(*feature)}
    try:
        forest = stump(**changes, values=values)
    except ModelError:
        return
    probabilities = forest.predict_proba(np.zeros((3, 2), np.float32))
    np.testing.assert_array_equal(probabilities, np.full((3, 2), 0.5))


def test_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        stump().left[0] = 0


def test_a_pickled_forest_carries_only_its_arrays():
    forest = stump()
    before = len(pickle.dumps(forest))
    forest.predict_proba(np.zeros((1, 2), np.float32))
    assert len(pickle.dumps(forest)) == before
