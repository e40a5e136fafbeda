import json
import pickle
import threading

import numpy as np
import pytest
from finecover.core.errors import InputError, ModelError
from finecover.core.learning import applicability
from finecover.core.learning.applicability import TrainingDomain
from hypothesis import given, settings
from hypothesis import strategies as st

# Elevation, standard deviation of NDRE and wetness at 30 places of the Cook farm, and ten pixels:
# the example of CAST's tests ("AOA works without a trained model"), unweighted and without folds.
COOKFARM = np.array(
    [
        [788.190612792969, 0.250689893960953, 4.30425834655762],
        [788.38134765625, 0.175462305545807, 3.863605260849],
        [790.524353027344, 0.222578451037407, 3.94748759269714],
        [775.722900390625, 0.209984511137009, 5.39578628540039],
        [796.761840820312, 0.200264558196068, 3.53482246398926],
        [795.837036132812, 0.218060567975044, 3.81551599502563],
        [792.738708496094, 0.330223590135574, 3.83865737915039],
        [796.300537109375, 0.337502956390381, 4.41729021072388],
        [804.9501953125, 0.316368132829666, 3.74079966545105],
        [793.096984863281, 0.212894648313522, 3.29310512542725],
        [797.79736328125, 0.159889802336693, 3.39066052436829],
        [774.497863769531, 0.256957292556763, 5.84451007843018],
        [811.688659667969, 0.412609457969666, 3.83995985984802],
        [781.71044921875, 0.259230583906174, 4.274658203125],
        [785.730651855469, 0.20196607708931, 3.84771132469177],
        [790.780212402344, 0.156579792499542, 3.64360475540161],
        [795.53662109375, 0.271427601575851, 3.48127484321594],
        [805.873168945312, 0.296988636255264, 4.37315654754639],
        [810.931091308594, 0.26942104101181, 3.96983885765076],
        [800.293334960938, 0.310455143451691, 3.71191716194153],
        [813.023681640625, 0.332254320383072, 3.84375834465027],
        [812.260925292969, 0.307032346725464, 4.01969337463379],
        [779.647277832031, 0.151136189699173, 6.13650131225586],
        [784.853759765625, 0.261069446802139, 4.24403762817383],
        [790.169128417969, 0.18208159506321, 3.97946906089783],
        [804.572692871094, 0.258834928274155, 3.6891725063324],
        [809.857116699219, 0.384817808866501, 3.48999619483948],
        [790.698974609375, 0.252141147851944, 3.6505765914917],
        [798.281860351562, 0.12821651995182, 3.4633309841156],
        [802.569702148438, 0.404595404863358, 3.78877639770508],
    ]
)
COOKFARM_NEW = np.array(
    [
        [781.21435546875, 0.203830271959305, 5.39234399795532],
        [785.15576171875, 0.207482308149338, 3.68561244010925],
        [791.346313476562, 0.287435680627823, 3.91003465652466],
        [795.36083984375, 0.261375993490219, 3.59424710273743],
        [791.332458496094, 0.3033527135849, 5.23358535766602],
        [787.998779296875, 0.259637087583542, 3.44353032112122],
        [792.584289550781, 0.327794939279556, 5.07050228118896],
        [798.840576171875, 0.194384694099426, 3.37670850753784],
        [785.810546875, 0.287498116493225, 3.49940156936646],
        [798.897705078125, 0.200691029429436, 3.51744031906128],
    ]
)
COOKFARM_NEW_DI = [
    0.238297488562619,
    0.119115048428654,
    0.273970852696507,
    0.0995424483694233,
    0.636094218508449,
    0.189176168949764,
    0.480424018379024,
    0.145140322958905,
    0.319143739674846,
    0.092320754659305,
]
COOKFARM_INSIDE = [True, True, True, True, False, True, True, True, True, True]
COOKFARM_THRESHOLD = 0.5287183766236863


def unweighted(features, **more):
    return TrainingDomain.fit(np.asarray(features), np.ones(np.shape(features)[1]), **more)


def test_the_published_example():
    domain = unweighted(COOKFARM)
    assert domain.threshold == pytest.approx(COOKFARM_THRESHOLD, rel=1e-12)
    assert domain.mean_distance == pytest.approx(2.16839983776017, rel=1e-12)
    found = domain.dissimilarity(COOKFARM_NEW)
    np.testing.assert_allclose(found, COOKFARM_NEW_DI, rtol=1e-6)
    np.testing.assert_array_equal(found <= domain.threshold, COOKFARM_INSIDE)


