import csv
from datetime import date

import numpy as np
import pytest
import rasterio
from finecover.core.errors import Cancelled, GridError, InputError
from finecover.core.rasters.grid import Window
from finecover.core.rasters.raster_file import RasterSource
from finecover.core.series.series_source import Series, SeriesInputs
from raster_data import WGS84, Extras, Recorder, around, utm_grid, write_raster

GRID = utm_grid(6, 8)
WHOLE = GRID.window
JANUARY, FEBRUARY, MARCH = (date(2019, month, 1) for month in (1, 2, 3))


class Folder:
    """Writes rasters and opens series of them."""

    def __init__(self, path):
        self.path, self.progress = path, Recorder()

    def image(self, name, values, grid=GRID, **extras):
        values = np.asarray(values)
        if values.ndim < 3:  # a value per band
            values = np.broadcast_to(values[:, None, None], (len(values), *grid.shape))
        return RasterSource(
            write_raster(self.path / name, values, grid, Extras(**extras)), name="IMAGES"
        )

    def mask(self, name, values, grid=GRID, **extras):
        return RasterSource(self.image(name, values, grid, **extras).path, name="MASKS")

    def series(self, images, **parameters):
        inputs = SeriesInputs(tuple(images), **parameters)
        return Series(inputs, progress=self.progress)

    def read(self, images, window=WHOLE, **parameters):
        series = self.series(images, **parameters)
        try:
            return series.read(window)
        finally:
            series.close()


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def levels(values):
    """The one value each band has on each date."""
    assert (values == values[:, :, :1, :1]).all()
    return values[:, :, 0, 0].tolist()


