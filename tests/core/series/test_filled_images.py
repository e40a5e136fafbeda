from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.features.feature_file import write_features
from finecover.core.features.features import (
    FeatureFile,
    FeatureInputs,
    FeatureSettings,
    FeatureStack,
)
from finecover.core.learning.model import read_model
from finecover.core.learning.sampling import SamplingSettings
from finecover.core.learning.training import TrainingSettings
from finecover.core.legends.labels import LegendChoice
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.mapping.classify import MapPaths
from finecover.core.pipeline import UpsampleInputs, UpsampleSettings, upsample
from finecover.core.preflight.preflight import Job, check_job, tell_size
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from finecover.core.series.filled_images import ImageSeries, filled_images
from finecover.core.series.series_file import write_series
from finecover.core.series.series_inputs import SeriesInputs
from finecover.core.series.series_settings import FillSettings
from finecover.core.series.series_source import Series
from finecover.core.upsample_data import UpsamplePaths
from scene import BANDS, CODES, Recorder, box, write_raster

DAYS = tuple(date(2019, 1, 5) + timedelta(days=28 * at) for at in range(8))
FILL = FillSettings(date(2019, 1, 1), date(2019, 7, 31), 30)
SETTINGS = UpsampleSettings(
    FeatureSettings(indices="NDVI", statistics="median,amplitude", context=3),
    SamplingSettings(samples=500, min_per_class=60, max_per_class=300, seed=2),
    TrainingSettings(trees=8, seed=2),
)
LEGEND = Legend(tuple(LandCoverClass(code, f"class {code}", "#112233") for code in CODES))


@pytest.fixture(scope="module")
def series(scene):
    """Images of the scene at eight dates, with clouds, and their masks."""
    rng = np.random.default_rng(3)
    images, masks = [], []
    for day in DAYS:
        cloud = rng.random(scene.truth.shape) < 0.4
        season = 1 + 0.2 * np.sin(day.timetuple().tm_yday / 58)
        values = (scene.image * season).astype(np.uint16)
        values[:, cloud & (scene.truth > 0)] = 60_000
        path = write_raster(scene.folder / f"s2_{day}.tif", values, nodata=0, names=BANDS)
        images.append(RasterSource(str(path), name="IMAGES"))
        path = write_raster(scene.folder / f"cloud_{day}.tif", cloud.astype(np.uint8))
        masks.append(RasterSource(str(path), name="MASKS"))
    return SeriesInputs(tuple(images), masks=tuple(masks), mask_type="invalid_nonzero")


