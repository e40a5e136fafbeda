import time
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import rasterio
from finecover.core.errors import Cancelled, GridError, InputError
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.progress import Silent
from finecover.core.rasters.bands import ImageBands, resolve_bands
from finecover.core.rasters.grid import Area
from finecover.core.rasters.raster import RasterSource
from finecover.core.series.series_file import (
    NOT_SHOWN,
    WriteOptions,
    described_names,
    filled_sentences,
    series_descriptions,
    tile_pixels,
    write_series,
)
from finecover.core.series.series_fill import SeriesFiller
from finecover.core.series.series_inputs import SeriesInputs
from finecover.core.series.series_settings import SMOOTHINGS, FillSettings
from finecover.core.series.series_source import Series
from raster_data import UTM, Extras, Recorder, utm_grid, write_raster

GRID = utm_grid(70, 90)
DAYS = tuple(date(2019, 1, 3) + timedelta(days=17 * at) for at in range(9))
MONTHLY = FillSettings(date(2019, 1, 1), date(2019, 5, 31), 30)
LITTLE, MUCH = 0, 2**33


def box(top, left, rows, cols, *, name="GEO"):
    x, y = GRID.xy(np.array([top, top + rows]), np.array([left, left + cols]))
    ring = [(x[a], y[b]) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    return Area(({"type": "Polygon", "coordinates": [ring]},), UTM, name)


def make_series(folder, *, grid=GRID, cloudy=0.4, bands=("B04", "B08"), dtype="uint16"):
    """Images of nine dates with clouds, and their masks; the arrays are returned, too."""
    rng = np.random.default_rng(1)
    values = rng.integers(1, 3000, (len(DAYS), len(bands), *grid.shape)).astype(dtype)
    clouds = rng.random((len(DAYS), *grid.shape)) < cloudy
    images, masks = [], []
    for day, image, cloud in zip(DAYS, values, clouds):
        path = folder / f"S2A_MSIL2A_{day:%Y%m%d}T103421_T32TPS.tif"
        images.append(RasterSource(write_raster(path, image, grid, Extras(descriptions=bands))))
        path = folder / f"cloud_{day}.tif"
        masks.append(RasterSource(write_raster(path, cloud.astype("uint8"), grid), name="MASKS"))
    return (
        SeriesInputs(tuple(images), masks=tuple(masks), mask_type="invalid_nonzero"),
        values,
        clouds,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_series(tmp_path_factory.mktemp("series"))


def write(inputs, path, settings=MONTHLY, *, progress=None, **parameters):
    progress = progress or Silent()
    series = Series(inputs, progress=progress)
    try:
        options = WriteOptions(**parameters)
        return write_series(series, settings, path, progress=progress, options=options)
    finally:
        series.close()


def test_what_is_written(made, tmp_path):
    inputs, values, clouds = made
    found = write(inputs, tmp_path / "s.tif", observations=tmp_path / "n.tif")
    assert found.dates == MONTHLY.dates(DAYS)
    assert (found.observed, found.names) == (DAYS, ("B04", "B08"))
    with rasterio.open(tmp_path / "s.tif") as raster:
        assert raster.descriptions == series_descriptions(("B04", "B08"), found.dates)
        assert raster.descriptions[:3] == ("B04_2019-01-01", "B08_2019-01-01", "B04_2019-01-31")
        assert set(raster.dtypes) == {"float32"}
        assert np.isnan(raster.nodata)
        assert raster.shape == GRID.shape
        written = raster.read()
    seen = np.where(clouds[:, None], np.float32(np.nan), values.astype(np.float32))
    filler = SeriesFiller(DAYS, found.dates, MONTHLY)
    expected = filler.fill(seen.reshape(*seen.shape[:2], -1)).reshape(written.shape)
    np.testing.assert_array_equal(written, expected)
    with rasterio.open(tmp_path / "n.tif") as raster:
        assert (raster.dtypes, raster.descriptions) == (("uint16",), ("observations",))
        within = np.array([found.dates[0] <= day <= found.dates[-1] for day in DAYS])
        np.testing.assert_array_equal(raster.read(1), (~clouds[within]).sum(axis=0))
        assert found.observations == pytest.approx((~clouds[within]).sum(axis=0).mean())
    shown = np.isfinite(expected).all(axis=0)
    assert (found.complete, found.pixels) == (shown.sum(), shown.size)


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_neither_tiles_nor_threads_show_in_the_bytes(made, tmp_path, monkeypatch, smoothing):
    settings = FillSettings(MONTHLY.start, MONTHLY.end, 30, max_gap_days=40, smoothing=smoothing)
    cuts = {"one": ("1", MUCH), "tiles": ("1", LITTLE), "threads": ("3", LITTLE)}
    for name, (threads, memory) in cuts.items():
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        write(made[0], tmp_path / f"{name}.tif", settings, memory=memory,
              observations=tmp_path / f"{name}_n.tif")  # fmt: skip
    for ending in (".tif", "_n.tif"):
        whole = (tmp_path / f"one{ending}").read_bytes()
        assert (tmp_path / f"tiles{ending}").read_bytes() == whole
        assert (tmp_path / f"threads{ending}").read_bytes() == whole


def test_order_of_the_images_does_not_show_in_the_bytes(made, tmp_path):
    inputs = made[0]
    turned = SeriesInputs(inputs.images[::-1], masks=inputs.masks[::2] + inputs.masks[1::2],
                          mask_type=inputs.mask_type)  # fmt: skip
    write(inputs, tmp_path / "a.tif")
    write(turned, tmp_path / "b.tif")
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


class TestPolygons:
    def test_the_rasters_are_cut_to_them(self, made, tmp_path):
        whole = write(made[0], tmp_path / "whole.tif", observations=tmp_path / "whole_n.tif")
        area = box(20, 35, 30, 50)
        found = write(made[0], tmp_path / "s.tif", observations=tmp_path / "n.tif", area=area)
        assert (found.pixels, whole.pixels) == (30 * 50, 70 * 90)
        for name in ("", "_n"):
            with rasterio.open(tmp_path / f"whole{name}.tif") as raster:
                expected = raster.read()[:, 20:50, 35:85]
            with rasterio.open(tmp_path / (f"{name[1:]}.tif" if name else "s.tif")) as raster:
                assert raster.shape == (30, 50)
                np.testing.assert_array_equal(raster.read(), expected)

    def test_pixels_beside_them_are_left_out(self, made, tmp_path):
        x, y = GRID.xy(np.array([0, 0, 40]), np.array([0, 40, 0]))
        ring = [*zip(x, y), (x[0], y[0])]
        area = Area(({"type": "Polygon", "coordinates": [ring]},), UTM, "GEO")
        found = write(made[0], tmp_path / "s.tif", observations=tmp_path / "n.tif", area=area)
        with rasterio.open(tmp_path / "n.tif") as raster:
            counts = raster.read(1)
        inside = area.on(GRID).read(GRID.window)[:40, :40]
        np.testing.assert_array_equal(counts != NOT_SHOWN, inside)
        with rasterio.open(tmp_path / "s.tif") as raster:
            assert np.isnan(raster.read()[:, ~inside]).all()
        assert found.pixels == inside.sum()

    def test_off_the_images(self, made, tmp_path):
        with pytest.raises(GridError, match="GEO does not overlap"):
            write(made[0], tmp_path / "s.tif", area=box(1000, 1000, 9, 9))
        assert not list(tmp_path.iterdir())


class TestMemory:
    def test_tiles_shrink_with_the_budget(self, made):
        series = Series(made[0], progress=Silent())
        filler = SeriesFiller(DAYS, MONTHLY.dates(DAYS), MONTHLY)
        sizes = [tile_pixels(series, filler, memory) for memory in (0, 2**26, 2**28, 2**30, 2**36)]
        series.close()
        assert sizes == sorted(sizes)
        assert (sizes[0], sizes[-1]) == (16**2, 1024**2)
        assert len(set(sizes)) > 2

    def test_more_dates_and_smoothing_take_more(self, made):
        series = Series(made[0], progress=Silent())
        settings = (MONTHLY, FillSettings(MONTHLY.start, MONTHLY.end, 1, smoothing="whittaker"))
        sizes = [
            tile_pixels(series, SeriesFiller(DAYS, one.dates(DAYS), one), 2**28) for one in settings
        ]
        series.close()
        assert sizes[1] < sizes[0]

    def test_arrays_keep_within_the_budget(self, tmp_path, monkeypatch):
        import tracemalloc

        monkeypatch.setenv("FINECOVER_THREADS", "2")
        grid = utm_grid(300, 300)
        inputs, _, _ = make_series(tmp_path, grid=grid, bands=("B04",))
        settings = FillSettings(MONTHLY.start, MONTHLY.end, 5, smoothing="whittaker", lam=10.0)
        budget = 2**25
        tracemalloc.start()
        try:
            write(inputs, tmp_path / "s.tif", settings, memory=budget)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 1.1 * budget


class Late(Silent):
    """Asks to stop once work has begun, and keeps the processor time since."""

    def __init__(self):
        self.began = None

    def set(self, fraction):
        if self.began is None:
            self.began = time.process_time()

    def cancelled(self):
        return self.began is not None


@pytest.mark.parametrize("envelope", [None, 0.9])
def test_cancel_stops_within_two_seconds_and_leaves_nothing(tmp_path, monkeypatch, envelope):
    monkeypatch.setenv("FINECOVER_THREADS", "2")
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    inputs, _, _ = make_series(folder, grid=utm_grid(64, 200))
    (out / "s.tif").write_bytes(b"what an earlier run left")
    progress = Late()
    settings = FillSettings(MONTHLY.start, MONTHLY.end, 9, smoothing="whittaker", envelope=envelope)
    with pytest.raises(Cancelled):
        write(inputs, out / "s.tif", settings, observations=out / "n.tif", progress=progress,
              memory=2**23)  # fmt: skip
    assert time.process_time() - progress.began < 2 * 2  # of both threads
    assert [path.name for path in out.iterdir()] == ["s.tif"]
    assert (out / "s.tif").read_bytes() == b"what an earlier run left"


def test_all_cloudy_is_one_sentence(tmp_path):
    inputs, _, _ = make_series(tmp_path, grid=utm_grid(20, 20), cloudy=1.1)
    with pytest.raises(InputError, match="No pixel was observed at any date; check MASKS") as told:
        write(inputs, tmp_path / "s.tif")
    assert str(told.value).count(". ") == 0
    assert not (tmp_path / "s.tif").exists()
    with pytest.raises(InputError, match="No pixel was observed at any date within GEO; check"):
        write(inputs, tmp_path / "s.tif", area=box(2, 2, 5, 5))


def test_the_log_tells_what_stays_empty(made, tmp_path):
    settings = FillSettings(MONTHLY.start, MONTHLY.end, 30, max_gap_days=20)
    told = filled_sentences(write(made[0], tmp_path / "s.tif", settings))
    assert told[0] == "6 dates from 2019-01-01 to 2019-05-31, 2 bands each: B04, B08."
    assert "pixels have no value at some date" in told[2]
    assert len(filled_sentences(write(made[0], tmp_path / "s.tif", area=box(0, 0, 3, 3)))) == 2


@pytest.mark.parametrize("bounded", [False, True])
def test_a_gap_that_begins_before_start_is_as_long(tmp_path, bounded):
    images = tuple(
        RasterSource(write_raster(tmp_path / f"x_{day}.tif", np.full(GRID.shape, value, "f4"),
                                  GRID))
        for day, value in (("2018-12-07", 0), ("2019-01-11", 35), ("2019-01-31", 55))
    )  # fmt: skip
    start = date(2019, 1, 1) if bounded else date(2018, 12, 7)
    settings = FillSettings(start, date(2019, 1, 31), 5, max_gap_days=20)
    inputs = SeriesInputs(images, first=settings.first, last=settings.last)
    found = write(inputs, tmp_path / "s.tif", settings)
    with rasterio.open(tmp_path / "s.tif") as raster:
        shown = dict(zip(found.dates, raster.read()[:, 0, 0]))
    assert np.isnan([shown[date(2019, 1, 1)], shown[date(2019, 1, 6)]]).all()
    assert shown[date(2019, 1, 16)] == 40


def test_waves_of_less_than_a_year_are_warned_of(made, tmp_path):
    recorder = Recorder()
    settings = replace(MONTHLY, smoothing="harmonic")
    write(made[0], tmp_path / "s.tif", settings, progress=recorder)
    assert any("the observations span 136 days, less than a year" in m for m in recorder.messages)


def test_waves_in_a_dark_season_are_warned_of(tmp_path):
    images = tuple(
        RasterSource(write_raster(tmp_path / f"x_{year}-{month:02}-15.tif",
                                  np.full(GRID.shape, month, "f4"), GRID))
        for year in (2018, 2019) for month in range(4, 11)
    )  # fmt: skip
    settings = FillSettings(step_days=30, smoothing="harmonic")
    recorder = Recorder()
    write(SeriesInputs(images), tmp_path / "s.tif", settings, progress=recorder)
    assert any("observations leave 182 days of the year without any" in m
               for m in recorder.messages)  # fmt: skip


def test_the_cache_of_gdal_is_bounded_meanwhile(made, tmp_path):
    class Look(Silent):
        def set(self, fraction):
            seen.append(rasterio.env.getenv().get("GDAL_CACHEMAX"))

    seen = []
    write(made[0], tmp_path / "s.tif", progress=Look())
    assert seen[0] is not None


class TestNames:
    def test_features_know_dates_names_and_roles(self, made, tmp_path):
        write(made[0], tmp_path / "s.tif")
        settings = FeatureSettings(indices="NDVI", statistics="median,p90")
        inputs = FeatureInputs((RasterSource(str(tmp_path / "s.tif")),))
        stack = FeatureStack(inputs, settings, progress=Recorder())
        stack.close()
        assert stack.names == ("B04_median", "B04_p90", "B08_median", "B08_p90", "NDVI_median",
                               "NDVI_p90")  # fmt: skip

    @pytest.mark.parametrize("bands", [("",), ("2019-01-01",), ("ndvi",)])
    def test_a_single_variable_keeps_its_name(self, tmp_path, bands):
        images = tuple(
            RasterSource(write_raster(tmp_path / f"ndvi_{day}.tif", np.full(GRID.shape, at, "f4"),
                                      GRID, Extras(descriptions=tuple(
                                          b.replace("2019-01-01", str(day)) for b in bands))))
            for at, day in enumerate(DAYS)
        )  # fmt: skip
        found = write(SeriesInputs(images), tmp_path / "anything.tif")
        assert found.names == ("ndvi",)
        known = resolve_bands([ImageBands("x.tif", series_descriptions(found.names, found.dates))])
        assert [(band.name, band.scene) for band in known] == [
            ("ndvi", str(day)) for day in found.dates
        ]

    def test_landsat_bands_keep_their_roles(self, tmp_path):
        images = tuple(
            RasterSource(write_raster(
                tmp_path / f"LC08_L2SP_193028_{day:%Y%m%d}_20200830_02_T1_SR_{band}.TIF",
                np.full(GRID.shape, value, "uint16"), GRID))
            for day in DAYS[:3] for band, value in (("B4", 1000), ("B5", 3000))
        )  # fmt: skip
        found = write(SeriesInputs(images), tmp_path / "s.tif")
        assert found.names == ("red", "nir")
        inputs = FeatureInputs((RasterSource(str(tmp_path / "s.tif")),))
        settings = FeatureSettings(indices="NDVI", statistics="max")
        stack = FeatureStack(inputs, settings, progress=Silent())
        values = stack.read(GRID.window)
        stack.close()
        assert stack.names == ("red_max", "nir_max", "NDVI_max")
        np.testing.assert_allclose(values[2], 0.5)

    def test_names_that_tell_no_role_give_way_to_it(self):
        assert described_names(("SR_B4", "SR_B5"), ("red", "nir")) == ("red", "nir")
        assert described_names(("B04", "B08"), ("red", "nir")) == ("B04", "B08")
        assert described_names(("VV", "height"), ("", "")) == ("VV", "height")
        assert described_names(("B5", "nir"), ("nir", "nir")) == ("B5", "nir")

    def test_bands_are_counted_by_date(self):
        texts = series_descriptions(("b1", "b2"), DAYS[:2])
        known = resolve_bands([ImageBands("s.tif", texts)], bands="nir=2")
        assert [(b.number, b.name, b.role, b.scene) for b in known] == [
            (2, "nir", "nir", str(DAYS[0])), (4, "nir", "nir", str(DAYS[1]))]  # fmt: skip
        with pytest.raises(InputError, match="has 2 bands for each date"):
            resolve_bands([ImageBands("s.tif", texts)], bands="nir=3")
