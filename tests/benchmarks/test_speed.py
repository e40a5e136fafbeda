"""The benchmark of speed: its workload, its parts at a small size, and its words."""

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from finecover.benchmarks.machine import load_sentence
from finecover.benchmarks.speed import command, evaluator, growth, mapped, orfeo, startup, whole
from finecover.benchmarks.speed import upsample_profile as profiled
from finecover.benchmarks.speed.figures import Figure, Part
from finecover.benchmarks.speed.ground import DEFAULTS, FLOOR, NAIVE, ORFEO, OURS, TOLD, Ground
from finecover.benchmarks.speed.processes import ProcessFailed, Taken, take
from finecover.benchmarks.speed.workload import BANDS, NAMES, SAMPLES, Workload
from finecover.core.learning.forest_arrays import Forest
from finecover.core.parallel import thread_count


@pytest.fixture(scope="module")
def small():
    """A workload whose forest grows quickly."""
    made = Workload.of(3)
    return Workload(made.means, made.features[:300], made.codes[:300])


@pytest.fixture
def ground(small, tmp_path):
    ground = Ground(tmp_path)
    small.write_models(tmp_path)
    ground.__dict__["workload"] = small
    ground.__dict__["orfeo"] = None
    return ground


def test_the_same_seed_makes_the_same_workload():
    one, other = Workload.of(5), Workload.of(5)
    np.testing.assert_array_equal(one.features, other.features)
    np.testing.assert_array_equal(one.codes, other.codes)
    np.testing.assert_array_equal(one.rows(100), other.rows(100))
    assert (one.features != Workload.of(5, seed=1).features).any()
    assert one.features.shape == (SAMPLES, BANDS)
    assert set(one.codes) == {1, 2, 3, 4, 5}


def test_the_image_is_as_it_is_said_to_be(small, tmp_path):
    pixels = small.write_image(tmp_path / "one.tif", 300 * 300)
    small.write_image(tmp_path / "two.tif", 300 * 300)
    with rasterio.open(tmp_path / "one.tif") as one, rasterio.open(tmp_path / "two.tif") as two:
        assert one.width * one.height == pixels == 90_000
        assert one.count == BANDS
        assert one.descriptions == NAMES
        assert one.dtypes[0] == "uint16"
        assert one.profile["tiled"]
        assert one.compression.value == "DEFLATE"
        np.testing.assert_array_equal(one.read(), two.read())


def test_product_and_plain_script_make_the_same_map(ground, monkeypatch):
    monkeypatch.setattr(whole, "warm_up", lambda ground: None)
    part = whole.run(ground, 120 * 120, 1)
    assert part.record["agreement"][OURS] == 1.0
    assert set(part.record["runs"]) == {NAIVE, OURS, DEFAULTS, FLOOR}
    assert "Orfeo ToolBox is not installed here." in part.text
    assert part.figures[0].name == "classify, against naive"


def test_what_takes_long_is_repeated_less(ground, monkeypatch):
    seconds = dict.fromkeys((OURS, DEFAULTS, FLOOR), 3.0)
    seconds[NAIVE] = whole.ENOUGH / 2
    monkeypatch.setattr(whole, "warm_up", lambda ground: None)
    monkeypatch.setattr(Ground, "command", lambda self, way, image: way)
    monkeypatch.setattr(whole, "take", lambda way: Taken(seconds[way], 9.0, 0.5))
    monkeypatch.setattr(whole, "agreement", lambda one, other: 1.0)
    part = whole.run(ground, 120 * 120, 3)
    counts = {way: len(found) for way, found in part.record["runs"].items()}
    assert counts == {NAIVE: 2, OURS: 3, DEFAULTS: 3, FLOOR: 3}
    assert len(part.figures[0].values) == 2  # pairs
    assert "| naive | 2 | 100.0 |" in part.text