@pytest.fixture
def temporary(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def run(scene, features, out, *, series=None, progress=None):
    out.mkdir(exist_ok=True)
    inputs = UpsampleInputs(
        features, scene.source("coarse"), LegendChoice("layer", layer_legend=LEGEND),
        geo=box(4, 4, 80, 85), geo_small=box(20, 25, 50, 40, name="GEO_SMALL"), series=series,
    )  # fmt: skip
    paths = UpsamplePaths(
        MapPaths(str(out / "map.tif")), str(out / "m.fcm"), str(out / "report.html")
    )
    return upsample(inputs, paths, settings=SETTINGS, progress=progress or Silent())


def test_the_chain_gives_the_bytes_of_filling_first(scene, series, temporary, tmp_path):
    recorder = Recorder()
    whole = run(scene, FeatureInputs(series.images), tmp_path / "whole", progress=recorder,
                series=ImageSeries(series, FILL, folder=str(temporary)))  # fmt: skip
    assert not list(temporary.iterdir())
    opened = Series(series, progress=Silent())
    found = write_series(opened, FILL, tmp_path / "filled.tif", progress=Silent())
    opened.close()
    filled = FeatureInputs((RasterSource(str(tmp_path / "filled.tif")),))
    run(scene, filled, tmp_path / "steps")
    for name in ("map.tif", "m.fcm"):
        steps = (tmp_path / "steps" / name).read_bytes()
        assert (tmp_path / "whole" / name).read_bytes() == steps, name
    assert whole.series == found
    assert whole.features[:2] == ("blue_median", "blue_amplitude")
    stack = FeatureStack(filled, SETTINGS.features, progress=Silent())
    write_features(stack, tmp_path / "features.tif", area=None, progress=Silent())
    stack.close()
    names = FeatureFile(RasterSource(str(tmp_path / "features.tif"))).names
    assert read_model(tmp_path / "whole" / "m.fcm").feature_names == names == whole.features
    assert recorder.fractions == sorted(recorder.fractions)
    assert "8 dates from 2019-01-01 to 2019-07-30, 4 bands each: blue, green, red, nir." in (
        recorder.messages
    )
    assert any(message.startswith("Series: ") for message in recorder.messages)


def test_the_report_names_the_images_and_what_became_of_them(scene, series, temporary, tmp_path):
    smooth = replace(FILL, smoothing="whittaker", lam=None)
    run(scene, FeatureInputs(series.images), tmp_path / "out",
        series=ImageSeries(series, smooth, folder=str(temporary)))  # fmt: skip
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8").replace("<wbr>", "")
    for text in ("s2_2019-01-05.tif", "cloud_2019-01-05.tif", "8, 2019-01-05 to 2019-07-20",
                 "SERIES_SMOOTHING", "for each pixel (chosen)", "invalid_nonzero"):  # fmt: skip
        assert text in page, text
    for text in (str(temporary), "series.tif", "SCL_CLASSES", "POLYORDER"):
        assert text not in page, text


def test_cancelling_leaves_no_file(series, temporary):
    images = ImageSeries(series, FILL, folder=str(temporary))
    with pytest.raises(Cancelled), filled_images(images, progress=Recorder(cancel_after=5)):
        pass
    assert not list(temporary.iterdir())


def test_a_failure_later_on_leaves_no_file(series, temporary):
    images = ImageSeries(series, FILL, folder=str(temporary))

    def fail():
        with filled_images(images, progress=Silent()) as (source, _):
            assert Path(source.path).exists()
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert not list(temporary.iterdir())


def test_a_full_disk_is_foretold(scene, series, temporary, monkeypatch):
    import shutil

    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    recorder = Recorder()
    job = Job(
        images=series.images, coarse=scene.source("coarse"), series=ImageSeries(series, FILL),
        scratch=str(temporary), outputs={},
    )  # fmt: skip
    tell_size(job, recorder)
    (told,) = recorder.warnings
    assert told.startswith("Temporary files take up to")
    assert f"in '{temporary}', where 0 MB are free" in told
    assert "cut the images by fillgaps with GEO first" in told


class TestChecks:
    @pytest.fixture
    def check(self, scene, series):
        def checked(inputs=series, *, features=SETTINGS.features, **places):
            job = Job(
                images=inputs.images, coarse=scene.source("coarse"),
                series=ImageSeries(inputs, FILL),
                settings=UpsampleSettings(features=features), **places,
            )  # fmt: skip
            check_job(job)

        return checked

    def test_nothing_is_written(self, scene, check, temporary):
        check(geo=box(4, 4, 9, 9))
        assert not list(temporary.iterdir())

    def test_features_that_cannot_be_computed(self, check):
        with pytest.raises(InputError, match="MNDWI"):
            check(features=FeatureSettings(indices="MNDWI"))
        with pytest.raises(InputError, match="has 4 bands for each date"):
            check(features=FeatureSettings(bands="nir=5"))

    def test_a_series_that_cannot_be_filled(self, series, check):
        with pytest.raises(InputError, match="change START and END"):
            check(replace(series, first=date(2020, 1, 1)))

    def test_what_lies_elsewhere(self, check):
        with pytest.raises(InputError, match="GEO_SMALL does not overlap"):
            check(geo_small=box(10_000, 10_000, 5, 5, name="GEO_SMALL"))
