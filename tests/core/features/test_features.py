import dataclasses
import gc
import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.errors import Cancelled, GridError, InputError
from finecover.core.features import feature_file
from finecover.core.features.features import (
    FeatureFile,
    FeatureInputs,
    FeatureSettings,
    FeatureStack,
    finest_grid,
    recipe_margin,
    write_features,
)
from finecover.core.phrases import counted
from finecover.core.progress import Silent
from finecover.core.rasters.grid import Area, Grid, Window
from finecover.core.rasters.raster import RasterSource
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raster_data import (
    CELL,
    SINUSOIDAL,
    UTM,
    WGS84,
    Extras,
    Recorder,
    around,
    assert_same,
    folder_state,
    square,
    texture,
    utm_grid,
    write_raster,
)

GRID = utm_grid(60, 80)
NAMES = ("blue", "green", "red", "nir")
PLAIN = FeatureSettings(context=0, indices="none")


@pytest.fixture(scope="module", autouse=True)
def _forget_readers():
    """Close what tests left open, before another module of tests ends QGIS and GDAL with it."""
    yield
    gc.collect()


def image(folder, name="image.tif", *, grid=GRID, values=None, names=NAMES, **extras):
    values = texture((len(names), *grid.shape)) if values is None else values
    return RasterSource(
        write_raster(folder / name, values, grid, Extras(descriptions=names, **extras)),
        name="IMAGES",
    )


def stack_of(*images, settings=PLAIN, progress=None, **more):
    return FeatureStack(FeatureInputs(images, **more), settings, progress=progress or Silent())


def read(*images, window=None, **more):
    stack = stack_of(*images, **more)
    try:
        return stack.read(window or stack.grid.window)
    finally:
        stack.close()


