"""The methods on a made scene: what they are given, what they return, that seeds decide."""

from dataclasses import fields, replace

import numpy as np
import pytest
import tiny_scene
from finecover.benchmarks.quality import ceiling, comparison, methods
from finecover.benchmarks.quality.coarse_maps import block_majority
from finecover.benchmarks.quality.runs import CASES, RunFailed, execute, plan
from finecover.benchmarks.quality.scenes import Scene, SceneInputs, read_reference
from finecover.core.pipeline import UpsampleSettings
from finecover.core.rasters.raster import RasterSource, describe

QUICK = {"sampling": {"samples": 300}, "training": {"trees": 5}}


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    files = tiny_scene.build(tmp_path_factory.mktemp("scene"))
    grid = describe(RasterSource(str(files.image))).grid
    inputs = SceneInputs("tiny", (files.image,), tiny_scene.FACTOR, grid, files.dem)
    return Scene(inputs, read_reference(files.truth, grid))


def task(scene, folder, **more):
    cells = block_majority(scene.reference, factor=scene.inputs.factor)
    return methods.Task(scene.inputs, cells, more.pop("seed", 0), folder, **more)


def quick(settings):
    return methods.changed(settings, **QUICK)


def test_every_setting_is_fixed_for_the_usual_recipe_or_known_to_mean_nothing_to_it():
    """A new setting that improves maps belongs into USUAL, switched off; others into SHARED."""
    settings = UpsampleSettings()
    parts = {entry.name for entry in fields(settings)} - {"features", "resume"}
    assert parts == set(methods.USUAL) == set(methods.SHARED)
    for part in parts:
        names = {entry.name for entry in fields(getattr(settings, part))}
        assert names <= set(methods.USUAL[part]) | methods.SHARED[part], part


def test_the_seed_reaches_sampling_and_training_and_scenes_ask_for_their_statistics(scene):
    inputs = replace(scene.inputs, features={"statistics": "median"})
    settings = methods.default_settings(inputs, 3)
    assert (settings.sampling.seed, settings.training.seed) == (3, 3)
    assert settings.features.statistics == "median"
    plain = methods.default_settings(scene.inputs, 0)
    assert plain == UpsampleSettings()


def test_each_method_maps_the_scene_better_than_chance(scene, monkeypatch):
    monkeypatch.setattr(ceiling, "SAMPLES", 300)
    quick_usual = methods.upsampling(lambda s: quick(methods.usual(s)), "")
    quick_own = methods.upsampling(quick, "")
    made = {**comparison.METHODS, "usual": quick_usual, "finecover": quick_own}
    del made["proportional"]
    jobs = plan(("tiny",), 1, made)
    runs = [run for _, run in execute(jobs, {"tiny": scene}, processes=1)]
    assert [(run.case, run.method) for run in runs] == [
        (case, name) for case in CASES for name in made if (case, name) != ("25 % wrong", "ceiling")
    ]
    assert all(run.scores.unmapped == 0 and run.scores.kappa > 0.2 for run in runs)
    best = {run.method: run.scores.kappa for run in runs if run.case == "clean"}
    assert best["ceiling"] > 0.9


def test_the_same_seed_gives_the_same_map(scene, tmp_path):
    def mapped(seed, name):
        (tmp_path / name).mkdir()
        own = task(scene, tmp_path / name, seed=seed)
        return methods.run_upsample(own, change=lambda s: quick(methods.usual(s)))

    first = mapped(1, "first")
    assert (first == mapped(1, "again")).all()
    assert (first != mapped(2, "other")).any()


def test_only_the_ceiling_is_told_the_truth():
    told = {name for name, method in comparison.METHODS.items() if method.on_truth}
    assert told == {"ceiling"}
    assert "reference" not in {entry.name for entry in fields(SceneInputs)}


def test_the_ceiling_needs_the_truth(scene, tmp_path):
    with pytest.raises(ValueError, match="truth"):
        ceiling.forest_on_truth(task(scene, tmp_path))


def test_folds_of_the_ceiling_are_halves_of_whole_blocks():
    truth = np.random.default_rng(0).integers(1, 4, (50, 70))
    truth[:7, :9] = -1
    folds = ceiling.pixel_folds(truth, side=6, seed=0)
    assert (folds[truth == -1] == -1).all()
    assert (folds == 0).sum() == pytest.approx((folds == 1).sum(), rel=0.1)
    for row in range(0, 50, 6):
        for col in range(0, 70, 6):
            assert np.unique(folds[row : row + 6, col : col + 6][
                truth[row : row + 6, col : col + 6] != -1]).size <= 1  # fmt: skip


def test_the_pixels_a_forest_learns_from_lie_in_the_other_half(scene, tmp_path, monkeypatch):
    learnt = []

    def watch(features, rows, cols, *, progress):
        learnt.append((rows, cols))
        return extract(features, rows, cols, progress=progress)

    extract = ceiling.extract_features
    monkeypatch.setattr(ceiling, "extract_features", watch)
    monkeypatch.setattr(ceiling, "SAMPLES", 300)
    ceiling.forest_on_truth(task(scene, tmp_path, truth=scene.reference))
    side = ceiling.BLOCK_CELLS * scene.inputs.factor
    folds = ceiling.pixel_folds(scene.reference, side=side, seed=0)
    assert [set(folds[rows, cols].tolist()) for rows, cols in learnt] == [{1}, {0}]


def test_a_run_that_fails_says_which_and_why(scene):
    refused = methods.upsampling(lambda s: methods.changed(s, features={"indices": "NDXX"}), "")
    with pytest.raises(RunFailed, match=r"tiny, clean, seed 0, x failed: INDICES: 'NDXX'"):
        list(execute(plan(("tiny",), 1, {"x": refused}), {"tiny": scene}, processes=1))
