"""The study of the forest's settings: verdicts by hand, tables, one run, the command line."""

import json
import math
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import tiny_scene
from finecover.benchmarks.quality import scenes, tradeoff, tradeoff_command, tradeoff_report
from finecover.benchmarks.quality.scoring import Scores
from finecover.benchmarks.quality.tradeoff import TradeoffRun, Trial, attempt, plan
from finecover.core.learning import forest
from finecover.core.rasters.raster import RasterSource, describe
from sklearn.ensemble import RandomForestClassifier

CASES = ("clean", "25 % wrong")


def _run(variant, case, seed, kappa, *, f1=0.5, gain=0.1, seconds=(4.0, 6.0)):
    scores = Scores(overall=0.8, kappa=kappa, macro_f1=f1, mean_iou=0.4, unmapped=0)
    return TradeoffRun("here", case, seed, variant, scores, gain, 0.02, *seconds)


def _runs(name, change, **more):
    runs = []
    for case, kappa in zip(CASES, (0.6, 0.5)):
        for seed in range(2):
            runs.append(_run("defaults", case, seed, kappa + 0.1 * seed))
            runs.append(_run(name, case, seed, kappa + 0.1 * seed + change, **more))
    return runs


@pytest.mark.parametrize(
    ("change", "more", "told"),
    [
        (0.004, {}, "better"),
        (0.004, {"f1": 0.49}, ""),
        (0.004, {"gain": 0.11}, ""),
        (0.002, {}, ""),
        (-0.001, {"seconds": (2.0, 5.0)}, "as good and cheaper"),
        (-0.001, {"seconds": (4.0, 5.0)}, ""),
        (-0.003, {"seconds": (1.0, 1.0)}, ""),
    ],
)
def test_verdicts(change, more, told):
    (found,) = tradeoff_report.verdicts(_runs("trees 50", change, **more))
    assert found.told == told
    assert found.changes["Kappa"] == pytest.approx(change)
    assert found.errors["Kappa"] == pytest.approx(0, abs=1e-12)
    training, mapping = more.get("seconds", (4.0, 6.0))
    assert found.training == pytest.approx(training / 4)
    assert found.mapping == pytest.approx(mapping / 6)
    assert found.both == pytest.approx((training + mapping) / 10)


def test_an_uncertain_gain_is_none():
    runs = _runs("trees 50", 0.0)
    lucky = [_run("trees 200", "clean", 0, 0.7), _run("trees 200", "clean", 1, 0.62)]
    (_, found) = tradeoff_report.verdicts(runs + lucky)
    assert found.changes["Kappa"] == pytest.approx((0.1 - 0.08) / 2)
    assert found.told == ""


def test_no_scene_may_lose_what_another_gains():
    runs = _runs("trees 50", 0.02, seconds=(2.0, 3.0))
    runs += [_run("defaults", "clean", seed, 0.5) for seed in (2, 3)]
    for run in runs[-2:]:
        runs.remove(run)
        worse = replace(run.scores, kappa=run.scores.kappa - 0.01)
        runs += [replace(run, scene="there")]
        runs += [replace(run, scene="there", variant="trees 50", scores=worse)]
    (found,) = tradeoff_report.verdicts(runs)
    assert found.changes["Kappa"] > 0.003
    assert found.worst == pytest.approx(-0.01)
    assert found.told == ""


def test_the_report_holds_figures_of_the_defaults_and_changes_of_the_others():
    text = tradeoff_report.report(_runs("trees 50", 0.004), facts="Facts.")
    assert "| defaults | 0.650 | 0.550 | 0.650 | 0.550 | 0.600 |  |" in text
    assert "| trees 50 | +4.0 | +4.0 | +4.0 | +4.0 | +4.0 | 0.0 |" in text
    assert "| defaults | 4.0 s | 6.0 s | 10.0 s |" in text
    assert "| trees 50 | 1.00 | 1.00 | 1.00 |" in text
    assert text.endswith("- trees 50: better\n")


def test_no_promise_is_no_figure():
    runs = _runs("trees 50", 0.004, gain=None)
    (found,) = tradeoff_report.verdicts(runs)
    assert found.changes["Error of the expected gain"] == 0
    assert math.isinf(found.errors["Error of the expected gain"])
    assert "nan" not in tradeoff_report.report(runs, facts="")


def test_variants_of_a_seed_follow_each_other():
    trials = plan(["here", "there"], 3, ["defaults", "depth 12"])
    assert [trial.variant for trial in trials[:3]] == ["defaults", "depth 12", "defaults"]
    assert {trial.seed for trial in trials} == {3}
    assert len(trials) == 8


def test_the_hook_changes_every_forest_and_lets_go():
    with tradeoff.VARIANTS["depth 12"].hook():
        grown = forest.RandomForestClassifier(max_features="sqrt", n_estimators=3)
        assert (grown.max_depth, grown.max_features) == (12, "sqrt")
    assert forest.RandomForestClassifier is RandomForestClassifier


@pytest.fixture
def scene(tmp_path):
    files = tiny_scene.build(tmp_path)
    grid = describe(RasterSource(str(files.image))).grid
    inputs = scenes.SceneInputs("tiny", (files.image,), tiny_scene.FACTOR, grid)
    return scenes.Scene(inputs, scenes.read_reference(files.truth, grid))


def test_a_run_scores_the_map_and_times_its_stages(scene):
    run = attempt(Trial("tiny", "clean", 0, "trees 50"), scene)
    assert 0.3 < run.scores.kappa <= 1
    assert run.training > 0
    assert run.mapping > 0
    assert 0 <= run.confidence_error < 0.5
    assert attempt(Trial("tiny", "clean", 0, "trees 50"), scene).scores == run.scores


def test_the_command_writes_after_every_seed(scene, tmp_path, monkeypatch, capsys):
    written = []
    monkeypatch.setattr(tradeoff_command, "prepare", lambda name, folder: scene)
    monkeypatch.setattr(tradeoff_command, "attempt", _pretend)
    keep = partial(_keep, written, tradeoff_command.write_text)
    monkeypatch.setattr(tradeoff_command, "write_text", keep)
    out = tmp_path / "record"
    given = ["--tradeoff", "trees 50", "--scenes", "zion", "--seeds", "2", "--out", str(out)]
    assert tradeoff_command.main(given) == 0
    assert [path.name for path in written] == ["tradeoff.md", "tradeoff.json"] * 2
    record = json.loads((out / "tradeoff.json").read_text())
    assert [run["seed"] for run in record["runs"]] == [0] * 4 + [1] * 4
    assert "Means over 2 seeds" in (out / "tradeoff.md").read_text()
    assert tradeoff_command.main(given[:-2]) == 0, "a part replaces no kept table"
    assert len(written) == 4
    assert "nothing was written" in capsys.readouterr().out


def _pretend(trial, scene):
    return _run(trial.variant, trial.case, trial.seed, 0.5 + np.float64(trial.seed) / 10)


def _keep(written, write, path, text):
    written.append(path)
    write(path, text)
