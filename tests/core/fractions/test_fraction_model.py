"""The file of a model of shares: written, read back, distrusted, and told from the other kind."""

import io
import json
import zipfile

import numpy as np
import pytest
from finecover.core.errors import ModelError
from finecover.core.fractions.fraction_forest import grow_fraction_forest
from finecover.core.fractions.fraction_model import (
    FractionModel,
    read_fraction_model,
    write_fraction_model,
)
from finecover.core.learning.applicability import TrainingDomain
from finecover.core.learning.forest import ForestSettings, fit_forest
from finecover.core.learning.model import Model, read_model, write_model
from finecover.core.legends.legend import LandCoverClass, Legend, Level
from scene import Recorder

NAMES = ("red", "near infrared", "élévation")
CODES = (3, 17, 200)
LEGEND = Legend(
    (
        LandCoverClass(3, "Wald", "#006400", (Level("level1", 1, "land"),)),
        LandCoverClass(17, "Wasser & Eis", "#0000ff", (Level("level1", 2, "water"),)),
        LandCoverClass(200, "都市", "#ff0000", (Level("level1", 1, "land"),)),
        LandCoverClass(201, "never seen", "#ffffff", (Level("level1", 1, "land"),)),
    ),
    name="test",
    nodata_codes=(255,),
)


def table(samples=120):
    rng = np.random.default_rng(0)
    shares = rng.dirichlet(np.ones(3), samples)
    features = shares * 2 + rng.normal(0, 0.3, size=(samples, 3))
    return features.astype(np.float32), shares


def make_model(**changes):
    features, shares = table()
    grown = grow_fraction_forest(features, shares, settings=ForestSettings(trees=3))
    parts = {
        "forest": grown.forest,
        "legend": LEGEND,
        "feature_names": NAMES,
        "class_codes": CODES,
        "mean_shares": shares.mean(axis=0),
        "counts": (shares > 0).sum(axis=0),
        "samples": len(shares),
        "covered": 0.9,
        "recipe": {"bands": ["red", "nir"], "formulas": {"red": "b4"}},
        "settings": {"trees": 3, "nothing": None},
        "domain": TrainingDomain.fit(features, grown.importances),
        "scores": {"blocks": {"mae": 0.1, "r2": [None, 0.5]}},
    }
    return FractionModel(**{**parts, **changes})


@pytest.fixture(scope="module")
def model():
    return make_model()