def test_the_stored_example_in_full(data_dir):
    path = data_dir.parent / "vectors" / "aoa.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    vector = json.loads(path.read_text(encoding="utf-8"))
    domain = unweighted(vector["train"])
    assert domain.threshold == pytest.approx(vector["threshold"], rel=1e-12)
    found = domain.dissimilarity(np.array(vector["new"]))
    np.testing.assert_allclose(found, vector["new_DI"], rtol=1e-6)
    np.testing.assert_array_equal(found <= domain.threshold, vector["new_inside"])


def test_blocks_by_hand():
    features = np.array([[0.0], [1.0], [9.0], [10.0]])
    scale = features.std(ddof=1)
    mean_distance = (1 + 9 + 10 + 8 + 9 + 1) / 6
    anyone = unweighted(features)
    assert anyone.mean_distance == pytest.approx(mean_distance / scale)
    assert anyone.threshold == pytest.approx(1 / mean_distance)
    others = unweighted(features, blocks=np.array([3, 3, 7, 7]))
    # nearest of the other block: 9, 8, 8, 9; the whisker 9 + 1.5 is cut at the maximum
    assert others.threshold == pytest.approx(9 / mean_distance)
    np.testing.assert_allclose(others.dissimilarity(np.array([[5.0]])), [4 / mean_distance])


def test_the_whisker_leaves_outliers_out():
    features = np.concatenate([np.arange(20.0), [100.0]])[:, None]
    domain = unweighted(features)
    assert domain.threshold * domain.mean_distance == pytest.approx(1 / features.std(ddof=1))
    assert domain.dissimilarity(np.array([[60.0]]))[0] > domain.threshold


def test_weights_stretch_the_features_they_name():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(50, 2))
    domain = TrainingDomain.fit(features, np.array([1.0, 0.0]))
    along, across = domain.dissimilarity(np.array([[9.0, 0], [0, 9.0]]))
    assert along > 3 > 0.3 > across
    doubled = TrainingDomain.fit(features, np.array([2.0, 0.0]))
    np.testing.assert_allclose(
        doubled.dissimilarity(features + 1), domain.dissimilarity(features + 1), rtol=1e-5
    )


@settings(deadline=None, max_examples=30)
@given(
    factor=st.floats(0.01, 1000),
    shift=st.floats(-100, 100),
    order=st.permutations(range(3)),
)
def test_units_and_order_of_features_change_nothing(factor, shift, order):
    scaled = COOKFARM * [factor, 1, 1] + [shift, 0, 0]
    weights = np.array([0.5, 0.3, 0.2])
    one = TrainingDomain.fit(COOKFARM, weights)
    other = TrainingDomain.fit(scaled[:, order], weights[list(order)])
    assert other.threshold == pytest.approx(one.threshold, rel=1e-6)
    new = (COOKFARM_NEW * [factor, 1, 1] + [shift, 0, 0])[:, order]
    np.testing.assert_allclose(other.dissimilarity(new), one.dissimilarity(COOKFARM_NEW), rtol=1e-4)


def test_training_samples_are_at_home():
    domain = unweighted(COOKFARM)
    np.testing.assert_allclose(domain.dissimilarity(COOKFARM), 0, atol=1e-6)


@pytest.mark.parametrize("constant", [0.0, 0.1, -1e30])
def test_a_constant_feature_counts_nothing(constant):
    with_constant = np.column_stack([COOKFARM, np.full(30, constant)])
    domain = unweighted(with_constant)
    assert domain.threshold == pytest.approx(COOKFARM_THRESHOLD)
    new = np.column_stack([COOKFARM_NEW, np.arange(10.0)])
    np.testing.assert_allclose(domain.dissimilarity(new), COOKFARM_NEW_DI, rtol=1e-6)


@pytest.mark.parametrize("importances", [[0, 0, 0, 0], [0, 0, 0, 1]])
def test_useless_importances_weigh_alike(importances):
    with_constant = np.column_stack([COOKFARM, np.ones(30)])
    domain = TrainingDomain.fit(with_constant, np.array(importances))
    assert domain.threshold == pytest.approx(COOKFARM_THRESHOLD)