class TestNames:
    def test_order(self, tmp_path):
        dem = RasterSource(write_raster(tmp_path / "dem.tif", texture((1, 60, 80)), GRID))
        extra = RasterSource(write_raster(tmp_path / "lidar.tif", texture((1, 60, 80)), GRID))
        two = RasterSource(write_raster(tmp_path / "soil.tif", texture((2, 60, 80)), GRID,
                                        Extras(descriptions=("clay", ""))))  # fmt: skip
        stack = stack_of(image(tmp_path), settings=FeatureSettings(context=3), dem=dem,
                         ancillary=(extra, two))  # fmt: skip
        context = [f"{name}_{kind}3" for name in NAMES for kind in ("mean", "std")]
        assert stack.names == (
            *NAMES, "NDVI", "NDWI", *context, "elevation", "slope", "aspect_sin", "aspect_cos",
            "relative_height", "lidar", "clay", "soil_b2",
        )  # fmt: skip
        assert stack.read(Window(0, 0, 2, 2)).shape == (len(stack.names), 2, 2)
        assert json.loads(json.dumps(stack.recipe))["names"] == list(stack.names)
        assert recipe_margin(stack.recipe) == 10  # what relative height looks at
        assert recipe_margin({**stack.recipe, "terrain": False}) == 1
        assert len(stack._recipe.scenes) == 1

    def test_scenes_and_statistics(self, tmp_path):
        both = [image(tmp_path, f"a_2020010{n}.tif") for n in (1, 2)]
        plain = stack_of(*both, settings=FeatureSettings(context=0, indices="NDVI"))
        assert plain.names[3:5] == ("nir_2020-01-01", "blue_2020-01-02")
        assert plain.names[-2:] == ("NDVI_2020-01-01", "NDVI_2020-01-02")
        chosen = FeatureSettings(context=3, indices="NDVI", statistics="mean,p10")
        series = stack_of(*both, settings=chosen)
        assert series.names[:3] == ("blue_mean", "blue_p10", "green_mean")
        assert series.names[8:12] == ("NDVI_mean", "NDVI_p10", "blue_mean_mean3", "blue_mean_std3")

    def test_dated_statistics_of_a_stack(self, tmp_path):
        """As fillgaps writes it: one raster, each band described by name and date."""
        days = [f"2019-{month:02d}-10" for month in (7, 1, 4, 10)]
        names = [f"{band}_{day}" for day in days for band in ("red", "nir")]
        values = np.zeros((8, 60, 80), np.float32)
        values[0::2] = 1
        values[1::2] = np.array([3, 1, 9, 4])[:, None, None]
        source = image(tmp_path, values=values, names=names)
        three = ("p90", "median_q1", "date_max")
        chosen = FeatureSettings(indices="NDVI,D=nir-red", statistics=",".join(three), context=3)
        stack = stack_of(source, settings=chosen)
        bands = [f"{band}_{what}" for band in ("red", "nir", "NDVI", "D") for what in three]
        assert list(stack.names[:12]) == bands
        found = dict(zip(stack.names, stack.read(Window(5, 5, 2, 2))[:, 0, 0]))
        assert found["nir_median_q1"] == 1
        assert found["nir_date_max"] == found["D_date_max"] == found["NDVI_date_max"] == 100
        assert found["D_p90"] == pytest.approx(np.percentile([2, 0, 8, 3], 90))
        assert found["nir_p90_mean3"] == pytest.approx(np.percentile([3, 1, 9, 4], 90))
        stack.close()

    def test_order_of_dated_images_does_not_matter(self, tmp_path):
        files = [image(tmp_path, f"a_2020{n:02d}01.tif", values=texture((4, 60, 80), seed=n))
                 for n in (1, 4, 7, 10)]  # fmt: skip
        chosen = FeatureSettings(indices="NDVI", statistics="std,median_q2,date_max", context=3)
        first = read(*files, settings=chosen, window=Window(0, 0, 20, 20))
        other = read(*files[::-1], settings=chosen, window=Window(0, 0, 20, 20))
        assert first.tobytes() == other.tobytes()

    def test_statistics_that_need_dates_say_so(self, tmp_path):
        chosen = dataclasses.replace(PLAIN, statistics="mean,phase")
        with pytest.raises(InputError, match="phase looks at several dates, and IMAGES holds one"):
            stack_of(image(tmp_path), settings=chosen)
        both = [image(tmp_path, f"a_2020010{n}.tif") for n in (1, 2)]
        chosen = dataclasses.replace(PLAIN, statistics="median_q3")
        with pytest.raises(InputError, match="median_q3 needs an image of July to September"):
            stack_of(*both, settings=chosen)

    def test_formulas_travel_in_the_recipe(self, tmp_path):
        chosen = dataclasses.replace(PLAIN, indices="NDVI, Mine=( nir-b_extra )^2")
        stack = stack_of(image(tmp_path, names=("nir", "red", "b_extra")), settings=chosen)
        assert stack.names == ("nir", "red", "b_extra", "NDVI", "Mine")
        assert stack.recipe["indices"] == ["NDVI", "Mine"]
        assert stack.recipe["formulas"] == {"Mine": "(nir-b_extra)**2"}
        found = stack.read(Window(3, 3, 4, 4))
        np.testing.assert_allclose(found[4], (found[0] - found[2]) ** 2, rtol=1e-6)
        write_features(stack, tmp_path / "f.tif", area=None, progress=Silent())
        file = FeatureFile(RasterSource(str(tmp_path / "f.tif")))
        assert file.recipe["formulas"] == {"Mine": "(nir-b_extra)**2"}
        assert stack_of(image(tmp_path), settings=FeatureSettings()).recipe["formulas"] == {}
        file.close()
        stack.close()

    def test_two_features_of_one_name(self, tmp_path):
        with pytest.raises(InputError, match="Two features are called 'NDVI'"):
            stack_of(image(tmp_path, names=("red", "nir", "NDVI")), settings=FeatureSettings())
        with pytest.raises(InputError, match="Two features are called 'NDVI'"):
            stack_of(image(tmp_path, names=("red", "nir", "NDVI")),
                     settings=FeatureSettings(statistics="mean"))  # fmt: skip

    def test_colors_are_no_measurements(self, tmp_path):
        path = tmp_path / "map.tif"
        write_raster(path, np.eye(20, 30, dtype="uint8"), utm_grid())
        source = RasterSource(str(path), name="IMAGES")
        told = Recorder()
        stack_of(source, settings=FeatureSettings(context=0), progress=told)
        assert not any("colour" in text for text in told.messages)
        with rasterio.open(path, "r+") as raster:
            raster.write_colormap(1, {0: (0, 0, 0, 255), 1: (255, 0, 0, 255)})
        stack_of(source, settings=FeatureSettings(context=0), progress=told)
        (doubt,) = (text for text in told.messages if "colour" in text)
        assert doubt.startswith("IMAGES 'map.tif' has a colour table")

    def test_what_the_log_tells_of_indices(self, tmp_path):
        told = Recorder()
        unknown = image(tmp_path, "plain.tif", names=("b1", "b2", "b3"))
        stack_of(unknown, settings=FeatureSettings(context=0), progress=told)
        assert any("No spectral index" in text for text in told.messages)
        raw, scaled = Recorder(), Recorder()
        chosen = {"indices": "SAVI", "context": 0}
        stack_of(image(tmp_path), settings=FeatureSettings(**chosen), progress=raw)
        stack_of(image(tmp_path), settings=FeatureSettings(**chosen, scale=1e-4), progress=scaled)
        assert any("SAVI need reflectance" in text for text in raw.messages)
        assert not scaled.messages

    @pytest.mark.parametrize("recipe", [{}, {"context": "5"}, {"context": -3}, {"context": 1e9}])
    def test_margin_of_foreign_recipes(self, recipe):
        assert recipe_margin(recipe) == 0


