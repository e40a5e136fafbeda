import numpy as np
import pytest
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.rasters.bands import ImageBands, resolve_bands
from finecover.core.rasters.common_frame import share_beyond
from finecover.core.rasters.raster_file import RasterSource
from finecover.core.series.joined_scenes import lay_scenes, split_scenes
from raster_data import WGS84, Extras, Recorder, around, utm_grid, write_raster

GRID = utm_grid(6, 8)
BEYOND = utm_grid(6, 8, shift=(0, 4))
NAMES = ("B04", "B08")


def image(path, *descriptions, grid=None):
    return ImageBands(path, descriptions, grid)


class TestSplit:
    def test_nothing_to_join(self):
        images = [image("a_20190101.tif", *NAMES), image("a_20190201.tif", *NAMES)]
        bands = resolve_bands(images)
        assert split_scenes(bands, images) == (bands, ())

    def test_two_scenes_of_a_date(self):
        images = [image("a_20190101.tif", *NAMES), image("b_20190101.tif", *NAMES[::-1]),
                  image("a_20190201.tif", *NAMES)]  # fmt: skip
        bands, joined = split_scenes(resolve_bands(images), images)
        assert [band.feature for band in bands] == [
            "B04_2019-01-01", "B08_2019-01-01", "B04_2019-02-01", "B08_2019-02-01"]  # fmt: skip
        assert [[[(b.image, b.number) for b in scene] for scene in one] for one in joined] == [
            [[(0, 1), (0, 2)], [(1, 1), (1, 2)]]]  # fmt: skip

    def test_files_by_band_in_any_order(self):
        names = ("A_B04", "B_B08", "A_B08", "B_B04", "A_20190201_B04", "A_20190201_B08")
        images = [image(f"{n}.tif" if "2019" in n else f"20190101_{n}.tif", "") for n in names]
        bands, joined = split_scenes(resolve_bands(images), images)
        assert [band.image for band in bands] == [0, 2, 4, 5]
        assert [[b.image for b in scene] for scene in joined[0]] == [[0, 2], [1, 3]]


def test_pixels_take_all_bands_of_one_scene_where_they_can():
    images = [image("a_20190101.tif", *NAMES), image("b_20190101.tif", *NAMES),
              image("a_20190201.tif", *NAMES)]  # fmt: skip
    _, joined = split_scenes(resolve_bands(images), images)
    first, second = joined[0]
    rows = np.array([[[1, 1, np.nan, 1]], [[2, np.nan, np.nan, np.nan]],
                     [[5, 5, 5, np.nan]], [[6, 6, 6, np.nan]]], np.float32)  # fmt: skip
    values = dict(zip((*first, *second), rows))
    lay_scenes(values, joined[0])
    assert list(values) == list(first)
    np.testing.assert_array_equal(values[first[0]], [[1, 5, 5, 1]])
    np.testing.assert_array_equal(values[first[1]], [[2, 6, 6, np.nan]])


@pytest.mark.parametrize(
    ("grid", "share"),
    [(GRID, 0), (BEYOND, 0.5), (around(GRID, wkt=WGS84, size=1e-5, margin=0), 0.02)],
)
def test_share_beyond(grid, share):
    assert share_beyond(grid, GRID) == pytest.approx(share, abs=0.06)


class Tiles:
    """Two tiles of January that overlap, and both in February in one file."""

    def __init__(self, folder):
        self.folder, self.log = folder, Recorder()
        rng = np.random.default_rng(3)
        self.values = rng.integers(100, 3000, (3, 2, 6, 8)).astype("uint16")

    def files(self, dtype="uint16"):
        whole = utm_grid(6, 12)
        february = np.full((2, 6, 12), 7, dtype)
        told = [("A_20190101", self.values[0], GRID), ("B_20190101", self.values[1], BEYOND),
                ("A_20190201", february, whole)]  # fmt: skip
        return [
            write_raster(self.folder / f"{name}.tif", v, grid, Extras(descriptions=NAMES))
            for name, v, grid in told
        ]

    def features(self, paths, **settings):
        sources = tuple(RasterSource(path, name="IMAGES") for path in paths)
        stack = FeatureStack(
            FeatureInputs(sources), FeatureSettings(indices="none", **settings), progress=self.log
        )
        try:
            return stack.names, stack.read(stack.grid.window), stack.grid
        finally:
            stack.close()


def test_statistics_over_joined_scenes(tmp_path):
    tiles = Tiles(tmp_path)
    names, values, grid = tiles.features(tiles.files(), statistics="max,min")
    assert names == ("B04_max", "B04_min", "B08_max", "B08_min")
    assert grid.shape == (6, 12)
    expected = np.concatenate([tiles.values[0], tiles.values[1][..., 4:]], axis=2)
    np.testing.assert_array_equal(values[[0, 2]], expected)
    assert (values[[1, 3]] == 7).all()
    assert (
        "IMAGES: several scenes of 2019-01-01 are mosaicked; the first that observed a pixel"
        in (" ".join(tiles.log.messages))
    )


def test_joined_scenes_without_statistics(tmp_path):
    tiles = Tiles(tmp_path)
    names, values, _ = tiles.features(tiles.files())
    assert names == ("B04_2019-01-01", "B08_2019-01-01", "B04_2019-02-01", "B08_2019-02-01")
    assert np.isfinite(values).all()


def test_border_fill_of_each_scene(tmp_path):
    tiles = Tiles(tmp_path)
    tiles.values[0][:, :, 4:] = 0  # the first tile has no data where it overlaps the second
    _, values, _ = tiles.features(tiles.files(), statistics="max")
    expected = np.concatenate([tiles.values[0][..., :4], tiles.values[1]], axis=2)
    np.testing.assert_array_equal(values, expected)


def test_what_lies_beyond_is_told(tmp_path):
    path = tmp_path / "x_20190101.tif"
    shifted = utm_grid(6, 8, shift=(0.5, 4.5))
    paths = [write_raster(path, np.ones((1, 6, 8), "float32"), GRID, Extras()),
             write_raster(tmp_path / "x_20190201.tif", np.ones((1, 6, 8), "float32"), shifted,
                          Extras())]  # fmt: skip
    tiles = Tiles(tmp_path)
    _, _, grid = tiles.features(paths)
    assert grid == GRID
    assert any(
        text.startswith("60 % of IMAGES 'x_20190201.tif' lies beyond the frame")
        for text in tiles.log.messages
    )
