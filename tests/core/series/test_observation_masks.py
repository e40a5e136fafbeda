import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.series.observation_masks import (
    MASK_TYPES,
    SCL_KEPT,
    check_mask_type,
    dilate,
    parse_scl_classes,
    valid_pixels,
)
from hypothesis import given
from hypothesis import strategies as st

# values the USGS lists for QA_PIXEL, with what they mean
QA = {
    1: False,  # fill
    21824: True,  # clear land
    21952: True,  # clear water
    21826: False,  # dilated cloud over land
    22080: True,  # cloud at medium confidence: the USGS calls it clear
    22280: False,  # cloud, high confidence
    23888: False,  # cloud shadow
    30048: False,  # snow
    54596: False,  # cirrus
    5440: True,  # clear land, Landsat 5 and 7
    0: False,  # around a warped band
}


class TestKinds:
    def test_none_keeps_all(self):
        mask = np.array([[0, 5, 255]], "uint8")
        assert valid_pixels(mask, "none", known=np.zeros((1, 3), bool)).all()

    @pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "bool"])
    def test_zero_or_not(self, dtype):
        mask = np.array([[0, 1]]).astype(dtype)
        assert valid_pixels(mask, "invalid_nonzero").tolist() == [[True, False]]
        assert valid_pixels(mask, "valid_nonzero").tolist() == [[False, True]]

    @pytest.mark.parametrize("kind", MASK_TYPES[1:])
    def test_unknown_is_not_valid(self, kind):
        value = {"invalid_nonzero": 0, "valid_nonzero": 1, "sentinel2_scl": 4}.get(kind, 21824)
        mask = np.array([[value, value, np.nan]])
        known = np.array([[True, False, True]])
        assert valid_pixels(mask, kind, known=known).tolist() == [[True, False, False]]

    def test_scl(self):
        mask = np.arange(12, dtype="uint8")[None, None]
        found = valid_pixels(mask, "sentinel2_scl")
        assert tuple(np.flatnonzero(found)) == SCL_KEPT
        found = valid_pixels(mask.astype("float32"), "sentinel2_scl", kept=(4, 11))
        assert tuple(np.flatnonzero(found)) == (4, 11)

    def test_qa_pixel(self):
        mask = np.array([list(QA)], "uint16")
        assert valid_pixels(mask, "landsat_qa_pixel").tolist() == [list(QA.values())]

    @pytest.mark.parametrize(
        ("value", "kind", "message"),
        [
            (21824, "sentinel2_scl", "MASKS holds the value 21824, but the scene classification"),
            (4.5, "sentinel2_scl", "MASKS holds the value 4.5, but"),
            (4, "landsat_qa_pixel", "MASKS holds the value 4, which QA_PIXEL of Landsat Coll"),
            (21824.5, "landsat_qa_pixel", "never has; check MASK_TYPE"),
            (-1, "landsat_qa_pixel", "MASKS holds the value -1"),
            (70000, "landsat_qa_pixel", "MASKS holds the value 70000"),
            (1, "clouds", "MASK_TYPE 'clouds' is unknown; choose from none, invalid_nonzero"),
        ],
    )
    def test_wrong(self, value, kind, message):
        with pytest.raises(InputError, match=message):
            valid_pixels(np.array([[value]]), kind)

    def test_wrong_values_do_not_matter_where_unknown(self):
        known = np.zeros((1, 1), bool)
        assert not valid_pixels(np.array([[99]]), "sentinel2_scl", known=known).any()
        assert not valid_pixels(np.array([[99]]), "landsat_qa_pixel", known=known).any()


class TestDilate:
    @given(st.integers(0, 2**32 - 1), st.integers(0, 6), st.integers(1, 12), st.integers(1, 12))
    def test_brute_force(self, seed, pixels, rows, cols):
        invalid = np.random.default_rng(seed).random((rows, cols)) < 0.1
        at = np.argwhere(invalid)
        row, col = np.mgrid[:rows, :cols]
        expected = np.zeros((rows, cols), bool)
        for r, c in at:
            expected |= (row - r) ** 2 + (col - c) ** 2 <= pixels**2
        assert (dilate(invalid, pixels) == expected).all()

    def test_dates_apart(self):
        invalid = np.zeros((2, 5, 5), bool)
        invalid[0, 2, 2] = True
        found = dilate(invalid, 1)
        assert found[0].sum() == 5
        assert not found[1].any()
        assert invalid.sum() == 1

    def test_tiles_with_a_margin(self):
        invalid = np.random.default_rng(3).random((20, 30)) < 0.03
        whole = dilate(invalid, 3)
        part = dilate(invalid[4:16, 7:22], 3)
        assert (part[3:-3, 3:-3] == whole[7:13, 10:19]).all()

    def test_negative(self):
        with pytest.raises(InputError, match="dilation of masks is -1 pixels; give 0 or more"):
            dilate(np.zeros((1, 1), bool), -1)


class TestParameters:
    def test_together(self):
        check_mask_type("none", masks=0)
        check_mask_type("sentinel2_scl", masks=3)

    @pytest.mark.parametrize(
        ("kind", "masks", "message"),
        [
            ("cloudy", 1, "MASK_TYPE 'cloudy' is unknown; choose from none, "),
            ("none", 1, "MASKS is given, but MASK_TYPE is none; choose what"),
            ("valid_nonzero", 0, "MASK_TYPE is valid_nonzero, but MASKS is empty; give the masks"),
        ],
    )
    def test_apart(self, kind, masks, message):
        with pytest.raises(InputError, match=message):
            check_mask_type(kind, masks=masks)

    def test_classes(self):
        assert parse_scl_classes(" 11, 4;5,4 ") == (4, 5, 11)
        assert parse_scl_classes("") == SCL_KEPT
        for part in ("12", "-1", "snow", "4.0"):
            with pytest.raises(InputError, match=f"SCL_CLASSES: '{part}' is no class"):
                parse_scl_classes(f"4,{part}")