class TestValues:
    def test_bands_indices_and_context_by_hand(self, tmp_path):
        values = texture((4, 60, 80))
        found = read(image(tmp_path, values=values), settings=FeatureSettings(context=3))
        red, nir = values[2].astype(float), values[3].astype(float)
        assert (found[:4] == values).all()
        np.testing.assert_allclose(found[4], (nir - red) / (nir + red), rtol=1e-5)
        block = values[0, 9:12, 19:22].astype(float)
        assert found[6, 10, 20] == pytest.approx(block.mean(), rel=1e-6)
        assert found[7, 10, 20] == pytest.approx(block.std(), rel=1e-5)
        corner = values[0, :2, :2].astype(float)
        assert found[6, 0, 0] == pytest.approx(corner.mean(), rel=1e-6)

    def test_scale_and_offset(self, tmp_path):
        values = texture((2, 60, 80))
        chosen = FeatureSettings(scale=0.0001, offset=-0.1, context=0, indices="EVI2")
        found = read(image(tmp_path, values=values, names=("red", "nir")), settings=chosen)
        red, nir = values.astype(float) * 0.0001 - 0.1
        np.testing.assert_allclose(found[0], red, atol=1e-6)
        np.testing.assert_allclose(found[2], 2.5 * (nir - red) / (nir + 2.4 * red + 1), atol=1e-5)

    def test_statistics_use_what_was_observed(self, tmp_path):
        values = np.stack([np.full((60, 80), v, "int16") for v in (10, 30)])
        values[1, 5, 5] = values[:, 6, 6] = -9999
        both = [image(tmp_path, f"a_2020010{n}.tif", values=values[n - 1], names=("red",),
                      nodata=-9999) for n in (1, 2)]  # fmt: skip
        found = read(*both, settings=dataclasses.replace(PLAIN, statistics="mean,max"))
        assert found[:, 0, 0].tolist() == [20, 30]
        assert found[:, 5, 5].tolist() == [10, 10]
        assert np.isnan(found[:, 6, 6]).all()

    def test_missing_in_one_is_missing_in_all(self, tmp_path):
        values = texture((4, 60, 80), dtype="float32")
        values[2, 7, 7] = np.nan
        found = read(image(tmp_path, values=values))
        assert np.isnan(found).sum() == 4
        assert np.isnan(found[:, 7, 7]).all()

    def test_finest_image_is_the_grid(self, tmp_path):
        coarse = utm_grid(10, 14, size=60.0)
        stack = stack_of(image(tmp_path, "b60.tif", grid=coarse, names=("coastal",)),
                         image(tmp_path, "b10.tif", names=("red",)),
                         image(tmp_path, "b20.tif", grid=utm_grid(30, 40, size=20.0),
                               names=("swir1",)))  # fmt: skip
        assert stack.grid == GRID or stack.grid.aligned_with(GRID)
        assert stack.grid.shape == GRID.shape
        assert np.isfinite(stack.read(Window(20, 20, 10, 10))).all()

    def test_finest_is_judged_on_the_ground(self):
        degrees = Grid(WGS84, Affine(2e-4, 0, 9, 0, -2e-4, 60), (9, 9))  # 11 m x 22 m
        metres = utm_grid(size=18.0)
        assert finest_grid([metres, degrees]) is degrees
        assert finest_grid([utm_grid(size=10.0), metres]).shape == (20, 30)

    def test_images_that_bands_leaves_out_do_not_matter(self, tmp_path):
        far = utm_grid(9, 9, size=1.0, shift=(1e5, 0))
        files = [image(tmp_path, "a.tif", names=("",), values=texture((1, 60, 80))),
                 image(tmp_path, "b.tif", names=("",), values=texture((1, 60, 80), seed=1)),
                 image(tmp_path, "far.tif", names=("",), grid=far)]  # fmt: skip
        stack = stack_of(*files, settings=dataclasses.replace(PLAIN, bands="nir=2,red=1"))
        assert stack.grid.shape == GRID.shape
        assert stack.names == ("red", "nir")

    def test_bands_of_the_source_and_bands_of_the_parameter(self, tmp_path):
        values = texture((4, 60, 80))
        source = dataclasses.replace(image(tmp_path, values=values), bands=(4, 3))
        assert (read(source) == values[[3, 2]]).all()
        chosen = dataclasses.replace(PLAIN, bands="red=2")
        assert (read(source, settings=chosen) == values[[2]]).all()
        with pytest.raises(InputError, match="BANDS: red=3 is asked for"):
            read(source, settings=dataclasses.replace(PLAIN, bands="red=3"))

    def test_alpha_is_no_feature(self, tmp_path):
        values = np.full((4, 60, 80), 50, "uint8")
        values[3] = 255
        values[3, 0, 0] = 0
        stack = stack_of(image(tmp_path, values=values, names=("r", "g", "b", ""), alpha=True))
        assert stack.names == ("r", "g", "b")
        assert np.isnan(stack.read(GRID.window)).sum() == 3

    def test_beyond_the_frame(self, tmp_path):
        found = read(image(tmp_path), window=Window(-3, 75, 10, 10),
                     settings=FeatureSettings(context=3))  # fmt: skip
        assert np.isnan(found[:, :3]).all()
        assert np.isnan(found[:, :, 5:]).all()
        assert np.isfinite(found[:, 3:, :5]).all()


