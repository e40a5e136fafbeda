import numpy as np
import pytest
import rasterio
from finecover.core.errors import InputError
from finecover.core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from finecover.core.rasters.raster_file import PLAIN, RasterSource, describe
from finecover.core.rasters.scaling import choose_scaling, series_scaling
from finecover.core.series.series_file import write_series
from finecover.core.series.series_inputs import SeriesInputs
from finecover.core.series.series_settings import FillSettings
from finecover.core.series.series_source import Series
from raster_data import Extras, Recorder, utm_grid, write_raster

GRID = utm_grid(4, 5)
TENTH, OTHER = (0.1, 0.0), (0.1, -100.0)


class TestChoice:
    def test_nothing_told(self):
        told = [("a", PLAIN), ("b", PLAIN)]
        assert choose_scaling(told, given=TENTH, progress=Recorder()) == [TENTH] * 2

    def test_what_files_tell(self):
        log = Recorder()
        told = [("a", TENTH), ("b", OTHER), ("c", PLAIN)]
        assert choose_scaling(told, given=PLAIN, progress=log) == [TENTH, OTHER, PLAIN]
        assert log.messages == [
            "IMAGES: their own scales and offsets as the files tell; no SCALE is needed."
        ]

    def test_scale_takes_its_place(self):
        log = Recorder()
        assert choose_scaling([("a", TENTH)] * 2, given=(0.5, 0), progress=log) == [(0.5, 0)] * 2
        assert log.messages[0].startswith("IMAGES: SCALE 0.5 and OFFSET 0 take the place of those")

    def test_scale_and_different_ones(self):
        message = (
            r"^SCALE 0\.5 and OFFSET 0 are given, but the files tell different ones themselves, "
            r"scale 0\.1 and offset 0 in a and scale 0\.1 and offset -100 in b; leave SCALE at 1"
        )
        with pytest.raises(InputError, match=message):
            choose_scaling([("a", TENTH), ("b", OTHER)], given=(0.5, 0), progress=Recorder())

    def test_series(self):
        log = Recorder()
        assert series_scaling([[TENTH, PLAIN]] * 2, progress=log) == ([TENTH, PLAIN], False)
        assert series_scaling([[TENTH], [OTHER]], progress=log) == ([PLAIN], True)
        assert len(log.messages) == 2
        assert series_scaling([[PLAIN], [PLAIN]], progress=log) == ([PLAIN], False)
        assert len(log.messages) == 2


def images(folder, *told, stored=(100, 200), names=("red", "nir")):
    """One uint16 raster of two bands for each month, with its scaling."""
    paths = []
    for month, scaling in enumerate(told, start=1):
        values = np.broadcast_to(np.array(stored, "uint16")[:, None, None], (2, 4, 5)).copy()
        values[:, 0, 0] = 0
        extras = Extras(nodata=0, descriptions=names)
        path = write_raster(folder / f"x_20190{month}01.tif", values, GRID, extras)
        with rasterio.open(path, "r+") as dataset:
            dataset.scales, dataset.offsets = [scaling[0]] * 2, [scaling[1]] * 2
        paths.append(RasterSource(path, name="IMAGES"))
    return tuple(paths)


def features(sources, **settings):
    stack = FeatureStack(
        FeatureInputs(sources), FeatureSettings(indices="none", **settings), progress=Recorder()
    )
    try:
        return stack.read(GRID.window), stack.recipe
    finally:
        stack.close()


def filled(sources, path):
    series = Series(SeriesInputs(sources), progress=Recorder())
    try:
        write_series(series, FillSettings(step_days=31), path, progress=Recorder())
    finally:
        series.close()
    return RasterSource(str(path), name="IMAGES")


