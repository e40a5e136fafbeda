import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.learning.forest import ForestSettings, fit_forest
from finecover.core.learning.labelnoise import find_label_issues
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

# thresholds: class 0 (.9 + .8 + .1) / 3 = .6, class 1 (.7 + .9 + .5) / 3 = .7
SIX = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.3, 0.7], [0.1, 0.9], [0.5, 0.5]])
SIX_LABELS = np.array([0, 0, 0, 1, 1, 1])


def copies(times):
    """The six samples often enough that no class is spared."""
    return np.tile(SIX, (times, 1)), np.tile(SIX_LABELS, times)


def test_six_samples_by_hand():
    found = find_label_issues(*copies(100))
    np.testing.assert_array_equal(found.issues, np.tile([0, 0, 1, 0, 0, 0], 100).astype(bool))
    # the last sample reaches no threshold, so it is nowhere in the confident joint
    np.testing.assert_array_equal(found.confident_joint, [[200, 100], [0, 200]])
    np.testing.assert_allclose(found.joint, [[1 / 3, 1 / 6], [0, 1 / 2]])
    assert found.error_rate == pytest.approx(1 / 6)


def test_small_classes_keep_their_samples():
    found = find_label_issues(SIX, SIX_LABELS)  # three samples a class: all are kept
    assert not found.issues.any()
    assert found.error_rate == pytest.approx(1 / 6)  # but the noise is told


def test_a_class_keeps_its_least_doubtful_samples():
    # 100 samples labelled 1, all of which look like 0: 20 stay, those with most share of 1
    own = np.linspace(0.05, 0.3, 100)
    doubtful = np.stack([1 - own, own, np.zeros(100)], axis=1)
    firm = np.tile([0.55, 0.0, 0.45], (100, 1))
    probabilities = np.concatenate([doubtful, firm])
    # five unshakeable samples lift the threshold of class 1 above all the doubtful ones
    probabilities = np.concatenate([probabilities, np.tile([0.0, 1.0, 0.0], (300, 1))])
    labels = np.repeat([1, 0, 1], [100, 100, 300])
    everything = find_label_issues(probabilities, labels)
    np.testing.assert_array_equal(np.flatnonzero(everything.issues), np.arange(100))
    fewer = find_label_issues(probabilities[:205], labels[:205])
    kept = np.flatnonzero(~fewer.issues[:100])
    np.testing.assert_array_equal(kept, np.arange(85, 100))  # 15 of these + 5 firm = 20


def test_a_tenth_of_a_large_class_stays():
    doubtful = np.tile([0.9, 0.1], (990, 1)) - np.linspace(0, 0.01, 990)[:, None] * [1, -1]
    firm = np.tile([0.0, 1.0], (10, 1))
    others = np.tile([0.6, 0.4], (500, 1))
    found = find_label_issues(
        np.concatenate([doubtful, firm, others]), np.repeat([1, 0], [1000, 500])
    )
    assert np.count_nonzero(~found.issues[:1000]) == 100


def test_samples_without_probabilities_are_kept_and_do_not_count():
    probabilities, labels = copies(100)
    more = np.concatenate([probabilities, np.full((7, 2), np.nan)])
    found = find_label_issues(more, np.concatenate([labels, np.ones(7, int)]))
    alone = find_label_issues(probabilities, labels)
    assert not found.issues[-7:].any()
    np.testing.assert_array_equal(found.issues[:-7], alone.issues)
    np.testing.assert_array_equal(found.joint, alone.joint)


def test_nothing_known_means_no_issue():
    found = find_label_issues(np.full((4, 3), np.nan), np.array([0, 1, 2, 2]))
    assert not found.issues.any()
    assert found.error_rate == 0
    empty = find_label_issues(np.zeros((0, 3)), np.zeros(0, int))
    assert empty.issues.shape == (0,)


def test_probability_zero_is_never_confidence():
    # class 1 is believed by nobody: threshold 0, and the third sample reaches no other threshold
    probabilities = np.array([[0.9, 0, 0.1], [0.9, 0, 0.1], [0.5, 0, 0.5], [0.2, 0, 0.8]])
    found = find_label_issues(np.tile(probabilities, (50, 1)), np.tile([0, 1, 2, 2], 50))
    assert found.confident_joint[:, 1].sum() == 0


def test_random_flips_on_separable_classes_are_recovered():
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 4, 3000)
    features = (np.eye(4)[truth] * 6 + rng.normal(size=(3000, 4))).astype(np.float32)
    flipped = rng.random(3000) < 0.25
    labels = np.where(flipped, (truth + rng.integers(1, 4, 3000)) % 4, truth)
    trained = fit_forest(features, labels, settings=ForestSettings(trees=40))
    found = find_label_issues(trained.oob_probabilities, labels)
    assert found.issues[flipped].mean() > 0.8
    assert found.issues[~flipped].mean() < 0.05
    assert found.error_rate == pytest.approx(0.25, abs=0.03)


probabilities_strategy = hnp.arrays(
    np.float64, (40, 3), elements=st.sampled_from([0.0, 0.125, 0.25, 0.5, 0.75, 1.0])
)


@settings(deadline=None)
@given(
    shares=probabilities_strategy,
    labels=hnp.arrays(np.int64, 40, elements=st.integers(0, 2)),
    order=st.permutations(range(3)),
)
def test_renaming_classes_changes_nothing(shares, labels, order):
    order = np.array(order)
    times = 30
    shares, labels = np.tile(shares, (times, 1)), np.tile(labels, times)
    found = find_label_issues(shares, labels)
    renamed = find_label_issues(shares[:, np.argsort(order)], order[labels])
    np.testing.assert_array_equal(found.issues, renamed.issues)
    assert found.error_rate == pytest.approx(renamed.error_rate)


@settings(deadline=None)
@given(shares=probabilities_strategy, labels=hnp.arrays(np.int64, 40, elements=st.integers(0, 2)))
def test_no_class_disappears_and_the_joint_sums_to_one(shares, labels):
    found = find_label_issues(shares, labels)
    for label in np.unique(labels):
        members = labels == label
        assert np.count_nonzero(members & ~found.issues) >= min(members.sum(), 20)
    assert found.joint.sum() == pytest.approx(1)
    assert 0 <= found.error_rate <= 1
    shares_of_labels = np.bincount(labels, minlength=3) / len(labels)
    np.testing.assert_allclose(found.joint.sum(axis=1), shares_of_labels)


@pytest.mark.parametrize(
    ("probabilities", "labels", "match"),
    [
        (SIX, SIX_LABELS[:5], "do not fit"),
        (SIX[:, 0], SIX_LABELS, "do not fit"),
        (SIX, SIX_LABELS + 0.0, "whole numbers"),
        (SIX, SIX_LABELS + 1, "run from 1 to 2; .* 0 and 1"),
        (SIX, SIX_LABELS - 1, "run from -1 to 0"),
    ],
)
def test_wrong_tables_are_refused(probabilities, labels, match):
    with pytest.raises(InputError, match=match):
        find_label_issues(probabilities, labels)
