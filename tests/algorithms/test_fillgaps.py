"""A series through processing.run: what is written and told, and what cannot be filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import rasterio
import tiny_scene

pytest.importorskip("qgis.core")
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.core import QgsProcessingParameterDefinition as Definition

DAYS = tuple(date(2019, 1, 5) + timedelta(days=20 * at) for at in range(10))
YEAR = {"START": "2019-01-01", "END": "2019-07-01", "STEP_DAYS": 30}


class Log(QgsProcessingFeedback):
    """Keeps what is told."""

    def __init__(self):
        super().__init__(False)
        self.told, self.warned = [], []

    def pushInfo(self, text):  # noqa: N802
        self.told.append(text)

    def pushWarning(self, text):  # noqa: N802
        self.warned.append(text)


@dataclass(frozen=True)
class Images:
    """Paths of dated images and masks."""

    folder: Path
    images: list
    masks: list

    @property
    def inputs(self):
        return {"IMAGES": self.images, "MASKS": self.masks, "MASK_TYPE": "sentinel2_scl", **YEAR}


@pytest.fixture(scope="module")
def series(scene, tmp_path_factory):
    """Ten Sentinel-2 scenes of the tiny scene with clouds of class 9, and masks of 20 m."""
    folder = tmp_path_factory.mktemp("series")
    rng = np.random.default_rng(0)
    with rasterio.open(scene.image) as raster:
        bands = raster.read()
    images, masks = [], []
    for day in DAYS:
        cloud = rng.random((tiny_scene.ROWS // 2, tiny_scene.COLS // 2)) < 0.3
        values = np.where(np.kron(cloud, np.ones((2, 2), bool)), 9000, bands + day.month)
        name = f"S2A_MSIL2A_{day:%Y%m%d}T103421_N0211_R108_T32TPS"
        images.append(
            str(
                tiny_scene.write_raster(
                    folder / f"{name}.tif",
                    values.astype(np.uint16),
                    nodata=0,
                    names=tiny_scene.BANDS,
                )
            )
        )
        masks.append(str(tiny_scene.write_raster(
            folder / f"{name}_SCL_20m.tif", np.where(cloud, 9, 4).astype(np.uint8),
            pixel=2 * tiny_scene.PIXEL)))  # fmt: skip
    return Images(folder, images, masks)


@pytest.fixture
def fill(run, tmp_path):
    """Run fillgaps; return its results and log."""

    def runner(parameters, **more):
        log = Log()
        parameters = {"OUTPUT": str(tmp_path / "s.tif"), **parameters, **more}
        return run("fillgaps", parameters, feedback=log), log

    return runner


@pytest.fixture
def problem(provider, tmp_path):
    """What checkParameterValues says, always one sentence."""

    def check(parameters, name="fillgaps", **more):
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        parameters = {"OUTPUT": str(tmp_path / "s.tif"), **parameters, **more}
        fine, text = provider.algorithm(name).create().checkParameterValues(parameters, context)
        assert not fine
        assert text.endswith(".")
        assert text.count(". ") == 0
        return text

    return check


def test_a_regular_series_without_clouds(fill, series, tmp_path):
    results, log = fill(series.inputs, OBSERVATIONS=str(tmp_path / "n.tif"))
    assert (results["DATE_COUNT"], results["OBSERVED_DATES"]) == (7, 10)
    with rasterio.open(results["OUTPUT"]) as raster:
        assert raster.descriptions[:5] == (
            "B02_2019-01-01", "B03_2019-01-01", "B04_2019-01-01", "B08_2019-01-01",
            "B02_2019-01-31")  # fmt: skip
        assert raster.descriptions[-1] == "B08_2019-06-30"
        values = raster.read()
    assert np.nanmax(values) < 6000
    assert np.isfinite(values).mean() > 0.999
    counts = tiny_scene.read(results["OBSERVATIONS"])
    assert counts.mean() == pytest.approx(results["MEAN_OBSERVATIONS"])
    assert 6 < counts.mean() < 7.5
    assert "IMAGES: dates from file name." in log.told
    assert "7 dates from 2019-01-01 to 2019-06-30, 4 bands each: B02, B03, B04, B08." in log.told


@pytest.mark.parametrize("smoothing", ["savitzky_golay", "whittaker", "harmonic"])
def test_every_smoothing_runs(fill, series, scene, smoothing):
    results, _ = fill(series.inputs, SMOOTHING=smoothing, WINDOW=3, POLYORDER=1, LAMBDA=1.0,
                      HARMONICS=1, GEO=str(scene.geo_small), MEMORY=0.2)  # fmt: skip
    with rasterio.open(results["OUTPUT"]) as raster:
        assert raster.shape == (48, 76)
        smooth = raster.read(4)
    plain, _ = fill(series.inputs, GEO=str(scene.geo_small))
    assert 0 < np.nanmean(np.abs(smooth - tiny_scene.read(plain["OUTPUT"], 4))) < 100


def test_masks_can_be_grown_and_classes_chosen(fill, series):
    found = {
        name: fill(series.inputs, **more)[0]["MEAN_OBSERVATIONS"]
        for name, more in (
            ("plain", {}), ("grown", {"MASK_DILATION": 2}),
            ("all", {"SCL_CLASSES": "4,9"}), ("none", {"MASKS": [], "MASK_TYPE": "none"}),
        )
    }  # fmt: skip
    assert found["grown"] < 0.5 * found["plain"]
    assert found["plain"] < found["all"] == found["none"]


def test_the_order_of_images_does_not_matter(fill, series, tmp_path):
    fill(series.inputs)
    fill(series.inputs, IMAGES=series.images[::-1], OUTPUT=str(tmp_path / "turned.tif"))
    assert (tmp_path / "s.tif").read_bytes() == (tmp_path / "turned.tif").read_bytes()


def test_scenes_of_one_date_are_joined_and_told(fill, series, tmp_path):
    values = np.full((4, tiny_scene.ROWS, tiny_scene.COLS), 700, np.uint16)
    twin = tiny_scene.write_raster(
        tmp_path / f"S2B_MSIL2A_{DAYS[0]:%Y%m%d}T103421.tif", values, names=tiny_scene.BANDS
    )
    mask = tiny_scene.write_raster(
        tmp_path / f"S2B_MSIL2A_{DAYS[0]:%Y%m%d}T103421_SCL.tif", np.full(values.shape[1:], 4, "u1")
    )
    results, log = fill(series.inputs, IMAGES=[*series.images, str(twin)],
                        MASKS=[*series.masks, str(mask)])  # fmt: skip
    assert any("several scenes of 2019-01-05 are mosaicked" in text for text in log.told)
    assert results["OBSERVED_DATES"] == 10


def test_dates_far_outside_are_left_out_and_told(fill, series):
    results, log = fill(series.inputs, START="2019-03-20", END="2019-04-20")
    assert any("dates outside" in text for text in log.told)
    assert results["OBSERVED_DATES"] < 10


def test_images_of_other_pixels_are_resampled_and_told(fill, series, tmp_path):
    coarse = tiny_scene.write_raster(
        tmp_path / "S2A_MSIL2A_20190728T103421.tif",
        np.full((4, tiny_scene.ROWS // 2, tiny_scene.COLS // 2), 500, np.uint16),
        pixel=20, names=tiny_scene.BANDS)  # fmt: skip
    results, log = fill({**YEAR, "IMAGES": [*series.images, str(coarse)]})
    assert "IMAGES: 1 of 11 rasters lie on other pixels and are resampled." in log.told
    with rasterio.open(results["OUTPUT"]) as raster:
        assert raster.shape == (tiny_scene.ROWS, tiny_scene.COLS)


def test_bands_without_descriptions_get_names_and_roles(fill, run, series, tmp_path):
    bare = []
    for path in series.images:
        bare.append(str(tmp_path / Path(path).name))
        with rasterio.open(path) as raster:
            tiny_scene.write_raster(bare[-1], raster.read(), nodata=0)
    results, _ = fill({**series.inputs, "IMAGES": bare, "BANDS": "red=3,nir=4"})
    with rasterio.open(results["OUTPUT"]) as raster:
        assert raster.descriptions[:3] == ("red_2019-01-01", "nir_2019-01-01", "red_2019-01-31")
    made = run("computefeatures", {"IMAGES": [results["OUTPUT"]], "STATISTICS": "median",
                                   "OUTPUT": str(tmp_path / "f.tif")})  # fmt: skip
    with rasterio.open(made["OUTPUT"]) as raster:
        assert raster.descriptions == ("red_median", "nir_median", "NDVI_median")


class TestOneSentence:
    def test_bands_that_are_not_there(self, problem, series):
        assert "BANDS: nir=9 is asked for" in problem(series.inputs, BANDS="red=3,nir=9")
        assert "is not of the form name=number" in problem(series.inputs, BANDS="red")

    def test_one_date(self, problem, series):
        assert "is of 2019-01-05; a series needs two dates" in problem(
            {"IMAGES": series.images[:1]}
        )

    def test_no_dates(self, problem, scene):
        text = problem({"IMAGES": [str(scene.image), str(scene.dem)]})
        assert "tells no date" in text
        assert "give DATES" in text

    def test_too_few_dates_given(self, problem, series):
        assert "DATES lists 2 dates" in problem(series.inputs, DATES="2019-01-01,2019-02-01")
        assert "DATES: 'soon' is no date" in problem(series.inputs, DATES="soon")

    def test_all_cloudy(self, fill, series, tmp_path):
        with pytest.raises(
            QgsProcessingException, match="No pixel was observed at any date; check"
        ):
            fill(series.inputs, SCL_CLASSES="6")
        assert not list(tmp_path.iterdir())

    def test_an_image_elsewhere(self, problem, series, tmp_path):
        away = tiny_scene.write_raster(
            tmp_path / "S2A_MSIL2A_20190801T103421.tif", np.ones((4, 50, 50), np.uint16),
            pixel=20, corner=(700_000, 4_000_000), names=tiny_scene.BANDS)  # fmt: skip
        assert "does not overlap the other images" in problem(
            {"IMAGES": [*series.images, str(away)]}
        )

    def test_other_bands_on_a_date(self, problem, series, tmp_path):
        fewer = tiny_scene.write_raster(
            tmp_path / "S2A_MSIL2A_20190801T103421.tif", np.ones((3, 96, 120), np.uint16),
            names=tiny_scene.BANDS[:3])  # fmt: skip
        text = problem({"IMAGES": [*series.images, str(fewer)]})
        assert "2019-08-01 has 3 bands (B02, B03, B04), but 2019-01-05 has 4" in text

    def test_no_image_of_that_time(self, problem, series):
        assert "change START and END" in problem(
            series.inputs, START="2021-01-01", END="2021-12-31"
        )
        assert "exchange them" in problem(series.inputs, END="2018-12-31")

    def test_a_mask_is_missing(self, problem, series):
        assert f"no mask for {DAYS[-1]}" in problem(series.inputs, MASKS=series.masks[:-1])

    def test_masks_of_unknown_meaning(self, problem, series):
        assert "MASK_TYPE is none" in problem(series.inputs, MASK_TYPE="none")
        assert "MASKS is empty" in problem(series.inputs, MASKS=[])

    def test_what_is_said_of_masks_in_vain(self, problem, series):
        plain = {**series.inputs, "MASKS": [], "MASK_TYPE": "none"}
        assert "MASK_DILATION is given, but MASKS is empty" in problem(plain, MASK_DILATION=5)
        text = problem(plain, SCL_CLASSES="4")
        assert "SCL_CLASSES is given, but MASK_TYPE is none; choose sentinel2_scl" in text
        text = problem(series.inputs, MASK_TYPE="invalid_nonzero", SCL_CLASSES="4")
        assert "but MASK_TYPE is invalid_nonzero" in text

    def test_masks_of_another_kind(self, fill, series):
        with pytest.raises(QgsProcessingException, match="which QA_PIXEL of Landsat"):
            fill(series.inputs, MASK_TYPE="landsat_qa_pixel")

    @pytest.mark.parametrize(
        ("parameters", "text"),
        [({"WINDOW": 4}, "WINDOW is 4; give an odd"), ({"POLYORDER": 7}, "POLYORDER is 7"),
         ({"STEP_DAYS": 0}, "STEP_DAYS"), ({"START": "May"}, "START: 'May' is no date"),
         ({"SCL_CLASSES": "12"}, "'12' is no class")],
    )  # fmt: skip
    def test_settings(self, problem, series, parameters, text):
        assert text in problem(series.inputs, **parameters)


class TestUpsample:
    @pytest.fixture
    def inputs(self, scene, series):
        return {**scene.inputs, **series.inputs, "STATISTICS": "median,std", "TREES": 4}

    @pytest.mark.parametrize(
        "stray", [{"DATES": "2019-01-01"}, {"START": "2019-01-01"}, {"MAX_GAP_DAYS": 30.0},
                  {"MASK_TYPE": "sentinel2_scl"}, {"SERIES_SMOOTHING": "whittaker"}],
    )  # fmt: skip
    def test_what_belongs_to_a_series_asks_for_one(self, problem, scene, stray):
        text = problem({**scene.inputs, **stray}, name="upsample")
        assert text.startswith(f"{next(iter(stray))} is given, but neither STEP_DAYS nor MASKS")

    def test_the_plain_dialog_stays_plain(self, provider):
        of_series = {p.name() for p in provider.algorithm("fillgaps").parameterDefinitions()}
        of_series -= {"IMAGES", "BANDS", "GEO", "SMOOTHING", "OUTPUT", "OBSERVATIONS"}
        upsample = provider.algorithm("upsample").parameterDefinitions()
        shared = [p for p in upsample if p.name() in {*of_series, "SERIES_SMOOTHING"}]
        assert len(shared) == len(of_series) + 1
        assert all(p.flags() & Definition.Flag.FlagAdvanced for p in shared)

    def test_masks_alone_fill_to_thirty_days(self, run, inputs, tmp_path):
        log = Log()
        given = {name: value for name, value in inputs.items() if name != "STEP_DAYS"}
        run("upsample", {**given, "OUTPUT": str(tmp_path / "m.tif")}, feedback=log)
        assert any(text.startswith("7 dates from 2019-01-01 to 2019-06-30") for text in log.told)
        assert any("features: B02_median, B02_std, B03_median" in text for text in log.told)

    def test_features_are_checked_before_the_series_is_filled(self, problem, inputs):
        assert "MNDWI" in problem(inputs, name="upsample", INDICES="MNDWI")
