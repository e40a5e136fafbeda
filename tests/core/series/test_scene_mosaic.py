from datetime import date

import numpy as np
import pytest
from finecover.core.series.scene_mosaic import blank_fill, mosaic

NAN = np.nan
JANUARY, FEBRUARY = date(2019, 1, 1), date(2019, 2, 1)


def scene(*pixels):
    """Pixels of (first band, second band) as (band, row, col)."""
    return np.array(pixels, np.float32).T[:, None, :]


class TestMosaic:
    def test_single_scenes_are_kept(self):
        scenes = np.stack([scene((1, 2)), scene((3, NAN))])
        assert mosaic(scenes, [JANUARY, FEBRUARY]) is scenes

    def test_first_complete_scene_then_band_by_band(self):
        first = scene((1, 2), (1, NAN), (1, NAN), (NAN, NAN), (NAN, NAN))
        second = scene((3, 4), (3, 4), (NAN, 4), (NAN, 4), (NAN, NAN))
        third = scene((5, 6), (5, 6), (5, NAN), (5, 6), (NAN, NAN))
        other = scene(*[(7, 8)] * 5)
        found = mosaic(np.stack([first, second, third, other]), [JANUARY] * 3 + [FEBRUARY])
        expected = scene((1, 2), (3, 4), (1, 4), (5, 6), (NAN, NAN))
        np.testing.assert_array_equal(found[0], expected)
        np.testing.assert_array_equal(found[1], other)
        assert found.dtype == np.float32


class TestFill:
    @pytest.mark.parametrize(
        ("dtype", "fills", "kept"),
        [("uint8", (0, 255), (1, 254)), ("uint16", (0, 65535), (255, 9999)),
         ("int16", (0, 32767, -32768, -9999), (-1, 1))],
    )  # fmt: skip
    def test_in_every_band(self, dtype, fills, kept):
        values = scene(*[(fill, fill) for fill in fills], *[(v, v) for v in kept], (0, 7))
        blank_fill(values, np.dtype(dtype))
        assert np.isnan(values).all(axis=0)[0].tolist() == [True] * len(fills) + [False] * 3

    def test_grown_by_what_resampling_blends(self):
        values = scene((5, 5), (5, 5), (5, 3), (0, NAN), (NAN, NAN), (5, 5))
        blank_fill(values, np.dtype("uint8"), reach=1)
        assert np.isnan(values).all(axis=0)[0].tolist() == [False, False, True, True, True, False]
        assert values[1, 0, 1] == 5
