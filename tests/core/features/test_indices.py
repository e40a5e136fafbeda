import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features.indices import (
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
    found = compute_index(INDICES[name], arrays(HAND))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, EXPECTED[name], rtol=1e-5)


def test_needs_only_its_own_roles():
    for name, index in INDICES.items():
        mine = {role: HAND[role] for role in index.roles}
        np.testing.assert_allclose(compute_index(index, arrays(mine)), EXPECTED[name], rtol=1e-5)
        for role in mine:
            rest = set(mine) - {role}
            assert not can_compute(index, rest)


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
    ndvi = INDICES["NDVI"]
    narrow = {("nir08" if role == "nir" else role): value for role, value in HAND.items()}
    assert can_compute(ndvi, narrow)
    np.testing.assert_allclose(compute_index(ndvi, arrays(narrow)), 0.5, rtol=1e-5)
    both = arrays({**HAND, "nir08": 0.9})
    np.testing.assert_allclose(compute_index(ndvi, both), 0.5, rtol=1e-5)


def chosen(wanted, *scenes):
    return tuple(index.name for index in choose_indices(wanted, scenes=scenes))


class TestChoice:
    def test_default(self):
        assert chosen("", {"green", "red", "nir"}) == ("NDVI", "NDWI")
        assert chosen(" ", set(HAND)) == DEFAULT_INDICES
        assert chosen("", set()) == ()

    def test_a_single_scene_with_the_bands_is_enough(self):
        assert chosen("", {"blue"}, {"red", "nir08"}) == ("NDVI",)

    def test_bands_of_two_scenes_are_not_mixed(self):
        assert chosen("", {"nir"}, {"red"}) == ()

    def test_none(self):
        assert chosen(" None ", set(HAND)) == ()

    def test_named_in_order_once(self):
        assert chosen("savi, ndvi,SAVI,", set(HAND)) == ("SAVI", "NDVI")

    def test_unknown(self):
        with pytest.raises(InputError, match=r"INDICES: 'NDXI' is unknown; choose from NDVI, "):
            chosen("NDVI,NDXI", set(HAND))

    def test_missing_bands(self):
        message = r"INDICES: BSI needs the bands swir1, red, nir, blue; name them in BANDS"
        with pytest.raises(InputError, match=message):
            chosen("BSI", {"red", "nir"})


class TestFormulas:
    def compute(self, text, **values):
        (index,) = choose_indices(text, scenes=[set(values)])
        return compute_index(index, arrays(values))[0, 0]

    def test_beside_names(self):
        wanted = "NDVI, Mine = (nir-red)/(nir+red+0.16); Top=max(nir, red, blue)\nevi"
        indices = choose_indices(wanted, scenes=[set(HAND)])
        assert [index.name for index in indices] == ["NDVI", "Mine", "Top", "EVI"]
        texts = [index.text for index in indices]
        assert texts == ["", "(nir-red)/(nir+red+0.16)", "max(nir,red,blue)", ""]
        assert indices[1].roles == ("nir", "red")
        assert compute_index(indices[2], arrays(HAND))[0, 0] == np.float32(0.45)

    def test_as_the_index_itself(self):
        texts = {"SAVI": "1.5*(nir-red)/(nir+red+0.5)", "NBR": "(nir-swir2)/(nir+swir2)"}
        for name, text in texts.items():
            found = self.compute(f"X={text}", **HAND)
            np.testing.assert_allclose(found, EXPECTED[name], rtol=1e-6)

    def test_bands_by_name_and_case(self):
        assert self.compute("X=VV/VH", VV=6, VH=3) == 2
        assert self.compute("X=vv*2", VV=6) == 12
        assert self.compute("X=NIR-Red", nir=3, red=1) == 2
        assert self.compute("X=NIR", nir08=3, red=1) == 3
        assert self.compute("X=nir08", nir=3) == 3
        assert self.compute("X=b-B", b=3, B=1) == 2

    def test_same_twice_is_one(self):
        assert chosen("X=nir-red,X = nir - red", {"nir", "red"}) == ("X",)

    @pytest.mark.parametrize("wanted", ["X=nir,X=red", "X=nir,x=nir"])
    def test_two_meanings(self, wanted):
        with pytest.raises(InputError, match=r"INDICES: [xX] is given two formulas; call one"):
            chosen(wanted, {"nir", "red"})

    @pytest.mark.parametrize("name", ["NDVI", "ndvi", "None", "red", "NIR08"])
    def test_taken_names(self, name):
        with pytest.raises(InputError, match=f"INDICES: the name {name} is taken; call your"):
            chosen(f"{name}=nir", {"nir"})

    @pytest.mark.parametrize("name", ["", "2x", "a b", "a-b", "x" * 41, "X<"])
    def test_bad_names(self, name):
        with pytest.raises(InputError, match=f"INDICES: '{name}' cannot be the name of an index"):
            chosen(f"{name}=nir", {"nir"})

    def test_missing_bands(self):
        message = "INDICES: X needs the bands nir, foo at one date; there are nir, red; correct"
        with pytest.raises(InputError, match=message):
            chosen("X=nir-foo", {"red", "nir"})
        with pytest.raises(InputError, match="X needs the bands nir, red at one date"):
            chosen("X=nir-red", {"red"}, {"nir"})

    @pytest.mark.parametrize("wanted", ["X=", "X=(nir,red", "X=nir)+1,NDVI", "X==nir"])
    def test_bad_formulas(self, wanted):
        with pytest.raises(InputError, match="INDICES: the formula of X has "):
            chosen(wanted, {"red", "nir"})
