"""Which features belong together."""

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features.terrain import TERRAIN_NAMES
from finecover.core.fractions.feature_groups import columns_without, feature_groups


def test_each_kind_of_input_is_a_group():
    recipe = {"terrain": True, "ancillary": ["rain", "heat"], "coordinates": True}
    names = ("red", "ndvi", *TERRAIN_NAMES, "rain", "heat", "x", "y")
    assert feature_groups(recipe, names) == {
        "spectral": ("red", "ndvi"),
        "terrain": TERRAIN_NAMES,
        "ancillary": ("rain", "heat"),
        "coordinates": ("x", "y"),
    }


def test_what_the_recipe_does_not_tell_is_spectral():
    names = ("red", "elevation", "x")
    assert feature_groups({}, names) == {"spectral": names}
    assert feature_groups({"ancillary": None, "terrain": 1}, names) == {"spectral": names}
    assert feature_groups({"ancillary": ["rain"]}, ("rain",)) == {"ancillary": ("rain",)}


def test_columns_are_left_without_a_group():
    np.testing.assert_array_equal(columns_without("abcd", "some", ("d", "b")), [0, 2])
    with pytest.raises(InputError, match="group some has the feature z, which the samples lack"):
        columns_without("abcd", "some", ("a", "z"))
