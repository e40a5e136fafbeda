import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from finecover.core.accuracy.assessment import Comparison, assess_map
from finecover.core.cells.coarse import read_coarse
from finecover.core.errors import Cancelled, GridError, InputError, LegendError
from finecover.core.features.features import (
    FeatureFile,
    FeatureInputs,
    FeatureSettings,
    FeatureStack,
    write_features,
)
from finecover.core.learning.model import read_model, write_model
from finecover.core.learning.sampling import (
    ClassCount,
    SampleTable,
    SamplingSettings,
    extract_features,
    sample_coarse_map,
)
from finecover.core.learning.training import TrainingSettings, train
from finecover.core.legends.labels import LegendChoice, choose_rule
from finecover.core.legends.legend import LandCoverClass, Legend, generic
from finecover.core.legends.prepared_labels import prepare_labels
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.pipeline import (
    UpsampleInputs,
    UpsamplePaths,
    UpsampleSettings,
    cells_in,
    report_samples,
    sample_legend,
    training_set,
    upsample,
)
from finecover.core.progress import Silent
from finecover.core.rasters.raster import CodeReader, RasterSource
from finecover.core.reports.consistency import consistency_headline
from finecover.core.reports.validation import expectation_sentences
from finecover.core.summaries import expectation
from scene import CODES, Recorder, box, write_raster

LEGEND = Legend(
    tuple(
        LandCoverClass(code, name, color)
        for code, name, color in zip(
            CODES, ("Water", "Forest", "Sand"), ("#0000FF", "#00AA00", "#FFDD99")
        )
    ),
    name="three",
)
SETTINGS = UpsampleSettings(
    features=FeatureSettings(context=3),
    sampling=SamplingSettings(samples=500, min_per_class=60, max_per_class=300, seed=2),
    training=TrainingSettings(trees=12, seed=2),
    mapping=MapSettings(min_mapping_unit=3),
)
GEO = box(4, 4, 80, 85)
GEO_SMALL = box(20, 25, 50, 40, name="GEO_SMALL")


def inputs_of(scene, **changes):
    parts = {
        "features": scene.inputs, "coarse": scene.source("coarse"),
        "choice": LegendChoice("layer", layer_legend=LEGEND), "geo": GEO, "geo_small": GEO_SMALL,
    }  # fmt: skip
    return UpsampleInputs(**{**parts, **changes})


def paths_in(folder):
    names = ("output", "confidence", "probabilities", "applicability")
    rasters = MapPaths(**{name: str(folder / f"{name}.tif") for name in names})
    return UpsamplePaths(rasters, str(folder / "model.fcm"), str(folder / "report.html"))


def run(scene, folder, *, settings=SETTINGS, progress=None, **changes):
    return upsample(
        inputs_of(scene, **changes), paths_in(folder), settings=settings,
        progress=progress or Silent(),
    )  # fmt: skip


def run_steps(scene, folder):
    """The same chain, each step from files to files."""
    prepare_labels(
        scene.source("coarse"), folder / "labels.tif",
        choice=LegendChoice("layer", layer_legend=LEGEND), area=None, progress=Silent(),
    )  # fmt: skip
    stack = FeatureStack(scene.inputs, SETTINGS.features, progress=Silent())
    write_features(stack, folder / "features.tif", area=None, progress=Silent())
    stack.close()
    features = FeatureFile(RasterSource(str(folder / "features.tif")))
    labels = RasterSource(str(folder / "labels.tif"))
    with CodeReader(labels) as reader:
        rule = choose_rule(reader, LegendChoice(), progress=Silent())
    coarse = read_coarse(labels, rule, features.grid)
    samples = sample_coarse_map(
        coarse, features, area=GEO, settings=SETTINGS.sampling, progress=Silent()
    )
    table = extract_features(features, samples.row, samples.col, progress=Silent())
    trained = train(
        training_set(samples, table), features, settings=SETTINGS.training, progress=Silent(),
        coarse=cells_in(coarse, GEO),
    )  # fmt: skip
    write_model(trained.model, folder / "model.fcm")
    classify(
        read_model(folder / "model.fcm"), features, paths_in(folder).map, area=GEO_SMALL,
        coarse=coarse, settings=SETTINGS.mapping, progress=Silent(),
    )  # fmt: skip
    features.close()


