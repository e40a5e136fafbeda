"""The class of each pixel is the same whatever else is asked for, near ties included."""

from dataclasses import replace

import numpy as np
import pytest
import rasterio
from finecover.core.learning.applicability import TrainingDomain
from finecover.core.learning.forest_arrays import Forest
from finecover.core.learning.model import Model
from finecover.core.legends.legend import generic
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping import posterior
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.progress import Silent
from scene import ArrayFeatures, Watch, box, coarse_map
from sklearn.ensemble import RandomForestClassifier

SIZE = 96
PLAIN = {"smoothing": 0.0, "prior_weight": 0.0, "prior_correction": 0.0}
ASKED = (
    {}, {"sure": True}, {"observer": Watch()},
    *({"names": ("output", name)} for name in ("confidence", "probabilities", "margin")),
    {"names": ("output", "applicability", "entropy"), "sure": True},
)  # fmt: skip


def noisy_forest(values, *, trees, leaf, twice=False, bootstrap=True):
    """Return a forest of two overlapping classes of three, or four that come in twins."""
    rng = np.random.default_rng(0)
    rows, cols = np.divmod(rng.choice(SIZE * SIZE, 900, replace=False), SIZE)
    samples = values[:, rows, cols].T
    codes = 1 + (rng.normal(samples[:, :2], 1.5) > 0).sum(axis=1)
    if twice:
        samples, codes = np.repeat(samples, 2, axis=0), np.stack([codes, codes + 3], 1).ravel()
    forest = RandomForestClassifier(
        trees, min_samples_leaf=leaf, bootstrap=bootstrap, random_state=0
    )
    return forest.fit(samples, codes), samples, codes


def model_of(forest, samples, codes, features):
    counts = np.array([(codes == code).sum() for code in forest.classes_])
    return Model(
        forest=Forest.from_sklearn(forest), legend=generic(forest.classes_),
        feature_names=tuple(features.names), class_codes=tuple(forest.classes_.tolist()),
        training_shares=counts / counts.sum(), counts=counts,
        domain=TrainingDomain.fit(samples, forest.feature_importances_),
    )  # fmt: skip


@pytest.fixture(scope="module")
def features():
    values = np.random.default_rng(1).normal(size=(4, SIZE, SIZE)).astype(np.float32)
    return ArrayFeatures(values)


def table_of(features):
    return features.values.reshape(4, -1).T


def write_map(model, features, folder, *, names=("output",), coarse=None, area=None, **more):
    asked = {name: more.pop(name) for name in ("sure", "observer") if name in more}
    paths = MapPaths(**{name: str(folder / f"{name}.tif") for name in names})
    classify(
        model, features, paths, area=area, coarse=coarse, settings=MapSettings(**more),
        progress=Silent(), **{"sure": False, **asked},
    )  # fmt: skip
    return (folder / "output.tif").read_bytes()


FORESTS = (
    {"trees": 7, "leaf": 3}, {"trees": 20, "leaf": 2}, {"trees": 20, "leaf": 2, "twice": True},
    {"trees": 12, "leaf": 4, "twice": True, "bootstrap": False},
)  # fmt: skip


@pytest.mark.parametrize("grown", FORESTS)
def test_the_map_is_that_of_scikit_learn_whatever_is_asked_for(
    features, tmp_path, monkeypatch, grown
):
    forest, samples, codes = noisy_forest(features.values, **grown)
    model = model_of(forest, samples, codes, features)
    expected = forest.predict(table_of(features)).reshape(SIZE, SIZE)
    found = write_map(model, features, tmp_path, **PLAIN)
    with rasterio.open(tmp_path / "output.tif") as dataset:
        np.testing.assert_array_equal(dataset.read(1), expected)
    for tile, rows, threads in ((512, posterior.PIXELS, 1), (23, 200, 3)):
        monkeypatch.setattr(classify_module, "TILE", tile)
        monkeypatch.setattr(posterior, "PIXELS", rows)
        monkeypatch.setenv("FINECOVER_THREADS", str(threads))
        for asked in ASKED:
            assert write_map(model, features, tmp_path, **PLAIN, **asked) == found


def test_float32_would_tell_other_classes_of_these_forests(features):
    differing = 0
    for grown in FORESTS:
        shares = noisy_forest(features.values, **grown)[0].predict_proba(table_of(features))
        differing += (shares.astype(np.float32).argmax(axis=1) != shares.argmax(axis=1)).sum()
    assert differing > 0


def test_polygons_and_holes_change_no_class_either(features, tmp_path):
    holes = ArrayFeatures(features.values.copy())
    holes.values[2, 10:30, 5:90] = np.nan
    forest, samples, codes = noisy_forest(features.values, **FORESTS[0])
    model = model_of(forest, samples, codes, features)
    area, unit = box(4.5, 7, 80, 60.2), {"min_mapping_unit": 4}
    for settings in (PLAIN, {**PLAIN, **unit}):
        maps = {
            write_map(model, holes, tmp_path, area=area, **settings, **asked) for asked in ASKED
        }
        assert len(maps) == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"smoothing": 1.0}, {"smoothing": 1.0, "keep_edges": False}, {"smoothing": 0.001},
        {"prior_correction": 0.5}, {"prior_weight": 0.5}, {"prior_weight": 1e-12},
    ],
)  # fmt: skip
def test_neither_does_what_is_asked_for_where_probabilities_change(
    features, tmp_path, monkeypatch, settings
):
    forest, samples, codes = noisy_forest(features.values, **FORESTS[0])
    model = model_of(forest, samples, codes, features)
    cells = np.random.default_rng(2).integers(0, 3, (SIZE // 8, SIZE // 8))
    coarse = replace(coarse_map(cells), legend=model.legend)
    monkeypatch.setattr(Forest, "predict", None)
    maps = {
        write_map(model, features, tmp_path, coarse=coarse, **{**PLAIN, **settings}, **asked)
        for asked in ASKED
    }
    assert len(maps) == 1
