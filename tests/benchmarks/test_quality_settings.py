"""The settings study: maps as classify makes them, figures by hand, tables, the command line."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import rasterio
import tiny_scene
from finecover.benchmarks.quality import methods, scenes, settings_command, settings_grid
from finecover.benchmarks.quality import settings_report as tables
from finecover.benchmarks.quality import settings_study as study
from finecover.benchmarks.quality.coarse_maps import NO_CLASS, block_majority, with_wrong_cells
from finecover.benchmarks.quality.runs import CASES, RunFailed
from finecover.core.cells.coarse import read_coarse
from finecover.core.features.features import FeatureStack
from finecover.core.learning.self_validation import SelfValidation, SettingScore
from finecover.core.legends.labels import LegendChoice, choose_rule
from finecover.core.legends.legend import generic
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.progress import Silent
from finecover.core.rasters.raster import CodeReader, RasterSource, describe

CLEAN, WRONG = CASES
SETTINGS = [(0.0, 0.5, 0.0), (0.0, 1.0, 2.0), (0.25, 0.75, 1.0), (1.0, 0.5, 2.0), (0.75, 1.0, 0.0)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A made scene whose image has a hole, and whose elevation ends short of it."""
    files = tiny_scene.build(tmp_path_factory.mktemp("scene"))
    with rasterio.open(files.image, "r+") as image:
        image.nodata = 0
        values = image.read()
        values[:, 37:45, 50:70] = 0
        image.write(values)
    with rasterio.open(files.dem) as dem:
        height = dem.read(1)[:, :-3]
    dem = tiny_scene.write_raster(files.folder / "dem_short.tif", height, pixel=30.0)
    grid = describe(RasterSource(str(files.image))).grid
    inputs = scenes.SceneInputs("tiny", (files.image,), tiny_scene.FACTOR, grid, dem)
    return scenes.Scene(inputs, scenes.read_reference(files.truth, grid))


def quick(inputs, seed=0, **mapping):
    settings = methods.default_settings(inputs, seed)
    return methods.changed(
        settings, sampling={"samples": 500}, training={"trees": 10}, mapping=mapping
    )


def task(scene, folder):
    cells = block_majority(scene.reference, factor=scene.inputs.factor)
    return methods.Task(scene.inputs, with_wrong_cells(cells, share=0.25, seed=0), 0, folder)


def classified(made, own, settings):
    """Return the codes ``classify`` writes with the same model; -1 = no data."""
    source = RasterSource(str(own.folder / "coarse.tif"), name="COARSE")
    legend = generic(own.cells[own.cells != NO_CLASS])
    stack = FeatureStack(own.scene.sources, quick(own.scene).features, progress=Silent())
    with CodeReader(source) as reader:
        choice = LegendChoice(kind="layer", layer_legend=legend)
        rule = choose_rule(reader, choice, progress=Silent())
    coarse = read_coarse(source, rule, stack.grid)
    path = str(own.folder / "classified.tif")
    classify(
        made.training.model, stack, MapPaths(path), area=None, coarse=coarse, settings=settings,
        progress=Silent(),
    )  # fmt: skip
    stack.close()
    with rasterio.open(path) as raster:
        return np.where(raster.read_masks(1) == 0, NO_CLASS, raster.read(1).astype(np.int32))


@pytest.mark.parametrize("more", [{}, {"keep_edges": False}, {"min_mapping_unit": 6}])
def test_every_map_is_the_one_classify_makes(scene, tmp_path, monkeypatch, more):
    monkeypatch.setattr(settings_grid, "_TILE", 40)
    own = task(scene, tmp_path)
    made = study.map_settings(own, quick(scene.inputs, **more), scene.reference)
    maps = dict(zip(made.settings, made.maps))
    assert len(maps) == len(made.validation.scores) * len(settings_grid.SMOOTHINGS)
    assert (made.prior.trust < 0.5).any()
    assert len({labels.tobytes() for labels in maps.values()}) > len(maps) / 2
    wanted = [MapSettings(w, c, s, **more) for w, c, s in SETTINGS]
    for settings in wanted if not more else wanted[1:4]:
        mine = settings_grid.to_codes(maps[settings], made.training.model)
        assert (mine == classified(made, own, settings)).all(), settings
    assert (mine[37:45, 50:70] == NO_CLASS).all()
    assert (mine >= 0).sum() == mine.size - 8 * 20