class TestOtherRasters:
    def test_dem_covers_a_part(self, tmp_path):
        dem_grid = utm_grid(20, 20, size=20.0)
        rise = np.tile(np.arange(20, dtype=np.float32) * 20, (20, 1))  # a metre per metre, eastward
        dem = RasterSource(write_raster(tmp_path / "dem.tif", rise, dem_grid), name="DEM")
        found = read(image(tmp_path), dem=dem)
        assert np.isfinite(found[:4]).all()
        assert np.isnan(found[4:, 45:]).all()
        np.testing.assert_allclose(found[5, 12:28, 12:28], 45, atol=0.1)
        np.testing.assert_allclose(found[6, 12:28, 12:28], -1, atol=1e-3)

    def test_terrain_on_a_south_up_image(self, tmp_path):
        flipped = Grid(UTM, Affine(10, 0, 500_000, 0, 10, 4_999_400), (60, 80))
        fall = np.tile(np.arange(60, dtype=np.float32)[:, None] * 10, (1, 80))  # rises southward
        dem = RasterSource(write_raster(tmp_path / "dem.tif", fall, GRID))
        found = read(image(tmp_path, grid=flipped), dem=dem, window=Window(20, 20, 10, 10))
        np.testing.assert_allclose(found[5], 45, atol=0.1)
        np.testing.assert_allclose(found[7], 1, atol=1e-3)  # falls to the north

    def test_first_band_of_the_dem(self, tmp_path):
        dem = RasterSource(write_raster(tmp_path / "dem.tif", texture((2, 60, 80)), GRID))
        assert read(image(tmp_path), dem=dem).shape[0] == 9

    def test_ancillary_in_another_system(self, tmp_path):
        other = around(GRID, wkt=SINUSOIDAL, size=CELL)
        values = np.full(other.shape, 7, "uint8")
        source = RasterSource(write_raster(tmp_path / "soil.tif", values, other))
        found = read(image(tmp_path), ancillary=(source,))
        np.testing.assert_allclose(found[4], 7, rtol=1e-6)

    def test_chosen_bands_of_an_ancillary(self, tmp_path):
        values = texture((3, 60, 80))
        path = write_raster(tmp_path / "soil.tif", values, GRID)
        stack = stack_of(image(tmp_path), ancillary=(RasterSource(path, bands=(3,)),))
        assert stack.names[4:] == ("soil",)
        assert (stack.read(GRID.window)[4] == values[2]).all()

    @pytest.mark.parametrize("which", ["dem", "ancillary", "image"])
    def test_no_overlap(self, tmp_path, which):
        far = utm_grid(5, 5, size=30.0, shift=(1000, 0))
        away = RasterSource(write_raster(tmp_path / "far.tif", texture((1, 5, 5)), far), name="X")
        images = (image(tmp_path), *((away,) if which == "image" else ()))
        more = {"dem": {"dem": away}, "ancillary": {"ancillary": (away,)}}.get(which, {})
        with pytest.raises(GridError, match=r"X 'far\.tif' does not overlap the image"):
            stack_of(*images, **more)


