"""Features that only share their names with those a model was trained on."""

import numpy as np
import pytest
from finecover.core.errors import ModelError
from finecover.core.features.features import (
    FeatureFile,
    FeatureInputs,
    FeatureSettings,
    FeatureStack,
    write_features,
)
from finecover.core.learning.model import read_model, write_model
from finecover.core.learning.recipe_match import check_formulas, other_season
from finecover.core.learning.training import TrainingSet, TrainingSettings, train
from finecover.core.legends.legend import generic
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from raster_data import Extras, Recorder, folder_state, texture, utm_grid, write_raster

GRID = utm_grid(40, 48)
NAMES = ("blue", "green", "red", "nir")
RED, GREEN = "MyIndex=(nir-red)/(nir+red)", "MyIndex=(nir-green)/(nir+green)"


def recipe(formula, *, bands=NAMES, roles=NAMES, scenes=("",), statistics=()):
    return {
        "bands": [{"name": n, "role": r, "scene": s} for s in scenes for n, r in zip(bands, roles)],
        "formulas": {"MyIndex": formula},
        "statistics": list(statistics),
    }


class TestFormulas:
    def test_another_formula_is_named_with_both(self):
        with pytest.raises(ModelError) as error:
            check_formulas(recipe("nir/green"), recipe("nir/red"), ["blue", "MyIndex_p90"])
        assert str(error.value) == (
            "The feature MyIndex_p90 is computed by MyIndex=nir/green in the model, but by "
            "MyIndex=nir/red in the features given; compute them with the model's formula, or "
            "train a model with theirs."
        )

    def test_features_the_model_does_not_use_do_not_matter(self):
        check_formulas(recipe("nir/green"), recipe("nir/red"), ["blue", "MyIndexOther"])

    def test_bands_are_compared_by_what_they_are(self):
        sentinel = recipe("B08/b04", bands=("B02", "B03", "B04", "B08"))
        check_formulas(recipe("nir/red"), sentinel, ["MyIndex"])
        landsat = [
            recipe("B4/B3", bands=("B2", "B3", "B4", "B5"), roles=roles)
            for roles in (("blue", "green", "red", "nir"), ("green", "red", "nir", "swir1"))
        ]
        with pytest.raises(ModelError, match="MyIndex=red/green in the model, but by MyIndex=nir/"):
            check_formulas(*landsat, ["MyIndex"])

    @pytest.mark.parametrize(
        "told", [{}, {"names": ["MyIndex"]}, {"formulas": 7}, {"formulas": {"MyIndex": 7}},
                 {"formulas": {"MyIndex": "nir/red"}, "bands": [None, {"name": 3}]}],
    )  # fmt: skip
    def test_what_a_recipe_does_not_tell_is_not_compared(self, told):
        check_formulas(recipe("nir/red"), told, ["MyIndex"])
        check_formulas(told, recipe("nir/red"), ["MyIndex"])
        assert other_season(recipe("nir/red"), told) == ""

    def test_long_formulas_are_cut(self):
        with pytest.raises(ModelError) as error:
            check_formulas(recipe("nir" + "+red" * 99), recipe("nir"), ["MyIndex"])
        assert len(str(error.value)) < 400


class TestSeasons:
    SUMMER = ("2019-06-05", "2019-07-05", "2019-08-04")

    def test_other_months_are_told(self):
        year = [f"2018-{month:02}-01" for month in range(1, 13)]
        text = other_season(
            recipe("nir", scenes=year, statistics=["median"]),
            recipe("nir", scenes=self.SUMMER, statistics=["median"]),
        )
        assert "12 dates from 2018-01-01 to 2018-12-01" in text
        assert "3 dates from 2019-06-05 to 2019-08-04" in text

    def test_the_same_months_of_another_year_are_as_good(self):
        other = ("2021-06-01", "2021-06-21", "2021-07-11", "2021-08-30")
        made = [recipe("nir", scenes=s, statistics=["median"]) for s in (self.SUMMER, other)]
        assert other_season(*made) == ""

    def test_dates_by_themselves_are_told_apart_by_name(self):
        made = [recipe("nir", scenes=s) for s in (self.SUMMER, ("2021-01-01",))]
        assert other_season(*made) == ""


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    path = tmp_path_factory.mktemp("image") / "image.tif"
    values = texture((4, *GRID.shape))
    return RasterSource(write_raster(path, values, GRID, Extras(descriptions=NAMES)))


@pytest.fixture(scope="module")
def model(image, tmp_path_factory):
    stack = FeatureStack(FeatureInputs((image,)), settings(GREEN), progress=Silent())
    rows, cols = np.divmod(np.arange(0, 40 * 48, 5), 48)
    samples = TrainingSet(
        features=stack.read(GRID.window)[:, rows, cols].T.copy(), codes=1 + rows // 20,
        blocks=(rows // 10) * 5 + cols // 10, legend=generic(np.array([1, 2])),
    )  # fmt: skip
    made = train(
        samples, stack, settings=TrainingSettings(trees=5, clean=False), progress=Silent()
    ).model
    stack.close()
    path = tmp_path_factory.mktemp("model") / "m.fcm"
    write_model(made, path)
    return read_model(path)


def settings(indices):
    return FeatureSettings(indices=indices)


def features_of(image, indices, path):
    stack = FeatureStack(FeatureInputs((image,)), settings(indices), progress=Silent())
    write_features(stack, path, area=None, progress=Silent())
    stack.close()
    return FeatureFile(RasterSource(str(path)))


def test_a_feature_file_of_another_formula_is_not_mapped(image, model, tmp_path):
    features = features_of(image, RED, tmp_path / "f.tif")
    before = folder_state(tmp_path)
    with pytest.raises(ModelError) as error:
        classify(
            model, features, MapPaths(str(tmp_path / "m.tif")), area=None, coarse=None,
            settings=MapSettings(), progress=Silent(),
        )  # fmt: skip
    features.close()
    assert "The feature MyIndex is computed" in str(error.value)
    assert "MyIndex=(nir-green)/(nir+green) in the model" in str(error.value)
    assert "MyIndex=(nir-red)/(nir+red) in the features given" in str(error.value)
    assert folder_state(tmp_path) == before


def test_the_same_formula_otherwise_spaced_is_mapped(image, model, tmp_path):
    features = features_of(image, "MyIndex = (nir - green) / (nir + green)", tmp_path / "f.tif")
    log = Recorder()
    classify(
        model, features, MapPaths(str(tmp_path / "m.tif")), area=None, coarse=None,
        settings=MapSettings(), progress=log,
    )  # fmt: skip
    features.close()
    assert not any("other months" in text for text in log.messages)
    assert (tmp_path / "m.tif").exists()


def test_other_statistics_are_features_that_lack(image, model, tmp_path):
    features = features_of(image, f"{GREEN},NDVI", tmp_path / "f.tif")
    changed = tuple(f"{name}_median" for name in features.names)
    features.close()
    with pytest.raises(ModelError, match="The features lack blue, green"):
        model.check_features(changed)