def test_the_chosen_map_is_the_one_upsample_makes(scene, tmp_path):
    own = task(scene, tmp_path)
    made = study.map_settings(own, quick(scene.inputs), scene.reference)
    chosen = replace(
        MapSettings(),
        prior_weight=made.validation.weight,
        prior_correction=made.validation.correction,
    )
    labels = made.maps[made.settings.index(chosen)]
    mapped = methods.run_upsample(own, change=lambda _: quick(scene.inputs))
    known = settings_grid.to_codes(labels, made.training.model) != NO_CLASS
    assert (settings_grid.to_codes(labels, made.training.model)[known] == mapped[known]).all()


def test_smoothing_of_the_defaults_is_among_those_tried():
    grid = settings_grid.SettingsGrid.tried(validation(), MapSettings(smoothing=1.5))
    assert grid.smoothings == (0.0, 1.0, 1.5, 2.0)
    assert grid.settings[0] == MapSettings(0.0, 0.5, 0.0)
    assert len(set(grid.settings)) == 4 * 3


@pytest.mark.parametrize(("case", "rate"), [(CLEAN, 0.0), (WRONG, 0.25)])
def test_a_run_tells_what_the_truth_says(scene, monkeypatch, case, rate):
    monkeypatch.setattr(study, "default_settings", quick)
    run = study.study(study.StudyJob("tiny", case, 0), scene)
    assert run.cells.true_rate == pytest.approx(rate, abs=0.01)
    assert run.cells.right_doubted < 0.2
    assert math.isnan(run.cells.wrong_doubted) is (case == CLEAN)
    if case == WRONG:
        assert min(run.cells.wrong_doubted, run.cells.wrong_doubted_in_map) > 0.5
    assert run.true_gain > 0
    assert run.best >= run.best_ranked >= run.chosen.kappa > 0.6
    assert [(s.weight, s.correction) for s in run.ranked] == [
        (s.weight, s.correction) for s in run.validation.scores
    ]
    assert {s.smoothing for s in run.ranked} == {run.smoothing}
    told = run.confidence
    assert abs(told.mean - told.agreement) <= told.error + 1e-9
    assert abs(told.raw_mean - told.agreement) <= told.raw_error + 1e-9
    assert told.raw_error > 0
    assert told.agreement > 0.7


def test_a_run_without_self_validation_says_so(scene, monkeypatch):
    def without(*args, **more):
        return replace(train(*args, **more), validation=None)

    train = study.train
    monkeypatch.setattr(study, "default_settings", quick)
    monkeypatch.setattr(study, "train", without)
    with pytest.raises(RunFailed, match="tiny, clean, seed 0 failed: There are too few"):
        study.study(study.StudyJob("tiny", CLEAN, 0), scene)


def validation(kappas=(0.4, 0.6, 0.5), gain=0.2):
    grid = ((0.0, 0.5), (0.5, 0.5), (1.0, 0.5))
    scores = tuple(SettingScore(*setting, kappa, 0.5, 0.1) for setting, kappa in zip(grid, kappas))
    weight, power = grid[int(np.argmax(kappas))]
    return SelfValidation(scores, 0.3, 0.3, weight, power, gain, 0.05, 0.0, 50, 3, 0.0, 0.4)


def made_run(true=(0.5, 0.7, 0.65), *, case=CLEAN, gain=0.2, copy=0.6):
    scores = tuple(
        study.TrueScore(weight, 0.5, smoothing, kappa + 0.01 * smoothing, 0.4)
        for smoothing in (0.0, 1.0, 2.0)
        for weight, kappa in zip((0.0, 0.5, 1.0), true)
    )
    cells = study.CellErrors(0.02, 0.0, math.nan, 0.01, math.nan, 0.03)
    trusted = study.ConfidenceErrors(0.12, 0.02, 0.8, 0.7, 0.69)
    return study.StudyRun(
        "zion", case, 0, 1.0, validation(gain=gain), copy, 0.6, scores, cells, trusted, 9.0
    )


def test_ranks_regret_and_gain_of_a_run():
    run = made_run()
    assert run.rank_correlation == run.kappa_rank_correlation == pytest.approx(1.0)
    assert run.chosen == study.TrueScore(0.5, 0.5, 1.0, 0.71, 0.4)
    assert (run.best_ranked, run.best) == (0.71, 0.72)
    assert run.true_gain == pytest.approx(0.11)
    assert run.sign_right
    assert not made_run(copy=0.8).sign_right
    assert made_run(copy=0.8, gain=-0.1).sign_right
    other = made_run((0.5, 0.6, 0.7))
    assert other.rank_correlation == pytest.approx(0.5)
    assert other.best_ranked - other.chosen.kappa == pytest.approx(0.1)