@pytest.fixture(scope="module")
def content(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "small.fcm"
    write_fraction_model(model, path)
    return path.read_bytes()


def changed(content, **values):
    """Return a file whose document has other values."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    document = {**json.loads(entries["model.json"]), **values}
    entries["model.json"] = json.dumps(document).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_what_is_written_is_read(model, tmp_path):
    write_fraction_model(model, tmp_path / "a.fcm")
    again = read_fraction_model(tmp_path / "a.fcm")
    for name in (
        "legend", "feature_names", "class_codes", "samples", "covered", "recipe", "settings",
        "scores", "versions",
    ):  # fmt: skip
        assert getattr(again, name) == getattr(model, name)
    for name in ("mean_shares", "counts"):
        np.testing.assert_array_equal(getattr(again, name), getattr(model, name))
    rows, _ = table(500)
    np.testing.assert_array_equal(
        again.forest.predict_proba(rows), model.forest.predict_proba(rows)
    )
    np.testing.assert_array_equal(
        again.domain.dissimilarity(rows), model.domain.dissimilarity(rows)
    )


def test_the_same_model_gives_the_same_bytes(content, tmp_path):
    write_fraction_model(make_model(), tmp_path / "other.fcm")
    assert (tmp_path / "other.fcm").read_bytes() == content
    write_fraction_model(read_fraction_model(tmp_path / "other.fcm"), tmp_path / "again.fcm")
    assert (tmp_path / "again.fcm").read_bytes() == content


def test_the_domain_may_be_left_out(tmp_path):
    write_fraction_model(make_model(domain=None), tmp_path / "a.fcm")
    assert read_fraction_model(tmp_path / "a.fcm").domain is None


def test_nothing_pickled_is_inside(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name != "model.json":
                np.load(io.BytesIO(archive.read(name)), allow_pickle=False)


def test_classes_features_and_recipes_are_matched_as_for_any_model(model):
    assert model.class_legend.codes.tolist() == list(CODES)
    order = model.check_features(["élévation", "blue", "red", "near infrared"])
    np.testing.assert_array_equal(order, [2, 3, 0])
    with pytest.raises(ModelError, match="lack red, which"):
        model.check_features(NAMES[1:])
    model.check_recipe(model.recipe, progress=Recorder())
    with pytest.raises(ModelError, match="red is computed by"):
        model.check_recipe({"formulas": {"red": "b3"}}, progress=Recorder())


def test_each_kind_of_model_names_the_algorithm_that_takes_it(model, tmp_path):
    write_fraction_model(model, tmp_path / "shares.fcm")
    with pytest.raises(ModelError) as caught:
        read_model(tmp_path / "shares.fcm")
    assert str(caught.value).endswith(
        "shares.fcm' cannot be used as a model: it is a model of the shares of classes; give it "
        "to mapfractions."
    )
    features, shares = table()
    codes = np.array(CODES)[shares.argmax(axis=1)]
    hard = fit_forest(features, codes, settings=ForestSettings(trees=2))
    counts = np.bincount(shares.argmax(axis=1))
    write_model(
        Model(hard.forest, LEGEND, NAMES, CODES, counts / counts.sum(), counts),
        tmp_path / "hard.fcm",
    )
    with pytest.raises(ModelError, match="one class per pixel; give it to classify"):
        read_fraction_model(tmp_path / "hard.fcm")


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"feature_names": ("a", "b")}, "names 2 features, its forest takes 3"),
        ({"class_codes": (3, 17)}, "3 classes have the codes 3, 17"),
        ({"class_codes": (17, 3, 200)}, "do not rise"),
        ({"class_codes": (3, 17, 18)}, "lacks class 18"),
        ({"mean_shares": np.array([0.5, 0.5])}, "mean_shares are not one float64"),
        ({"mean_shares": np.array([0.5, 0.5, 0])}, "mean shares are not positive with sum 1"),
        ({"counts": np.ones(3)}, "counts are not one int64"),
        ({"samples": 119}, "number of samples is 119"),
        ({"samples": 2.5}, "number of samples is 2.5"),
        ({"samples": True}, "number of samples is True"),
        ({"covered": 1.5}, "covered by labels to 1.5"),
        ({"covered": float("nan")}, "covered by labels to nan"),
        ({"scores": [1]}, "scores are no table"),
        ({"domain": TrainingDomain.fit(np.eye(4), np.ones(4))}, "its training domain has 4"),
    ],
)
def test_parts_that_do_not_fit_make_no_model(changes, match):
    with pytest.raises(ModelError, match=match):
        make_model(**changes)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"format": "other"}, "it was not written by FineCover"),
        ({"format": ["finecover-model"]}, "it was not written by FineCover"),
        ({"format_version": 2}, "made by a newer FineCover"),
        ({"format_version": "1"}, "format version is '1'"),
        ({"samples": None}, "number of samples is None"),
        ({"samples": 10**3000}, "number of samples is 1000"),
        ({"covered": "all"}, "covered by labels to all"),
        ({"covered": {"a": [1] * 999}}, "covered by labels to"),
        ({"scores": None}, "scores are not given as a JSON object"),
        ({"class_codes": [3, 17, "200"]}, "class_codes are not given as a list of int"),
        ({"legend": None}, "legend"),
        ({"domain": {}}, "mean_distance is nan"),
    ],
)
def test_wrong_documents_are_refused(values, reason, content, tmp_path):
    (tmp_path / "model.fcm").write_bytes(changed(content, **values))
    with pytest.raises(ModelError) as caught:
        read_fraction_model(tmp_path / "model.fcm")
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 400


def test_missing_arrays_and_foreign_files_are_refused(content, tmp_path):
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(buffer, "w") as other,
    ):
        for name in archive.namelist():
            if name != "mean_shares.npy":
                other.writestr(name, archive.read(name))
    for wrong, reason in ((buffer.getvalue(), "mean_shares.npy is missing"), (b"x", "no zip")):
        (tmp_path / "model.fcm").write_bytes(wrong)
        with pytest.raises(ModelError, match=reason):
            read_fraction_model(tmp_path / "model.fcm")