class TestImages:
    def test_a_raster_per_date(self, folder):
        names = {"descriptions": ("B04", "B08")}
        images = [folder.image("b_20190201.tif", np.array([3, 4], "uint16"), **names),
                  folder.image("a_20190101.tif", np.array([1, 2], "uint16"), **names)]  # fmt: skip
        series = folder.series(images)
        assert (series.dates, series.names) == ((JANUARY, FEBRUARY), ("B04", "B08"))
        assert series.roles == ("red", "nir")
        assert series.grid == GRID
        assert (np.diff(series.days) == [31]).all()
        values = series.read(WHOLE)
        assert values.dtype == np.float32
        assert levels(values) == [[1, 2], [3, 4]]
        assert folder.progress.messages[0] == "IMAGES: dates from file name."
        assert series.bytes_per_pixel >= values.nbytes / (values.shape[2] * values.shape[3])

    def test_stacks_with_dates_given(self, folder):
        images = [folder.image("red.tif", np.array([1, 2, 3], "int16")),
                  folder.image("nir.tif", np.array([4, 5, 6], "int16"))]  # fmt: skip
        days = (MARCH, JANUARY, FEBRUARY)
        assert levels(folder.read(images, dates=days)) == [[2, 5], [3, 6], [1, 4]]

    def test_order_of_files_changes_nothing(self, folder):
        grids = [utm_grid(6, 8, shift=(-at, at)) for at in range(3)]
        rng = np.random.default_rng(0)
        images = [
            folder.image(f"a_20190{m}01.tif", rng.random((1, *grid.shape)).astype("float32"), grid)
            for m, grid in enumerate(grids, start=1)
        ]
        one, other = folder.series(images), folder.series(images[::-1])
        assert one.grid == other.grid
        assert one.grid.shape == (8, 10)
        window = one.grid.window
        np.testing.assert_array_equal(one.read(window), other.read(window))
        assert "the rasters' frames differ; the series covers all, 8 x 10" in str(
            folder.progress.messages
        )

    def test_nodata_and_infinity_are_not_observed(self, folder):
        first = np.full((1, *GRID.shape), 5, "float32")
        first[0, 0, :3] = (-1, np.nan, np.inf)
        second = np.ones_like(first)
        second[0, 0, :2] = np.nan
        images = [folder.image("a_20190101.tif", first, nodata=-1),
                  folder.image("a_20190201.tif", second)]  # fmt: skip
        values = folder.read(images)
        assert np.isnan(values[0, 0]).sum() == 3
        assert np.isnan(values[1, 0]).sum() == 2

    def test_scenes_of_one_date_are_mosaicked(self, folder):
        west = np.full((2, *GRID.shape), 1, "int16")
        west[:, :, 4:] = -9
        east = np.full((2, *GRID.shape), 2, "int16")
        east[:, :, :2] = -9
        images = [folder.image("west_20190101.tif", west, nodata=-9),
                  folder.image("east_20190101.tif", east, nodata=-9),
                  folder.image("all_20190201.tif", east, nodata=-9)]  # fmt: skip
        values = folder.read(images)
        assert values[0, 1, 0].tolist() == [1] * 4 + [2] * 4
        assert np.isnan(values[1, 0, 0, :2]).all()
        assert any("several scenes of 2019-01-01 are mosaicked" in m
                   for m in folder.progress.messages)  # fmt: skip
        values = folder.read([images[1], images[0], images[2]])
        assert values[0, 1, 0].tolist() == [1] * 2 + [2] * 6

    def test_coarser_rasters_are_resampled_to_the_finest(self, folder):
        coarse = utm_grid(3, 4, size=20)
        images = [folder.image("a_20190101.tif", np.array([7], "uint8"), coarse),
                  folder.image("b_20190201.tif", np.array([9], "uint8"))]  # fmt: skip
        assert folder.series(images).grid == GRID
        assert levels(folder.read(images)) == [[7], [9]]
        assert "IMAGES: 1 of 2 rasters lie on other pixels and are resampled." in (
            folder.progress.messages
        )

    def test_fill_without_nodata(self, folder):
        values = np.full((2, *GRID.shape), 500, "uint16")
        values[:, 0] = 0
        values[0, 1] = 0
        images = [folder.image(f"a_20190{m}01.tif", values) for m in (1, 2)]
        found = folder.read(images)
        assert np.isnan(found[:, :, 0]).all()
        assert np.isfinite(found[:, :, 1:]).all()
        assert "2 scenes of IMAGES without nodata value" in folder.progress.messages[-1]

    def test_fill_blended_by_resampling(self, folder):
        fine, coarse = np.full(GRID.shape, 500, "uint16"), np.full((3, 4), 500, "uint16")
        fine[:, 4:] = coarse[:, 2:] = 0
        half = utm_grid(3, 4, size=20)
        images = [
            folder.image(f"T32TPS_20190{m}01T103421_{band}.tif", values[None], grid)
            for m in (1, 2)
            for band, values, grid in (("B04", fine, GRID), ("B11", coarse, half))
        ]
        series = folder.series(images)
        found = series.read(WHOLE)
        assert np.isnan(found[..., 4:]).all()
        assert (found[..., :3] == 500).all()
        for tile in GRID.tiles(3):
            rows, cols = tile.inside(WHOLE)
            np.testing.assert_array_equal(series.read(tile), found[:, :, rows, cols])

    def test_tiles_agree_with_the_whole(self, folder):
        other = around(GRID, wkt=WGS84, size=2.5e-4)
        rng = np.random.default_rng(2)
        levels_here, levels_there, cloud_there, cloud_here = (
            rng.integers(1, 99, (2, *GRID.shape)).astype("uint8"),
            rng.integers(1, 99, (2, *other.shape)).astype("uint8"),
            (rng.random((1, *other.shape)) < 0.05).astype("uint8"),
            (rng.random((1, *GRID.shape)) < 0.1).astype("uint8"),
        )
        images = [folder.image("a_20190101.tif", levels_here),
                  folder.image("b_20190201.tif", levels_there, other)]  # fmt: skip
        masks = [folder.mask("m_20190101.tif", cloud_there, other),
                 folder.mask("m_20190201.tif", cloud_here)]  # fmt: skip
        series = folder.series(images, masks=tuple(masks), mask_type="invalid_nonzero", dilation=2)
        whole = series.read(WHOLE)
        assert np.isnan(whole).any()
        assert np.isfinite(whole).any()
        for tile in GRID.tiles(3):
            rows, cols = tile.inside(WHOLE)
            np.testing.assert_array_equal(series.read(tile), whole[:, :, rows, cols])

    def test_first_and_last(self, folder):
        image = folder.image("ndvi.tif", np.array([1, 2, 3], "int16"),
                             descriptions=("2019-01-01", "2019-02-01", "2019-03-01"))  # fmt: skip
        assert levels(folder.read([image], first=FEBRUARY)) == [[2], [3]]
        assert folder.progress.messages[-1] == (
            "IMAGES: 1 of 3 dates outside 2019-02-01 to 2019-03-01 left out."
        )

    def test_cancel(self, folder):
        image = folder.image("n.tif", np.array([1, 2], "u1"), descriptions=("20190101", "20190201"))
        with pytest.raises(Cancelled):
            folder.series([image]).read(WHOLE, progress=Recorder(cancel_after=0))