def test_a_rank_correlation_of_equal_values_is_not_known():
    assert math.isnan(study.spearman([1, 1, 1], [1, 2, 3]))
    assert math.isnan(study.spearman([1], [1]))
    assert study.spearman([1, 2, 3], [5, 4, 1]) == pytest.approx(-1)


def test_targets_are_judged_by_case_and_over_all_runs():
    runs = [made_run(), made_run((0.5, 0.6, 0.7), case=WRONG), made_run(case=WRONG, copy=0.9)]
    found = {check.name: check for check in tables.checks(runs)}
    assert found["Mean rank correlation of settings with the truth: clean"].met
    noisy = found["Mean rank correlation of settings with the truth: 25 % wrong"]
    assert (noisy.value, noisy.wanted, noisy.met) == (pytest.approx(0.75), 0.5, True)
    assert found["Share of runs whose gain has the right sign"].value == pytest.approx(2 / 3)
    assert not found["Mean regret"].met
    assert found["Mean regret"].value == pytest.approx(0.1 / 3)
    assert found["Mean regret with any smoothing"].value == pytest.approx(0.13 / 3)


def test_the_report_shows_every_case_and_leaves_out_what_is_not_known():
    text = tables.report([made_run(), made_run(case=WRONG)], facts="facts")
    assert "Targets: 5 of 5 met" in text
    assert "| zion, clean | 0.5 / 0.5 (1) | 0.5 / 0.5 (1) |" in text
    assert "| zion, clean | 0.200 | 0.200 | 0.050 | 0.110 | 0.090 | 1.800 | 1.000 |" in text
    assert "0 % are within one spread of the true gain, 100 % within two" in text
    assert "| zion, clean | 0.120 | 0.020 | 0.800 | 0.700 | 0.690 |" in text
    assert "| mean 25 % wrong | 0.020 | 0.000 |  | 0.010 |  | 0.030 |" in text
    assert "correlation of expected and true gain is not known" in text


def test_json_holds_every_score_and_null_for_what_is_not_known():
    entry = json.loads(settings_command.to_json([made_run()]))["runs"][0]
    assert len(entry["scores"]) == 9
    assert len(entry["validation"]["scores"]) == 3
    assert entry["cells"]["wrong_doubted"] is None
    assert entry["measures"]["regret with any smoothing"] == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("arguments", "writes"),
    [
        ([], True),
        (["--seeds", "6"], True),
        (["--seeds", "4"], False),
        (["--scenes", "zion"], False),
        (["--scenes", "zion", "--out", "elsewhere"], True),
    ],
)
def test_only_a_whole_run_replaces_the_kept_tables(arguments, writes):
    given = settings_command.read_arguments(["--settings", *arguments])
    assert settings_command.writes(given) is writes


def test_fewer_than_one_seed_is_refused(capsys):
    with pytest.raises(SystemExit):
        settings_command.read_arguments(["--settings", "--seeds", "0"])
    assert "0 is less than 1" in capsys.readouterr().err


def test_the_command_writes_its_tables_elsewhere(tmp_path, monkeypatch, scene, capsys):
    monkeypatch.setattr(study, "default_settings", quick)
    monkeypatch.setattr(settings_command, "prepare", lambda name, folder: scene)
    part = ["--settings", "--scenes", "slovenia", "--seeds", "1"]
    assert settings_command.main(part) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert settings_command.main([*part, "--out", str(tmp_path / "kept")]) == 0
    record = json.loads((tmp_path / "kept" / "settings.json").read_text(encoding="utf-8"))
    assert [(run["scene"], run["case"]) for run in record["runs"]] == [
        ("slovenia", case) for case in CASES
    ]
    assert "| slovenia, clean |" in (tmp_path / "kept" / "settings.md").read_text(encoding="utf-8")


def test_absent_scenes_end_with_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FINECOVER_DATA", str(tmp_path / "nowhere"))
    assert settings_command.main(["--settings"]) == 2
    assert "set FINECOVER_DATA" in capsys.readouterr().err