def test_the_whole_chain_gives_the_bytes_of_its_steps(scene, tmp_path):
    whole, steps = tmp_path / "whole", tmp_path / "steps"
    whole.mkdir()
    steps.mkdir()
    run(scene, whole)
    run_steps(scene, steps)
    names = [path.name for path in whole.iterdir() if path.name != "report.html"]
    assert {"output.tif", "confidence.tif", "output.qml", "model.fcm"} <= set(names)
    for name in names:
        assert (whole / name).read_bytes() == (steps / name).read_bytes(), name


def test_running_again_gives_the_same_bytes(scene, tmp_path, monkeypatch):
    folders = [tmp_path / name for name in ("one", "two")]
    for folder, threads in zip(folders, "13"):
        folder.mkdir()
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        run(scene, folder)
    for path in folders[0].iterdir():
        if path.name != "report.html":
            assert path.read_bytes() == (folders[1] / path.name).read_bytes(), path.name


def test_the_result_tells_what_was_done(scene, tmp_path):
    recorder = Recorder()
    result = run(scene, tmp_path, reference=scene.source("truth"), progress=recorder)
    assert result.features[:4] == ("blue", "green", "red", "nir")
    assert result.samples.row.size == sum(count.drawn for count in result.samples.counts)
    assert result.training.model.legend.names == LEGEND.names
    assert result.mapped.counts.sum() == 50 * 40
    assert recorder.fractions == sorted(recorder.fractions)
    assert recorder.fractions[-1] == 1
    told = " ".join(recorder.messages)
    for stage in ("Legend", "Sampling", "Training", "Mapping", "Comparison", "Report"):
        assert f"{stage}: " in told
    assert "Water (1): " in told
    assert expectation_sentences(expectation(result.training))[0] in recorder.messages
    assert "As the map differs from a copy of the coarse map by" in told
    assert consistency_headline(result.coarse_check.consistency) in recorder.messages


def test_the_reference_is_compared_with_map_and_copy(scene, tmp_path):
    result = run(scene, tmp_path, reference=scene.source("truth"))
    found = result.assessment
    with rasterio.open(tmp_path / "output.tif") as dataset:
        mapped = dataset.read(1)
    window = slice(20, 70), slice(25, 65)
    truth = scene.truth[window]
    copy = np.kron(scene.coarse, np.ones((8, 8), np.uint8))[window]
    assert found.counted == truth.size
    assert found.result.overall == pytest.approx((mapped == truth).mean())
    assert found.baseline.overall == pytest.approx((copy == truth).mean())
    assert found.result.overall > found.baseline.overall, "the map beats the plain copy"
    assert found.legend.names == LEGEND.names
    alone = assess_map(
        Comparison(
            map=RasterSource(str(tmp_path / "output.tif")), reference=scene.source("truth"),
            baseline=scene.source("coarse"), area=GEO_SMALL,
        ),
        progress=Silent(),
    )  # fmt: skip
    np.testing.assert_array_equal(alone.result.matrix, found.result.matrix)
    np.testing.assert_array_equal(alone.baseline.matrix, found.baseline.matrix)


def test_the_report_names_the_baseline(scene, tmp_path):
    result = run(scene, tmp_path, reference=scene.source("truth"))
    page = (tmp_path / "report.html").read_text()
    assert "coarse map" in page
    assert f"{100 * result.assessment.baseline.overall:.1f}" in page
    assert f"{100 * result.assessment.result.overall:.1f}" in page
    for name in (*LEGEND.names, "truth.tif", "image.tif", "data:image/png;base64,"):
        assert name in page
    plain = tmp_path / "plain"
    plain.mkdir()
    run(scene, plain)
    assert "Water" in (plain / "report.html").read_text()