class TestMasks:
    def images(self, folder):
        return [folder.image(f"a_20190{m}01.tif", np.array([m, 10 * m], "int16")) for m in (1, 2)]

    def test_scl_coarser_than_the_image_and_dilated(self, folder):
        scl = np.full((2, 3, 4), 4, "uint8")
        scl[1, 1, 2] = 9
        mask = folder.mask("scl.tif", scl, utm_grid(3, 4, size=20), nodata=0,
                           descriptions=("2019-01-01", "2019-02-01"))  # fmt: skip
        values = folder.read(self.images(folder), masks=(mask,), mask_type="sentinel2_scl")
        assert np.isfinite(values[0]).all()
        cloud = np.zeros(GRID.shape, bool)
        cloud[2:4, 4:6] = True
        assert (np.isnan(values[1]) == cloud).all()
        values = folder.read(self.images(folder), masks=(mask,), mask_type="sentinel2_scl",
                             dilation=1)  # fmt: skip
        cloud[1:5, 4:6] = cloud[2:4, 3:7] = True
        assert (np.isnan(values[1]) == cloud).all()
        assert np.isfinite(values[0]).all()  # beyond the frame nothing is known, and nothing grows
        values = folder.read(self.images(folder), masks=(mask,), mask_type="sentinel2_scl",
                             scl_kept=(9,))  # fmt: skip
        assert np.isfinite(values).sum() == 8

    def test_a_scene_covered_by_cloud_is_filled_by_the_next(self, folder):
        images = [*self.images(folder), folder.image("z_20190201.tif", np.array([8, 9], "int16"))]
        cloudy, clear = np.array([1], "uint8"), np.array([0], "uint8")
        masks = tuple(
            folder.mask(f"m{at}.tif", value) for at, value in enumerate((clear, cloudy, clear))
        )
        values = folder.read(images, masks=masks, mask_type="invalid_nonzero")
        assert levels(values) == [[1, 10], [8, 9]]

    def test_a_mask_beyond_which_nothing_is_known(self, folder):
        small = utm_grid(6, 4)
        masks = tuple(folder.mask(f"m_20190{m}01.tif", np.array([0], "u1"), small) for m in (1, 2))
        values = folder.read(self.images(folder), masks=masks, mask_type="invalid_nonzero")
        assert np.isfinite(values[..., :4]).all()
        assert np.isnan(values[..., 4:]).all()

    def test_spare_masks_and_missing_ones_outside_the_time(self, folder):
        mask = folder.mask("m.tif", np.zeros((3, *GRID.shape), "u1"),
                           descriptions=("2019-01-01", "2019-02-01", "2019-05-01"))  # fmt: skip
        images = [*self.images(folder), folder.image("a_20190301.tif", np.array([3, 30], "int16"))]
        values = folder.read(images, masks=(mask,), mask_type="invalid_nonzero", last=FEBRUARY)
        assert levels(values) == [[1, 10], [2, 20]]
        assert "MASKS: those of 2019-05-01 belong to no image used." in folder.progress.messages
        with pytest.raises(InputError, match="MASKS: no mask for 2019-03-01; add it"):
            folder.series(images, masks=(mask,), mask_type="invalid_nonzero")

    def test_wrong_type(self, folder):
        mask = folder.mask("m.tif", np.array([21824, 21824], "uint16"))
        series = folder.series(self.images(folder), masks=(mask,), mask_type="sentinel2_scl")
        with pytest.raises(InputError, match="MASKS holds the value 21824"):
            series.read(WHOLE)