def test_features_are_scaled_as_files_tell(tmp_path):
    values, recipe = features(images(tmp_path, TENTH, TENTH), statistics="median")
    np.testing.assert_allclose(values[:, 1, 1], [10, 20], rtol=1e-6)
    assert np.isnan(values[:, 0, 0]).all()
    assert (recipe["scale"], recipe["offset"]) == TENTH
    same, given = features(images(tmp_path, PLAIN, PLAIN), statistics="median", scale=0.1)
    np.testing.assert_array_equal(values, same)
    assert given["scale"] == 0.1


def test_scenes_of_different_scales(tmp_path):
    values, _ = features(images(tmp_path, OTHER, (0.5, 0.0)), statistics="min,max")
    np.testing.assert_allclose(values[:, 1, 1], [-90, 50, -80, 100], rtol=1e-6)


def test_a_filled_series_tells_what_its_files_tell(tmp_path):
    source = filled(images(tmp_path, TENTH, TENTH), tmp_path / "series.tif")
    assert describe(source).scalings == (TENTH,) * 4
    with rasterio.open(source.path) as dataset:
        assert dataset.read(1)[1, 1] == 100
        assert np.isnan(dataset.nodata)
    values, _ = features((source,), statistics="median")
    np.testing.assert_allclose(values[:, 1, 1], [10, 20], rtol=1e-6)
    given, _ = features((source,), statistics="median", scale=0.1)
    np.testing.assert_array_equal(given, values)


def test_a_filled_series_of_different_scales(tmp_path):
    source = filled(images(tmp_path, OTHER, (0.5, 0.0)), tmp_path / "series.tif")
    assert describe(source).scalings == (PLAIN,) * 4
    with rasterio.open(source.path) as dataset:
        np.testing.assert_allclose(dataset.read()[:, 1, 1], [-90, -80, 50, 100], rtol=1e-6)
        assert np.isnan(dataset.read()[:, 0, 0]).all()
    message = r"^SCALE 0\.5 and OFFSET 0 are given, but IMAGES 'series\.tif' was filled from files"
    with pytest.raises(InputError, match=message):
        features((source,), scale=0.5)
    values, _ = features((source,), statistics="min")
    np.testing.assert_allclose(values[:, 1, 1], [-90, -80], rtol=1e-6)


@pytest.mark.parametrize(("nodata", "warned"), [(None, True), (-3000, False)])
def test_customary_fill_that_files_do_not_declare(tmp_path, nodata, warned):
    sources = []
    for month in (1, 2):
        values = np.full((4, 5), 100 * month, "int16")
        values[0] = -3000
        path = tmp_path / f"ndvi_20190{month}01.tif"
        sources.append(RasterSource(write_raster(path, values, GRID, Extras(nodata=nodata))))
    log, series = Recorder(), Series(SeriesInputs(tuple(sources)), progress=Recorder())
    write_series(series, FillSettings(step_days=31), tmp_path / "series.tif", progress=log)
    series.close()
    told = [text for text in log.messages if "one-band rasters without nodata value hold" in text]
    assert len(told) == warned
    assert all("hold -3000, which was taken for an observation" in text for text in told)


def test_elevation_and_ancillary_rasters_are_scaled(tmp_path):
    rain = images(tmp_path, TENTH, names=("rain", "snow"))[0]
    (tmp_path / "b").mkdir()
    stack = FeatureStack(
        FeatureInputs(images(tmp_path / "b", PLAIN), ancillary=(rain,)),
        FeatureSettings(indices="none"), progress=Recorder(),
    )  # fmt: skip
    values = stack.read(GRID.window)
    stack.close()
    np.testing.assert_allclose(values[2:, 1, 1], [10, 20], rtol=1e-6)


def test_four_bytes_whose_last_band_is_no_alpha_keep_their_scale(tmp_path):
    values = np.arange(80, dtype="uint8").reshape(4, 4, 5)
    path = write_raster(tmp_path / "a.tif", values, GRID, Extras(alpha=True))
    with rasterio.open(path, "r+") as dataset:
        dataset.scales, dataset.offsets = [0.5] * 4, [1.0] * 4
    assert describe(RasterSource(path)).scalings == ((0.5, 1.0),) * 4