class TestFill:
    def filled(self, folder, *, grid=GRID, width=10, name="image.tif", value=255, **extras):
        values = texture((4, *grid.shape), low=10, high=200, dtype="uint8")
        values[:, :, :width] = value
        return image(folder, name, values=values, grid=grid, **extras)

    def test_untagged_border(self, tmp_path):
        progress = Recorder()
        found = read(self.filled(tmp_path), progress=progress)
        assert np.isnan(found[:, :, :10]).all()
        assert np.isfinite(found[:, :, 10:]).all()
        assert len(progress.messages) == 1
        assert "255 in every band" in progress.messages[0]

    def test_context_does_not_see_it(self, tmp_path):
        found = read(self.filled(tmp_path), settings=FeatureSettings(context=5))
        assert np.nanmax(found[6:14:2]) <= 200

    def test_scale_comes_after(self, tmp_path):
        found = read(self.filled(tmp_path), settings=dataclasses.replace(PLAIN, scale=0.5))
        assert np.isnan(found[:, :, :10]).all()

    def test_a_few_saturated_pixels_stay(self, tmp_path):
        values = texture((4, 60, 80), low=10, high=200, dtype="uint8")
        values[:, 20:30, 20:30] = values[:, 0, 0] = 255
        progress = Recorder()
        found = read(image(tmp_path, values=values), progress=progress)
        assert (found == values).all()
        assert progress.messages == []

    def test_a_tag_is_believed(self, tmp_path):
        found = read(self.filled(tmp_path, nodata=0))
        assert (found[:, :, :10] == 255).all()

    def test_one_band_tells_nothing(self, tmp_path):
        values = np.full((1, 60, 80), 255, "uint8")
        assert np.isfinite(read(image(tmp_path, values=values, names=("red",)))).all()

    def test_beside_coarser_bands_what_was_blended_is_left_out(self, tmp_path):
        coarse = utm_grid(30, 40, size=20.0)
        found = read(self.filled(tmp_path, name="b10_.tif"),
                     self.filled(tmp_path, name="b20.tif", grid=coarse, width=5, value=255),
                     settings=dataclasses.replace(PLAIN, bands="red=1,nir=2"))  # fmt: skip
        assert np.nanmax(found) <= 200
        assert np.isnan(found[:, :, :10]).all()
        assert np.isfinite(found[:, :, 13:78]).all()