def test_growth_takes_the_largest_image_from_the_whole_runs(ground, monkeypatch):
    known = {OURS: [Taken(20.0, 30.0, 0.6)] * 3, DEFAULTS: [Taken(40.0, 60.0, 0.7)] * 2}
    ground.runs[499_849] = known
    commands = []
    monkeypatch.setattr(growth, "warm_up", lambda ground: None)
    monkeypatch.setattr(growth, "take", lambda way: commands.append(way) or Taken(2.0, 3.0, 0.5))
    part = growth.run(ground, 500_000, 3)
    assert not [command for command in commands if f"{ground.folder}/image500000.tif" in command]
    assert len(commands) == 2 * 2 * 3  # ways, smaller images, repeats
    assert [len(part.record[way][499_849]) for way in (OURS, DEFAULTS)] == [3, 2]
    assert [len(figure.values) for figure in part.figures] == [3, 3, 3, 2, 2, 2]
    assert "the whole processes above" in part.text
    monkeypatch.setattr(growth, "take", lambda way: Taken(growth.ENOUGH / 6, 3.0, 0.5))
    assert len(growth.run(ground, 500_000, 3).record[OURS][65_536]) == 2  # and no third time


@pytest.mark.parametrize(("confidence", "unused"), [((), "predict_proba"), (("c.tif",), "predict")])
def test_the_product_does_what_its_algorithm_does(
    ground, small, tmp_path, monkeypatch, confidence, unused
):
    image, _ = ground.image(100 * 100)
    monkeypatch.setattr(Forest, unused, None)
    outputs = [str(tmp_path / name) for name in ("map.tif", *confidence)]
    mapped.main(str(image), str(tmp_path / "model.fcm"), *outputs)
    assert all(Path(path).is_file() for path in outputs)


def test_growth_is_measured_over_several_sizes(ground, monkeypatch):
    monkeypatch.setattr(growth, "warm_up", lambda ground: None)
    monkeypatch.setattr(growth, "take", lambda command: Taken(2.0, 3.0, 0.5))
    part = growth.run(ground, 500_000, 1)
    sizes = [int(size) for size in part.record[OURS]]
    assert sizes == sorted(sizes)
    assert sizes[1:] == [166_464, 499_849]  # those that differ from the smallest
    assert "exponent of processor time, classify" in part.text


def test_linear_growth_has_the_exponent_one():
    found = {size: [Taken(1 + size / 1e6, 2 + size / 5e5, 0.3)] for size in (65536, 10**6, 10**7)}
    work, clock, peak = growth.figures_of(OURS, found)
    assert clock.middle == pytest.approx(1.0)
    assert work.middle == pytest.approx(1.0)
    assert work.met
    assert peak.middle == 0.3


def test_whole_processes_are_judged_by_the_clock():
    runs = {
        NAIVE: [Taken(35.0, 60.0, 0.5)], OURS: [Taken(10.0, 20.0, 0.6)],
        DEFAULTS: [Taken(20.0, 40.0, 1.2)], FLOOR: [Taken(5.0, 5.0, 0.1)],
        ORFEO: [Taken(40.0, 80.0, 0.2)],
    }  # fmt: skip
    found = {figure.name: figure for figure in whole.figures_of(runs, same=1.0)}
    assert found["classify, against naive"].middle == 3.5
    assert found["classify, against naive"].met
    assert not found["classify, against Orfeo ToolBox"].met
    assert found["classify, defaults, against naive"].middle == 1.75
    assert found["classify, defaults, against Orfeo ToolBox"].middle == 2.0
    judged = {name for name, figure in found.items() if figure.target and "against" in name}
    assert judged == {"classify, against naive", "classify, against Orfeo ToolBox"}
    assert found["classify, against reading and writing"].middle == 2.0
    assert not found["peak memory, classify, defaults"].met


def test_what_the_plugin_adds_is_the_difference_of_pairs():
    without = [Taken(2.0, 1.0, 0.1), Taken(3.0, 1.1, 0.1)]
    having = [Taken(2.2, 1.25, 0.1), Taken(3.1, 1.3, 0.1)]
    clock, work = startup.figures_of(without, having)
    assert clock.values == pytest.approx((0.2, 0.1))
    assert work.values == pytest.approx((0.25, 0.2))