def test_many_samples_are_drawn_by_seed():
    features = np.random.default_rng(0).normal(size=(5000, 3)).astype(np.float32)
    one, same, other = (unweighted(features, seed=seed) for seed in (1, 1, 2))
    assert one.points.shape == (applicability.MAX_POINTS, 3)
    np.testing.assert_array_equal(one.points, same.points)
    assert one.threshold == same.threshold
    assert (one.points != other.points).any()
    assert other.threshold == pytest.approx(one.threshold, rel=0.1)


def test_the_draw_keeps_a_second_block():
    features = np.random.default_rng(0).normal(size=(5000, 2))
    blocks = np.zeros(5000, int)
    blocks[17] = 1
    assert np.isfinite(unweighted(features, blocks=blocks).threshold)


def test_rows_in_nodata_are_nan():
    domain = unweighted(COOKFARM)
    rows = np.array([[np.nan, 0, 0], COOKFARM[0], [np.inf, 0, 0]], np.float32)
    found = domain.dissimilarity(rows)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(np.isnan(found), [True, False, True])
    assert np.isnan(domain.dissimilarity(rows[::2])).all()
    assert domain.dissimilarity(np.zeros((0, 3), np.float32)).shape == (0,)


def test_threads_agree():
    domain = unweighted(COOKFARM)
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(domain.dissimilarity(COOKFARM_NEW)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for result in results:
        np.testing.assert_array_equal(result, results[0])


def test_it_travels_without_its_search_tree():
    domain = unweighted(COOKFARM)
    before = pickle.dumps(domain)
    domain.dissimilarity(COOKFARM_NEW)
    assert pickle.dumps(domain) == before
    again = pickle.loads(before)
    np.testing.assert_array_equal(
        again.dissimilarity(COOKFARM_NEW), domain.dissimilarity(COOKFARM_NEW)
    )


@pytest.mark.parametrize(
    ("features", "importances", "blocks", "match"),
    [
        (COOKFARM[:1], np.ones(3), None, "at least two samples"),
        (COOKFARM[:, 0], np.ones(3), None, "shape \\(30,\\)"),
        (COOKFARM * np.nan, np.ones(3), None, "finite"),
        (COOKFARM, np.ones(2), None, "2 importances do not fit 3 features"),
        (COOKFARM, np.array([1, -1, 1]), None, "from 0"),
        (COOKFARM, np.ones(3), np.zeros(29), "29 blocks do not fit 30 samples"),
        (COOKFARM, np.ones(3), np.zeros(30), "lie in one block; use smaller"),
        (np.ones((5, 3)), np.ones(3), None, "same feature values"),
    ],
)
def test_wrong_tables_are_refused(features, importances, blocks, match):
    with pytest.raises(InputError, match=match):
        TrainingDomain.fit(features, importances, blocks=blocks)


def test_another_number_of_features_is_refused():
    with pytest.raises(InputError, match="needs 3 columns"):
        unweighted(COOKFARM).dissimilarity(np.zeros((4, 2), np.float32))


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"means": np.zeros(2)}, "means are not finite or do not fit"),
        ({"means": np.zeros(3, np.float32)}, "means are not 1-dimensional float64"),
        ({"points": np.zeros(3)}, "points are not 2-dimensional"),
        ({"points": np.zeros((0, 3))}, "points are not finite or do not fit"),
        ({"points": np.full((2, 3), np.inf)}, "points are not finite"),
        ({"scales": np.array([1.0, 0, 1])}, "out of range"),
        ({"weights": np.array([1.0, -1, 1])}, "out of range"),
        ({"weights": np.zeros(3)}, "out of range"),
        ({"mean_distance": 0.0}, "out of range"),
        ({"mean_distance": "1"}, "mean_distance is '1'"),
        ({"threshold": float("nan")}, "threshold is nan"),
        ({"threshold": -1.0}, "threshold is -1.0"),
    ],
)
def test_malformed_arrays_make_no_domain(changes, match):
    good = {
        "means": np.zeros(3),
        "scales": np.ones(3),
        "weights": np.ones(3),
        "points": np.eye(3),
        "mean_distance": 1.0,
        "threshold": 0.5,
    }
    with pytest.raises(ModelError, match=match):
        TrainingDomain(**{**good, **changes})
