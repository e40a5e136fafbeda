"""Means over seeds, targets and tables from made runs; the command line."""

import json

import pytest
from finecover.benchmarks.quality import ablation, command, comparison, ideas, scenes
from finecover.benchmarks.quality.figures import Figures
from finecover.benchmarks.quality.runs import CASES, Run
from finecover.benchmarks.quality.scoring import Scores
from finecover.benchmarks.quality.variants import DEFAULTS

CLEAN, WRONG = CASES


def run(method, kappa, *, scene="zion", case=CLEAN, seed=0, seconds=1.0):
    scores = Scores(kappa, kappa, kappa / 2, kappa / 4, 0)
    return Run(scene, case, seed, method, method == "ceiling", scores, seconds, seconds)


def made_figures(finecover):
    runs = []
    for case in CASES:
        for seed in (0, 1):
            runs += [run("copy", 0.3 + 0.1 * seed, case=case, seed=seed),
                     run("usual", 0.4, case=case, seed=seed, seconds=2.0),
                     run("finecover", finecover, case=case, seed=seed, seconds=5.0)]  # fmt: skip
    return Figures((*runs, run("ceiling", 0.9)))


def test_means_are_over_seeds_and_the_ceiling_counts_for_every_case():
    figures = made_figures(0.5)
    assert figures.mean("kappa", "zion", CLEAN, "copy") == pytest.approx(0.35)
    assert figures.mean("kappa", "zion", WRONG, "ceiling") == pytest.approx(0.9)
    assert figures.lead("kappa", "zion", CLEAN, "finecover", ("copy", "usual")) == pytest.approx(
        0.1
    )


def test_targets_compare_with_the_better_rival():
    found = {check.name: check for check in comparison.checks(made_figures(0.5))}
    assert len(found) == 7
    assert found["Kappa beyond the better of copy and usual: zion, clean"].met
    assert found[f"Mean kappa beyond the copy: {CLEAN}"].value == pytest.approx(0.15)
    assert found[f"Mean kappa beyond the copy: {CLEAN}"].met
    assert not found[f"Mean kappa beyond the copy: {WRONG}"].met
    assert found["Time of the usual recipe on zion, times"].value == pytest.approx(2.5)
    assert not any(check.met for check in comparison.checks(made_figures(0.3))[:4])


def test_targets_are_not_judged_without_the_rivals():
    assert comparison.checks(Figures((run("finecover", 1.0),))) == []


def test_the_report_shows_methods_side_by_side():
    text = comparison.report(made_figures(0.5), methods=comparison.METHODS, facts="")
    assert "| zion, clean | 0.350 | 0.400 | 0.500 | 0.900 |" in text
    assert "| zion, 25 % wrong | 0.175 | 0.200 | 0.250 | 0.450 |" in text
    assert "Targets: 6 of 7 met" in text


def test_pixels_that_are_not_mapped_are_told_of():
    missing = Run("zion", CLEAN, 0, "usual", False, Scores(0.5, 0.5, 0.5, 0.5, 12), 1.0, 1.0)
    text = comparison.report(Figures((run("copy", 0.5), missing)), methods={}, facts="")
    assert "| zion | 0 | 12 |" in text
    assert "not mapped" not in comparison.report(Figures((run("copy", 0.5),)), methods={}, facts="")


def test_the_ablation_shows_changes_in_thousandths():
    runs = [run(DEFAULTS, 0.5, case=case) for case in CASES]
    runs += [run("clusters off", 0.48, case=CLEAN, seconds=0.5)]
    runs += [run("clusters off", 0.49, case=WRONG, seconds=0.5)]
    text = ablation.STUDY.report(Figures(tuple(runs)), facts="")
    assert "| defaults | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 1.0 |" in text
    assert "| clusters off | -20 | -10 | -20 | -10 | -15 | 0.5 |" in text
    assert "- **clusters off**: no sample is left out" in text
    assert "cells not judged" not in text


@pytest.mark.parametrize(
    ("arguments", "writes"),
    [
        ([], True),
        (["--seeds", "7"], True),
        (["--seeds", "4"], False),
        (["--scenes", "zion"], False),
        (["--methods", "copy", "finecover"], False),
        (["--scenes", "zion", "--out", "elsewhere"], True),
        (["--ablation"], True),
        (["--ablation", "clean off"], False),
        (["--ablation", "--seeds", "1"], True),
        (["--ideas"], True),
        (["--ideas", "extra trees", "segment vote"], False),
    ],
)
def test_only_a_whole_run_replaces_the_kept_tables(arguments, writes):
    assert command.read_plan(arguments).writes is writes


def test_variants_always_have_the_defaults_beside_them():
    assert list(command.read_plan(["--ablation", "clean off"]).methods) == [DEFAULTS, "clean off"]
    assert list(command.read_plan(["--ideas", "relabelling"]).methods) == [DEFAULTS, "relabelling"]
    assert len(command.read_plan(["--ideas"]).methods) == 1 + len(ideas.VARIANTS)


@pytest.mark.parametrize("other", [["--methods", "copy"], ["--ideas"]])
def test_what_is_run_is_one_thing(other, capsys):
    with pytest.raises(SystemExit):
        command.read_plan(["--ablation", *other])
    assert "exclude" in capsys.readouterr().err


def test_absent_scenes_end_with_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FINECOVER_DATA", str(tmp_path / "nowhere"))
    assert command.main(["--seeds", "1"]) == 2
    assert "set FINECOVER_DATA" in capsys.readouterr().err
    monkeypatch.setenv("FINECOVER_DATA", str(tmp_path))
    assert command.main(["--seeds", "1"]) == 2
    assert "lsat7_2002_b1234578.tif does not exist" in capsys.readouterr().err


def test_a_part_elsewhere_is_written_with_every_run(data_dir, tmp_path, monkeypatch):
    monkeypatch.setenv("FINECOVER_DATA", str(data_dir))
    part = ["--scenes", "slovenia", "bayeseo", "--methods", "copy", "--seeds", "2"]
    assert command.main([*part, "--jobs", "2", "--out", str(tmp_path / "kept")]) == 0
    record = json.loads((tmp_path / "kept" / "results.json").read_text(encoding="utf-8"))
    places = [(entry["scene"], entry["case"], entry["seed"]) for entry in record["runs"]]
    assert places == [(s, c, n) for s in ("bayeseo", "slovenia") for c in CASES for n in (0, 1)]
    assert "| slovenia, clean |" in (tmp_path / "kept" / "results.md").read_text(encoding="utf-8")


def test_real_scenes_are_read_as_they_are_described(data_dir, tmp_path, monkeypatch):
    monkeypatch.setenv("FINECOVER_DATA", str(data_dir))
    found = {name: scenes.prepare(name, tmp_path) for name in scenes.SCENES}
    assert {name: int((scene.reference >= 0).sum()) for name, scene in found.items()} == {
        "nc_raleigh": 474 * 526 - 1,
        "zion": 1428 * 1128,
        "bayeseo": 250_000,
        "slovenia": 101 * 100 - 155,
    }
    assert len(found["slovenia"].inputs.images) > 40
    assert all(scene.reference.shape == scene.inputs.grid.shape for scene in found.values())