class TestErrors:
    def test_no_image(self):
        with pytest.raises(InputError, match="IMAGES is empty"):
            FeatureInputs(())

    @pytest.mark.parametrize("context", [1, 2, 4, -3])
    def test_context(self, context):
        with pytest.raises(InputError, match=f"CONTEXT: a window of {context} pixels has no cent"):
            FeatureSettings(context=context)

    @pytest.mark.parametrize("bad", [{"scale": 0.0}, {"scale": np.nan}, {"offset": np.inf}])
    def test_scale(self, bad):
        with pytest.raises(InputError, match="must be finite, and SCALE not 0"):
            FeatureSettings(**bad)

    def test_what_cannot_be_understood_is_told_before_images_are_opened(self):
        with pytest.raises(InputError, match="INDICES: the formula of X has its end"):
            FeatureSettings(indices="NDVI,X=nir-")
        with pytest.raises(InputError, match="STATISTICS: 'mode' is unknown"):
            FeatureSettings(statistics="mean,mode")

    def test_all_nodata_band(self, tmp_path):
        values = texture((4, 60, 80))
        values[1] = 0
        source = image(tmp_path, values=values, nodata=0)
        out = tmp_path / "out"
        out.mkdir()
        with pytest.raises(InputError, match="No pixel has data in every band; check IMAGES"):
            write_features(stack_of(source), out / "f.tif", area=None, progress=Silent())
        assert folder_state(out) == {}

    def test_missing_image(self, tmp_path):
        with pytest.raises(InputError, match=r"IMAGES 'no\.tif' cannot be opened"):
            stack_of(RasterSource(str(tmp_path / "no.tif"), name="IMAGES"))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A stack with everything: two scenes, fill, warped bands, terrain, ancillary."""
    folder = tmp_path_factory.mktemp("full")
    first = texture((4, 60, 80), low=10, high=200, dtype="uint8")
    first[:, :5] = 255
    coarse = utm_grid(30, 40, size=20.0)
    degrees = around(GRID, wkt=WGS84, size=3e-4)
    dem = RasterSource(write_raster(folder / "dem.tif", texture((1, *degrees.shape)), degrees))
    other = around(GRID, wkt=SINUSOIDAL, size=CELL)
    soil = RasterSource(write_raster(folder / "soil.tif", texture((1, *other.shape)), other))
    stack = stack_of(
        image(folder, "a_20200101.tif", values=first),
        image(folder, "a_20200202.tif", grid=coarse, nodata=0),
        settings=FeatureSettings(context=5, scale=0.01),
        dem=dem, ancillary=(soil,),
    )  # fmt: skip
    yield stack
    stack.close()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(-3, 58), st.integers(-3, 78), st.integers(1, 70), st.integers(1, 90))
def test_window_does_not_matter(full, row, col, height, width):
    window = Window(row, col, height, width).intersect(full.grid.window.expand(3))
    whole = full.read(full.grid.window.expand(3))
    cut = window.inside(full.grid.window.expand(3))
    assert_same(full.read(window), whole[(slice(None), *cut)])


class TestFile:
    @pytest.mark.parametrize("threads", [1, 4])
    @pytest.mark.parametrize("tile", [512, 17])
    def test_round_trip(self, full, tmp_path, monkeypatch, threads, tile):
        monkeypatch.setenv("FINECOVER_THREADS", str(threads))
        monkeypatch.setattr(feature_file, "TILE", tile)
        whole = full.read(full.grid.window)
        progress = Recorder()
        path = tmp_path / "f.tif"
        valid, count = write_features(full, path, area=None, progress=progress)
        assert count == 60 * 80
        assert valid == np.isfinite(whole[0]).sum()
        assert 0 < valid < count
        assert progress.fractions[-1] == 1
        assert progress.fractions == sorted(progress.fractions)
        file = FeatureFile(RasterSource(str(path)))
        assert file.names == full.names
        assert file.recipe == json.loads(json.dumps(full.recipe))
        assert file.grid.aligned_with(full.grid)
        assert_same(file.read(full.grid.window), whole)
        assert np.isnan(file.read(Window(-1, 0, 1, 5))).all()
        file.close()

    def test_same_bytes_whatever_the_threads(self, full, tmp_path, monkeypatch):
        seen = set()
        for threads in ("1", "3"):
            monkeypatch.setenv("FINECOVER_THREADS", threads)
            write_features(full, tmp_path / "f.tif", area=None, progress=Silent())
            seen.add((tmp_path / "f.tif").read_bytes())
        assert len(seen) == 1

    def test_cut_to_polygons(self, full, tmp_path):
        area = Area((square(GRID, 20, 30, 11, 12), square(GRID, 40, 50, 3, 3)), UTM, "EXTENT_MASK")
        valid, count = write_features(full, tmp_path / "f.tif", area=area, progress=Silent())
        assert (valid, count) == (11 * 12 + 9, 23 * 23)
        file = FeatureFile(RasterSource(str(tmp_path / "f.tif")))
        assert full.grid.offset_of(file.grid) == (20, 30)
        found, whole = file.read(file.grid.window), full.read(Window(20, 30, 23, 23))
        assert_same(found[:, :11, :12], whole[:, :11, :12])
        assert np.isnan(found[:, 12:20]).all()
        file.close()

    def test_polygons_off_the_image(self, full, tmp_path):
        area = Area((square(GRID, 200, 300, 5, 5),), UTM, "EXTENT_MASK")
        with pytest.raises(GridError, match="EXTENT_MASK does not overlap the image"):
            write_features(full, tmp_path / "f.tif", area=area, progress=Silent())

    def test_polygons_over_fill_only(self, full, tmp_path):
        area = Area((square(GRID, 0, 0, 3, 20),), UTM, "EXTENT_MASK")
        with pytest.raises(InputError, match="No pixel has data in every band; .* EXTENT_MASK"):  # noqa: RUF043
            write_features(full, tmp_path / "f.tif", area=area, progress=Silent())
        assert folder_state(tmp_path) == {}

    @pytest.mark.parametrize("threads", ["1", "3"])
    def test_cancel(self, full, tmp_path, monkeypatch, threads):
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        monkeypatch.setattr(feature_file, "TILE", 16)
        (tmp_path / "f.tif").write_bytes(b"earlier")
        with pytest.raises(Cancelled):
            write_features(full, tmp_path / "f.tif", area=None, progress=Recorder(cancel_after=5))
        assert folder_state(tmp_path) == {"f.tif": b"earlier"}

    def test_holes_beside_the_image(self, tmp_path):
        """Elevation and ancillary rasters may lack data alone, in the file as in the stack."""
        height, soil = (texture((bands, 60, 80), dtype="int16") for bands in (1, 2))
        height[0, :9] = -1
        soil[1, :, 70:] = -1
        dem, more = (
            RasterSource(write_raster(tmp_path / name, values, GRID, Extras(-1)))
            for name, values in (("dem.tif", height), ("soil.tif", soil))
        )
        values = texture((4, 60, 80))
        values[2, 20, 20] = 0
        stack = stack_of(image(tmp_path, values=values, nodata=0), dem=dem, ancillary=(more,))
        progress = Recorder()
        valid, _ = write_features(stack, tmp_path / "f.tif", area=None, progress=progress)
        assert valid == 51 * 70 - 1
        lacking = counted(60 * 80 - 51 * 70, "pixel")
        told = f"in {lacking} of the image (elevation 15.0 %, soil_b2 12.5 %): no samples"
        assert told in progress.messages[-1]
        file = FeatureFile(RasterSource(str(tmp_path / "f.tif")))
        found = file.read(GRID.window)
        assert_same(found, stack.read(GRID.window))
        missing = np.isnan(found)
        assert missing[:, 20, 20].all()
        missing[:, 20, 20] = False
        assert not missing[:4].any()
        assert (missing[4:9] == (np.arange(60) < 9)[:, None]).all()
        assert not missing[9].any()
        assert (missing[10] == (np.arange(80) >= 70)).all()
        assert file.names[9:] == ("soil_b1", "soil_b2")
        file.close()
        part = FeatureFile(RasterSource(str(tmp_path / "f.tif"), bands=(1, 5)))
        assert_same(np.isnan(part.read(GRID.window)[0]), np.isnan(found[[0, 4]]).any(axis=0))
        part.close()
        stack.close()

    def test_foreign_raster(self, tmp_path):
        path = write_raster(tmp_path / "x.tif", texture((2, 60, 80)), GRID, Extras(0, ("a", "")))
        file = FeatureFile(RasterSource(path))
        assert file.names == ("a", "b2")
        assert file.recipe == {"names": ["a", "b2"]}
        file.close()
        part = FeatureFile(RasterSource(path, bands=(2,)))
        assert part.names == ("b2",)
        assert part.read(GRID.window).shape[0] == 1
        part.close()

    @pytest.mark.parametrize("tag", ["{", "[]", '{"names": ["b"]}'])
    def test_foreign_recipe(self, tmp_path, tag):
        path = write_raster(tmp_path / "x.tif", texture((1, 60, 80)), GRID, Extras(None, ("a",)))
        with rasterio.open(path, "r+") as dataset:
            dataset.update_tags(FINECOVER_RECIPE=tag)
        file = FeatureFile(RasterSource(path))
        assert file.recipe == {"names": ["a"]}
        file.close()

    def test_two_bands_of_one_name(self, tmp_path):
        path = write_raster(tmp_path / "x.tif", texture((2, 60, 80)), GRID, Extras(0, ("a", "a")))
        with pytest.raises(InputError, match="Two features are called 'a'"):
            FeatureFile(RasterSource(path))


class TestRealScenes:
    def test_cape_lookout_border(self, data_dir):
        path = data_dir / "s2_capelookout_modis" / "s2b_20181013_l1c_B01-B08_uint8.tif"
        progress = Recorder()
        stack = stack_of(RasterSource(str(path)), settings=FeatureSettings(), progress=progress)
        assert "255 in every band" in progress.messages[0]
        assert {"NDVI", "NDWI"} <= set(stack.names)
        window = Window(900, 0, 200, 2629)
        found = stack.read(window)
        with rasterio.open(path) as file:
            raw = file.read(window=((900, 1100), (0, 2629)))
        border = (raw == 255).all(axis=0)
        assert 0.05 < border.mean() < 0.9
        assert (np.isnan(found[0]) == border).all()
        stack.close()

    def test_raleigh_half_pixel_and_two_years(self, data_dir):
        folder = data_dir / "nc_raleigh_l7_landclass_modis"
        files = [RasterSource(str(folder / name)) for name in
                 ("lsat7_2002_b1234578.tif", "lsat7_2000_b123457.tif")]  # fmt: skip
        stack = stack_of(*files, settings=dataclasses.replace(PLAIN, bands="red=3,nir=4"))
        found = stack.read(Window(200, 200, 64, 64))
        assert np.isfinite(found).all()
        assert np.corrcoef(found[0].ravel(), found[2].ravel())[0, 1] > 0.3
        stack.close()

    def test_zion_with_terrain_in_degrees(self, data_dir):
        folder = data_dir / "zion_l8_nlcd"
        stack = stack_of(RasterSource(str(folder / "landsat8_zion_b2345.tif")),
                         dem=RasterSource(str(folder / "srtm.tif")))  # fmt: skip
        found = stack.read(Window(600, 500, 64, 64))
        assert stack.names[:4] == ("blue_b2", "green_b3", "red_b4", "nir_b5")
        assert 900 < np.nanmedian(found[4]) < 3000
        assert 3 < np.nanmedian(found[5]) < 45
        np.testing.assert_allclose(np.hypot(found[6], found[7])[found[5] > 1], 1, atol=1e-5)
        stack.close()


@pytest.mark.parametrize(
    ("grid", "method"),
    [(utm_grid(30, 40, size=20.0), "bilinear"), (utm_grid(180, 240, size=10 / 3), "average"),
     (around(GRID, wkt=WGS84, size=0.001), "bilinear"), (GRID, "")],
)  # fmt: skip
def test_ancillary_rasters_say_how_they_are_resampled(tmp_path, grid, method):
    values = np.full((1, *grid.shape), 7, "float32")
    values[0, : grid.shape[0] // 2] = -1
    path = write_raster(tmp_path / "rain.tif", values, grid, Extras(nodata=-1))
    log = Recorder()
    stack = stack_of(
        image(tmp_path), progress=log, ancillary=(RasterSource(path, name="ANCILLARY"),)
    )
    found = stack.read(GRID.window)[-1]
    stack.close()
    assert stack.recipe["resampled"] == ({"rain.tif": method} if method else {})
    told = [text for text in log.messages if "lies on other pixels; resampled" in text]
    assert len(told) == bool(method)
    assert np.isnan(found).any()
    np.testing.assert_allclose(found[np.isfinite(found)], 7, rtol=1e-6)  # nodata is not mixed in