class TestBadSeries:
    def test_one_date(self, folder):
        images = [folder.image(f"{name}_20190101.tif", np.array([1], "u1")) for name in "ab"]
        message = "^IMAGES: every raster is of 2019-01-01; a series needs two dates or more"
        with pytest.raises(InputError, match=message):
            folder.series(images, dates=(JANUARY, JANUARY))

    def test_outside_the_time(self, folder):
        image = folder.image("n.tif", np.array([1, 2], "u1"), descriptions=("20190101", "20190201"))
        with pytest.raises(InputError, match="of 2 dates, 2019-01-01 to 2019-02-01, none lies from "
                                             "2020-01-01; change START and END"):  # fmt: skip
            folder.series([image], first=date(2020, 1, 1))
        with pytest.raises(InputError, match="only 2019-01-01 lies from 2019-01-01 up to"):
            folder.series([image], first=JANUARY, last=JANUARY)

    def test_no_dates(self, folder):
        with pytest.raises(InputError, match=r"IMAGES 'a\.tif' tells no date"):
            folder.series([folder.image("a.tif", np.array([1], "u1"))])

    def test_bands_that_differ(self, folder):
        images = [folder.image("a_20190101.tif", np.array([1, 2], "u1")),
                  folder.image("a_20190201.tif", np.array([1], "u1"))]  # fmt: skip
        with pytest.raises(InputError, match="give the same bands for every date"):
            folder.series(images)

    def test_elsewhere(self, folder):
        far = around(utm_grid(6, 8, shift=(5000, 0)), wkt=WGS84, size=3e-4)
        images = [folder.image("a_20190101.tif", np.array([1], "u1")),
                  folder.image("b_20190201.tif", np.array([1], "u1"), far)]  # fmt: skip
        with pytest.raises(GridError, match=r"IMAGES 'b_20190201\.tif' does not overlap the other"):
            folder.series(images)
        images[1] = folder.image(
            "c_20190201.tif", np.array([1], "u1"), utm_grid(6, 8, shift=(500, 0))
        )
        with pytest.raises(GridError, match="IMAGES lie far apart: their common frame has 506 x 8"):
            folder.series(images)

    def test_parameters(self, folder):
        with pytest.raises(InputError, match="IMAGES is empty"):
            SeriesInputs(())
        with pytest.raises(InputError, match="MASK_TYPE is sentinel2_scl, but MASKS is empty"):
            SeriesInputs((RasterSource("a.tif"),), mask_type="sentinel2_scl")
        with pytest.raises(InputError, match="dilation of masks is -1"):
            SeriesInputs((RasterSource("a.tif"),), dilation=-1)
        inputs = SeriesInputs((RasterSource("a.tif"),), masks=(RasterSource("m.tif"),),
                              mask_type="valid_nonzero")  # fmt: skip
        assert inputs.paths == ("a.tif", "m.tif")

    def test_time_of_creation_is_told(self, folder):
        paths = []
        for month in (1, 2):
            source = folder.image(f"scene{month}.tif", np.array([month], "u1"))
            with rasterio.open(source.path, "r+") as dataset:
                dataset.update_tags(TIFFTAG_DATETIME=f"2019:0{month}:01 10:00:00")
            paths.append(source)
        assert folder.series(paths).dates == (JANUARY, FEBRUARY)
        assert "no date but that of the file's creation" in str(folder.progress.messages)


class TestRealSeries:
    def test_slovenia(self, data_dir):
        folder = data_dir / "eolearn_s2_slovenia"
        ndvi, clm = (str(folder / f"{name}.tif") for name in ("ndvi", "clm"))
        inputs = SeriesInputs((RasterSource(ndvi),), masks=(RasterSource(clm),),
                              mask_type="invalid_nonzero")  # fmt: skip
        series = Series(inputs, progress=Recorder())
        with open(folder / "dates.csv", encoding="utf-8") as file:
            told = [date.fromisoformat(row["datetime"][:10]) for row in csv.DictReader(file)]
        assert len(told) == 68
        assert series.dates == tuple(sorted(set(told)))
        assert len(series.dates) == 67
        assert series.names == ("ndvi",)
        values = series.read(series.grid.window)
        with rasterio.open(ndvi) as image, rasterio.open(clm) as mask:
            raw, cloud = image.read().astype("float32"), mask.read()
        raw[(cloud != 0) | (raw == -32768)] = np.nan
        for position, day in enumerate(series.dates):
            first, *rest = [raw[at] for at, other in enumerate(told) if other == day]
            for other in rest:
                first = np.where(np.isfinite(first), first, other)
            np.testing.assert_array_equal(values[position, 0], first)
        observed = np.isfinite(values).sum(axis=(0, 1))
        assert (observed.min(), observed.max()) == (37, 44)
        year = Series(SeriesInputs(inputs.images, first=date(2017, 1, 1), last=date(2017, 12, 31)),
                      progress=Recorder())  # fmt: skip
        assert {day.year for day in year.dates} == {2017}
        part = year.read(Window(10, 20, 5, 6))
        assert part.shape == (len(year.dates), 1, 5, 6)

    def test_spain(self, data_dir):
        folder = data_dir / "s2_field_spain_scl"
        red, nir, scl = (str(folder / f"{name}.tif") for name in ("b04", "b08", "scl"))
        inputs = SeriesInputs((RasterSource(red), RasterSource(nir)), masks=(RasterSource(scl),),
                              mask_type="sentinel2_scl")  # fmt: skip
        series = Series(inputs, progress=Recorder())
        assert series.names == ("b04", "b08")
        assert len(series.dates) == 33
        values = series.read(series.grid.window)
        with rasterio.open(nir) as image, rasterio.open(scl) as mask:
            raw, classes = image.read().astype("float32"), mask.read()
        raw[(raw == -32768) | ~np.isin(classes, (2, 4, 5, 6, 7))] = np.nan
        np.testing.assert_array_equal(values[:, 1], raw)
        grown = Series(SeriesInputs(**{**vars(inputs), "dilation": 1}), progress=Recorder())
        less = grown.read(series.grid.window)
        assert np.isfinite(less).sum() < np.isfinite(values).sum()
        assert np.isnan(less[np.isnan(values)]).all()