def test_the_report_tells_what_to_expect_trust_and_agreement(scene, tmp_path):
    paths = replace(paths_in(tmp_path), metrics=str(tmp_path / "figures.json"))
    result = upsample(inputs_of(scene), paths, settings=SETTINGS, progress=Silent())
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    titles = ("What to expect", "Inputs and outputs", "Maps", "How far to trust the map",
              "Class areas", "Agreement with the coarse cells", "Samples", "Settings")  # fmt: skip
    places = [page.index(f"<h2>{title}</h2>") for title in titles]
    assert places == sorted(places)
    assert "before patches of fewer than 3 pixels gave way" in page
    assert page.count("data:image/png") == 4
    assert "<dt>PRIOR_WEIGHT</dt><dd>" in page
    weight = result.training.validation.weight
    assert f"<dd>{weight} (chosen)</dd>" in page
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert figures["kind"] == "upsample"
    assert figures["expectation"]["validation"] == result.training.validation.to_json()
    assert figures["expectation"]["prior_weight_used"] == weight == result.mapped.prior_weight
    correction = result.training.validation.correction
    assert figures["expectation"]["prior_correction_used"] == correction
    check = result.coarse_check.consistency
    assert figures["coarse_consistency"]["agreement_hard"] == check.agreement
    assert sum(figures["trust"]["confidence_histogram"]) == pytest.approx(1)
    assert figures["trust"]["cells_surveyed"] == result.mapped.surveyed
    assert figures["accuracy"] is None


def test_figures_without_report(scene, tmp_path):
    paths = UpsamplePaths(MapPaths(str(tmp_path / "m.tif")), metrics=str(tmp_path / "m.json"))
    settings = replace(SETTINGS, mapping=MapSettings(prior_weight=2.0))
    upsample(inputs_of(scene), paths, settings=settings, progress=Silent())
    figures = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    assert figures["expectation"]["prior_weight_used"] == 2
    assert figures["settings"]["PRIOR_WEIGHT"] == 2
    assert figures["settings"]["MIN_LEAF"].endswith("(chosen)")
    assert figures["coarse_consistency"]["agreement_soft"] is not None


def test_only_the_map(scene, tmp_path):
    paths = UpsamplePaths(MapPaths(str(tmp_path / "map.tif")))
    settings = replace(SETTINGS, mapping=MapSettings())
    upsample(inputs_of(scene, geo_small=None), paths, settings=settings, progress=Silent())
    assert {path.name for path in tmp_path.iterdir()} == {
        "map.tif", "map.qml", "map.tif.aux.xml",
    }  # fmt: skip
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert dataset.shape == scene.truth.shape
        assert (dataset.read(1) == scene.truth).mean() > 0.9