def test_the_evaluator_is_compared_way_by_way(monkeypatch, small):
    monkeypatch.setattr(evaluator, "COUNTS", (2, 10))
    monkeypatch.setattr(evaluator.Workload, "of", lambda classes: small)
    part = evaluator.run(500, 1)
    names = [figure.name for figure in part.figures]
    assert names[:2] == ["votes, with numba", "votes with early exit, with numba"]
    assert part.figures[-1].middle == 1.0  # results are equal
    assert set(part.record["classes"]) == {"2", "10"}


def test_a_process_is_measured_and_its_failure_told():
    found = take(["/bin/sh", "-c", "exit 0"])
    assert found.seconds > 0
    assert found.peak_gb < 0.1
    with pytest.raises(ProcessFailed, match="no such thing"):
        take(["/bin/sh", "-c", "echo no such thing; exit 3"])


def test_orfeo_grows_as_many_trees_as_deep_as_it_may(tmp_path):
    command = orfeo.train_command(tmp_path / "samples.json", tmp_path / "model.txt", 25)
    told = dict(zip(command, command[1:]))
    assert told["-classifier.rf.max"] == "25"
    assert told["-classifier.rf.nbtrees"] == "100"
    assert told["-classifier.rf.min"] == "2"
    forest = orfeo.Orfeo(tmp_path / "model.txt", 25)
    assert forest.command(tmp_path / "image.tif", tmp_path / "map.tif")[0] == orfeo.CLASSIFY


def test_a_scene_that_is_missing_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("FINECOVER_DATA", str(tmp_path))
    assert command.main(["--profile"]) == 2
    assert "set FINECOVER_DATA" in capsys.readouterr().err


def test_stages_are_timed_by_what_the_log_says():
    clock = profiled.StageClock(started=0.0)
    for text in ("Training: 3.4 s.", "Features of the samples: 2 min 3 s.", "Time: legend 0.0 s."):
        clock.message(text)
    assert list(clock.seconds) == ["Training", "Features of the samples"]


def test_the_profile_is_judged_by_its_share():
    kinds = {profiled.TRAVERSAL: 6.0, profiled.ARITHMETIC: 1.0, "smoothing": 3.0}
    (figure,) = profiled.figures_of(kinds)
    assert figure.middle == 70.0
    assert figure.met
    spent = profiled.Spent(kinds, [("learning/tree_walks.add", profiled.TRAVERSAL, 6.0)])
    text = profiled.profile_text(spent, {"Mapping": 9.0}, [figure], pixels=9, total=12.0)
    assert "| Mapping | 9.00 | 75.0 |" in text
    assert "| smoothing | 3.00 | 30.0 |" in text


def made_part(value):
    return Part("evaluator", "## Evaluator\n", (Figure("votes", (value,), 3.7),), {"pixels": 9})


@pytest.mark.parametrize(("value", "status"), [(4.0, 0), (3.0, 1)])
def test_a_missed_target_fails_the_command(monkeypatch, tmp_path, value, status):
    monkeypatch.setitem(command.PARTS, "evaluator", lambda ground, plan: made_part(value))
    given = ["--only", "evaluator", "--out", str(tmp_path)]
    assert command.main(given) == status
    assert ("All targets are met." in (tmp_path / "results.md").read_text()) == (status == 0)
    assert json.loads((tmp_path / "results.json").read_text())["evaluator"] == {"pixels": 9}


def test_only_a_whole_run_replaces_the_kept_tables(tmp_path):
    assert command.read_arguments([]).kept
    assert command.read_arguments(["--profile"]).kept
    for fewer in (["--only", "whole"], ["--pixels", "9"], ["--repeats", "1"]):
        assert not command.read_arguments(fewer).kept
        assert command.read_arguments([*fewer, "--out", str(tmp_path)]).kept


@pytest.mark.parametrize("wrong", [["--only", "unknown"], ["--repeats", "0"], ["--pixels", "-3"]])
def test_arguments_that_cannot_be_used_are_refused(wrong):
    with pytest.raises(SystemExit):
        command.read_arguments(wrong)


def test_every_way_is_told():
    assert set(TOLD) == {NAIVE, OURS, DEFAULTS, FLOOR, ORFEO}


def test_a_busy_machine_is_told_of():
    cores = thread_count()
    assert "tell less" in load_sentence(3.0 * cores)
    assert "tell less" not in load_sentence(0.1)
