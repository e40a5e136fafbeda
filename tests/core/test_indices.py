import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.indices import (
    DEFAULT_INDICES,
    INDICES,
    can_compute,
    choose_indices,
    compute_index,
    normalized_difference,
    ratio,
)
from hypothesis import given
from hypothesis import strategies as st

HAND = {"blue": 0.1, "green": 0.2, "red": 0.15, "rededge1": 0.25, "nir": 0.45, "swir1": 0.3,
        "swir2": 0.05}  # fmt: skip
EXPECTED = {
    "NDVI": 0.3 / 0.6,
    "NDWI": -0.25 / 0.65,
    "MNDWI": -0.1 / 0.5,
    "NDMI": 0.15 / 0.75,
    "NDBI": -0.15 / 0.75,
    "NBR": 0.4 / 0.5,
    "BSI": (0.45 - 0.55) / (0.45 + 0.55),
    "NDRE": 0.2 / 0.7,
    "EVI": 2.5 * 0.3 / (0.45 + 0.9 - 0.75 + 1),
    "EVI2": 2.5 * 0.3 / (0.45 + 0.36 + 1),
    "SAVI": 1.5 * 0.3 / 1.1,
}


def arrays(values):
    return {role: np.full((2, 3), value, np.float32) for role, value in values.items()}


def test_every_index_has_a_hand_value():
    assert set(EXPECTED) == set(INDICES)
    assert all(index.source for index in INDICES.values())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_formula(name):
    found = compute_index(name, arrays(HAND))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, EXPECTED[name], rtol=1e-5)


def test_needs_only_its_own_roles():
    for name, index in INDICES.items():
        mine = {role: HAND[role] for role in index.roles}
        np.testing.assert_allclose(compute_index(name, arrays(mine)), EXPECTED[name], rtol=1e-5)
        for role in mine:
            rest = set(mine) - {role}
            assert not can_compute(name, rest)


def test_zero_denominator():
    zero, one = np.zeros(2, np.float32), np.ones(2, np.float32)
    assert normalized_difference(zero, zero).tolist() == [0, 0]
    assert ratio(one, zero).tolist() == [0, 0]
    assert normalized_difference(one, -one).tolist() == [0, 0]


def test_missing_stays_missing():
    found = normalized_difference(np.array([np.nan, 1], np.float32), np.ones(2, np.float32))
    assert np.isnan(found).tolist() == [True, False]


@given(st.floats(0, 1e4, width=32), st.floats(0, 1e4, width=32))
def test_normalized_difference_is_antisymmetric_and_bounded(a, b):
    first, second = np.array([a], np.float32), np.array([b], np.float32)
    found = normalized_difference(first, second)
    assert found == -normalized_difference(second, first)
    assert abs(found[0]) <= 1


def test_either_near_infrared_serves():
    narrow = {("nir08" if role == "nir" else role): value for role, value in HAND.items()}
    assert can_compute("NDVI", narrow)
    np.testing.assert_allclose(compute_index("NDVI", arrays(narrow)), 0.5, rtol=1e-5)
    both = arrays({**HAND, "nir08": 0.9})
    np.testing.assert_allclose(compute_index("NDVI", both), 0.5, rtol=1e-5)


class TestChoice:
    def test_default(self):
        assert choose_indices("", scenes=[{"green", "red", "nir"}]) == ("NDVI", "NDWI")
        assert choose_indices(" ", scenes=[set(HAND)]) == DEFAULT_INDICES
        assert choose_indices("", scenes=[set()]) == ()

    def test_a_single_scene_with_the_bands_is_enough(self):
        assert choose_indices("", scenes=[{"blue"}, {"red", "nir08"}]) == ("NDVI",)

    def test_bands_of_two_scenes_are_not_mixed(self):
        assert choose_indices("", scenes=[{"nir"}, {"red"}]) == ()

    def test_none(self):
        assert choose_indices(" None ", scenes=[set(HAND)]) == ()

    def test_named_in_order_once(self):
        assert choose_indices("savi, ndvi,SAVI,", scenes=[set(HAND)]) == ("SAVI", "NDVI")

    def test_unknown(self):
        with pytest.raises(InputError, match=r"INDICES: 'NDXI' is unknown; choose from NDVI, "):
            choose_indices("NDVI,NDXI", scenes=[set(HAND)])

    def test_missing_bands(self):
        message = r"INDICES: BSI needs the bands swir1, red, nir, blue; name them in BANDS"
        with pytest.raises(InputError, match=message):
            choose_indices("BSI", scenes=[{"red", "nir"}])