def test_a_cancelled_run_leaves_everything_as_it_was(scene, tmp_path):
    run(scene, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    settings = replace(SETTINGS, training=TrainingSettings(trees=12, seed=9))
    for share in (0.0, 0.1, 0.25, 0.4, 0.56, 0.8):
        recorder = Recorder()

        def passed(recorder=recorder, share=share):
            return bool(recorder.fractions) and recorder.fractions[-1] >= share

        recorder.cancelled = passed
        with pytest.raises(Cancelled):
            run(scene, tmp_path, settings=settings, progress=recorder)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before, share


def test_training_reads_nothing_outside_geo(scene, tmp_path):
    """Garbage around GEO changes neither the model nor, without the prior, the map."""
    inner = slice(4, 84), slice(4, 89)
    rng = np.random.default_rng(0)
    image = rng.integers(1, 9000, scene.image.shape).astype(np.uint16)
    image[(slice(None), *inner)] = scene.image[(slice(None), *inner)]
    coarse = np.array(CODES, np.uint8)[rng.integers(0, 3, scene.coarse.shape)]
    coarse[:11, :] = scene.coarse[:11, :]  # the cells GEO touches: rows 0 to 10, columns 0 to 11
    with rasterio.open(scene.folder / "image.tif") as dataset:
        names = dataset.descriptions
    write_raster(tmp_path / "image.tif", image, nodata=0, names=names)
    write_raster(tmp_path / "coarse.tif", coarse, pixel=80.0, nodata=0)
    models = {}
    settings = replace(SETTINGS, mapping=MapSettings(prior_weight=0.0, smoothing=1.0))
    for name, folder in (("clean", scene.folder), ("garbage", tmp_path)):
        out = tmp_path / name
        out.mkdir()
        inputs = inputs_of(scene)
        inputs = replace(
            inputs,
            features=FeatureInputs(
                (replace(inputs.features.images[0], path=f"{folder}/image.tif"),)
            ),
            coarse=replace(inputs.coarse, path=f"{folder}/coarse.tif"),
        )
        upsample(inputs, paths_in(out), settings=settings, progress=Silent())
        models[name] = {
            key: (out / key).read_bytes() for key in ("model.fcm", "output.tif", "confidence.tif")
        }
    assert models["clean"] == models["garbage"]


def test_permuted_codes_permute_the_map(scene, tmp_path):
    turn = np.zeros(256, np.uint8)
    turn[list(CODES)] = 40, 20, 30
    write_raster(tmp_path / "turned.tif", turn[scene.coarse], pixel=80.0, nodata=0)
    other = Legend(tuple(replace(one, code=int(turn[one.code])) for one in LEGEND.classes))
    maps = []
    for name, source, legend in (
        ("plain", scene.source("coarse"), LEGEND),
        ("turned", RasterSource(str(tmp_path / "turned.tif")), other),
    ):
        (tmp_path / name).mkdir()
        choice = LegendChoice("layer", layer_legend=legend)
        result = run(scene, tmp_path / name, coarse=source, choice=choice)
        with rasterio.open(tmp_path / name / "output.tif") as dataset:
            maps.append((dataset.read(1), result.samples))
    (plain, samples), (turned, turned_samples) = maps
    np.testing.assert_array_equal(samples.row, turned_samples.row)
    np.testing.assert_array_equal(samples.col, turned_samples.col)
    assert (turn[plain] == turned).mean() > 0.97, "trees break ties between classes by their order"


def test_the_coarse_map_may_end_inside_the_image(scene, tmp_path):
    write_raster(tmp_path / "part.tif", scene.coarse[:7, :7], pixel=80.0, nodata=0)
    result = run(
        scene, tmp_path, coarse=RasterSource(str(tmp_path / "part.tif")), geo=None, geo_small=None
    )
    assert result.mapped.counts.sum() == scene.truth.size
    assert result.samples.row.max() < 56
    with rasterio.open(tmp_path / "output.tif") as dataset:
        assert (dataset.read(1) == scene.truth).mean() > 0.85


def test_only_the_needed_part_of_a_huge_coarse_map_is_read(scene, tmp_path, monkeypatch):
    huge = tmp_path / "huge.tif"
    with rasterio.open(scene.folder / "coarse.tif") as dataset:
        profile = {**dataset.profile, "height": 40_000, "width": 40_000, "tiled": True,
                   "blockxsize": 256, "blockysize": 256, "sparse_ok": True}  # fmt: skip
        values = dataset.read(1)
    with rasterio.open(huge, "w", **profile) as dataset:
        dataset.write(values, 1, window=((0, 12), (0, 12)))
    asked = []
    read = CodeReader.read

    def recorded(self, window):
        if self.source.path == str(huge):
            asked.append(window.height * window.width)
        return read(self, window)

    monkeypatch.setattr(CodeReader, "read", recorded)
    (tmp_path / "out").mkdir()
    run(scene, tmp_path / "out", coarse=RasterSource(str(huge)), reference=scene.source("truth"))
    assert asked
    assert max(asked) <= 21 * 21


@pytest.mark.parametrize(
    ("changes", "error", "match"),
    [
        ({"geo": box(900, 900, 5, 5)}, GridError, "GEO does not overlap"),
        ({"geo_small": box(900, 900, 5, 5, name="GEO_SMALL")}, GridError, "GEO_SMALL does not"),
        ({"geo": box(9, 9, 5, 5)}, InputError, "Only one class"),
        ({"choice": LegendChoice("corine")}, (GridError, LegendError), "legend"),
        ({"choice": LegendChoice("nothing")}, LegendError, "no built-in legend"),
    ],
)
def test_what_cannot_be_done_leaves_nothing(scene, tmp_path, changes, error, match):
    with pytest.raises(error, match=match):
        run(scene, tmp_path, **changes)
    assert not list(tmp_path.iterdir())


def test_no_overlap_of_image_and_coarse_map(scene, tmp_path):
    from affine import Affine

    far = Affine(80, 0, 9e5, 0, -80, 5e6)
    write_raster(tmp_path / "far.tif", scene.coarse, transform=far, nodata=0)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(GridError, match="does not overlap the image"):
        run(scene, out, coarse=RasterSource(str(tmp_path / "far.tif"), name="COARSE"))
    assert not list(out.iterdir())


def test_classes_of_one_area_only_are_named_before_training(scene, tmp_path):
    present = [set(np.unique(scene.coarse[:, half])) for half in (np.s_[:6], np.s_[6:])]
    assert present[0] == present[1] == set(CODES)
    split = scene.coarse.copy()
    split[:, :6][split[:, :6] == 9] = 5  # no Sand in the west
    split[:, 6:][split[:, 6:] == 1] = 5  # no Water in the east
    write_raster(tmp_path / "coarse.tif", split, pixel=80, nodata=0)
    out, recorder = tmp_path / "out", Recorder()
    out.mkdir()
    result = run(
        scene, out, progress=recorder, coarse=RasterSource(str(tmp_path / "coarse.tif")),
        geo=box(0, 0, 96, 48), geo_small=box(0, 48, 96, 48, name="GEO_SMALL"),
    )  # fmt: skip
    sand, water = (int((split == code).sum()) for code in (9, 1))
    expected = (
        f"Sand (9) occurs in {sand} coarse cells of GEO_SMALL but nowhere in GEO, so it cannot be "
        "mapped there; enlarge GEO.",
        "The coarse map has classes in GEO that it has nowhere in GEO_SMALL: Water (1), "
        f"{water} coarse cells. Doubt the fine map where it shows them.",
    )
    assert tuple(recorder.warnings[:2]) == result.absences == expected
    page = (out / "report.html").read_text(encoding="utf-8")
    assert page.count("Doubt the fine map where it shows them.") == 1
    assert all(note in page for note in expected)


def test_samples_carry_their_legend(scene):
    stack = scene.stack()
    with CodeReader(scene.source("coarse")) as reader:
        rule = choose_rule(reader, LegendChoice("layer", layer_legend=LEGEND), progress=Silent())
    wide = replace(rule, legend=Legend((*LEGEND.classes, LandCoverClass(200, "Ice", "#FFFFFF"))))
    coarse = read_coarse(scene.source("coarse"), wide, stack.grid)
    samples = sample_coarse_map(
        coarse, stack, area=None, settings=SETTINGS.sampling, progress=Silent()
    )
    stack.close()
    assert sample_legend(samples).names == LEGEND.names, "Ice never occurs"
    found = training_set(samples, np.zeros((samples.row.size, 2), np.float32))
    np.testing.assert_array_equal(found.codes, wide.legend.codes[samples.label])
    np.testing.assert_array_equal(found.cells.T, np.divmod(samples.cell, 12))


# --- real scenes


def block_majority(values, factor, *, nodata):
    rows, cols = (side // factor for side in values.shape)
    blocks = values[: rows * factor, : cols * factor].reshape(rows, factor, cols, factor)
    codes = [code for code in np.unique(values) if code != nodata]
    counts = np.stack([(blocks == code).sum(axis=(1, 3)) for code in codes])
    found = np.array(codes, np.uint8)[counts.argmax(axis=0)]
    return np.where(counts.sum(axis=0) > 0, found, nodata).astype(np.uint8)


@pytest.mark.parametrize(
    ("image", "bands", "truth", "factor"),
    [
        ("bayeseo_rondonia_s2/s2_20LLQ_20210922_B02_B8A_B11.tif", "blue=1,nir=2,swir1=3",
         "bayeseo_rondonia_s2/class_map_argmax_probs.tif", 25),
        ("zion_l8_nlcd/landsat8_zion_b2345.tif", "blue=1,green=2,red=3,nir=4",
         "zion_l8_nlcd/nlcd.tif", 16),
    ],
)  # fmt: skip
def test_real_scenes_run_and_show_the_baseline(data_dir, tmp_path, image, bands, truth, factor):
    with rasterio.open(data_dir / truth) as dataset:
        values, nodata = dataset.read(1), dataset.nodata
        nodata = 255 if nodata is None else int(nodata)
        coarse = block_majority(values, factor, nodata=nodata)
        transform = dataset.transform * dataset.transform.scale(factor)
        write_raster(
            tmp_path / "coarse.tif", coarse, nodata=nodata, transform=transform, crs=dataset.crs
        )
        middle = dataset.xy(values.shape[0] // 2, values.shape[1] // 2)
        crs = dataset.crs.to_wkt()
        side = 90 * dataset.transform.a
    x, y = middle
    ring = [(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side),
            (x - side, y - side)]  # fmt: skip
    small = replace(
        GEO_SMALL, geometries=({"type": "Polygon", "coordinates": [ring]},), crs_wkt=crs
    )
    inputs = UpsampleInputs(
        FeatureInputs((RasterSource(str(data_dir / image), name="IMAGES"),)),
        RasterSource(str(tmp_path / "coarse.tif"), name="COARSE"),
        geo_small=small,
        reference=RasterSource(str(data_dir / truth), name="REFERENCE"),
    )
    settings = UpsampleSettings(
        features=FeatureSettings(bands=bands, context=3, indices="none"),
        sampling=SamplingSettings(samples=1500, min_per_class=100, max_per_class=600),
        training=TrainingSettings(trees=10),
    )
    result = upsample(inputs, paths_in(tmp_path), settings=settings, progress=Silent())
    found = result.assessment
    assert found.counted > 25_000
    assert found.result.total == found.baseline.total
    assert 0.3 < found.result.overall <= 1
    assert 0.3 < found.baseline.overall <= 1
    page = (tmp_path / "report.html").read_text()
    assert f"{100 * found.baseline.overall:.1f}" in page
    assert f"{100 * found.result.overall:.1f}" in page


def test_samples_are_told_class_by_class():
    nothing = np.zeros(0, np.int64)
    counts = (ClassCount(1, 1, 1, 1, 0), ClassCount(5, 900, 300, 200, 0))
    samples = SampleTable(
        nothing, nothing, nothing, nothing, nothing, generic(np.array([1, 5])), counts, 9
    )
    recorder = Recorder()
    report_samples(samples, recorder)
    assert recorder.messages == [
        "Class 1 (1): 1 sample of 1 pixel.",
        "Class 5 (5): 200 samples of 900 pixels, 300 of them as BUFFER, PURITY and HOMOGENEITY "
        "want them.",
    ]
    few, easier = recorder.warnings
    assert few == "Class 1 has only 1 sample; expect it to be mapped poorly."
    assert easier.startswith("Samples keep to a part of the pixels")
