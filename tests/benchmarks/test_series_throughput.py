"""Throughput of series: the made observations, that all parts do the same work, the words."""

from dataclasses import replace

import numpy as np
import pytest
from finecover.benchmarks.series import command, throughput
from finecover.benchmarks.series.throughput import LOOP, OWN, PARTS, Measured, missed, ratios
from finecover.benchmarks.series.throughput_report import throughput_report

OURS = Measured(OWN, 1000, 2.0, 3.0, 0.9)
FOUND = {OWN: OURS, LOOP: Measured(LOOP, 100, 5.0, 4.5, 0.2)}


def test_clouds_hide_every_band_and_the_same_number_makes_the_same_tile():
    tile = throughput.made_tile(3, 500)
    hidden = np.isnan(tile)
    assert tile.shape == (throughput.DATES, throughput.BANDS, 500)
    assert (hidden == hidden[:, :1]).all()
    assert hidden.mean() == pytest.approx(throughput.MASKED, abs=0.02)
    np.testing.assert_array_equal(tile, throughput.made_tile(3, 500))
    assert (tile != throughput.made_tile(4, 500)).any()


def test_the_loop_fills_as_the_product_does():
    tile = throughput.made_tile(0, 300)
    filled = throughput.fill_tile(tile, settings=throughput._WANTED)
    np.testing.assert_allclose(filled, throughput.loop_over_pixels(tile), rtol=1e-4, atol=1e-6)
    assert len(filled) == throughput.DATES


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_measured(part, monkeypatch):
    monkeypatch.setattr(throughput, "SIDE", 16)
    found = throughput.measure(part, 600)
    assert (found.part, found.pixels) == (part, 600)
    assert found.seconds > 0
    assert found.peak_gb > 0


def test_ratios_are_of_the_time_of_a_pixel():
    assert ratios(FOUND, LOOP) == pytest.approx((25.0, 15.0))
    assert ratios(FOUND, OWN) == (1.0, 1.0)


def test_targets_that_are_missed_are_told():
    assert not missed(FOUND)
    slow = {**FOUND, OWN: replace(OURS, seconds=5.0, peak_gb=1.7)}
    assert missed(slow) == ["10.0 times the loop, wanted 20", "1.70 GB, wanted 1.5 at most"]
    assert "Missed: 10.0 times the loop" in throughput_report(slow, facts="")


def test_the_report_says_what_the_loop_would_take():
    text = throughput_report(FOUND, facts="")
    assert "25.0 times as long" in text
    assert "1000 pixels would take it 50 s by the clock\ninstead of 2.0 s" in text
    assert "Both are met." in text
    assert "Filling alone" not in text
    fill = Measured("fill", 1000, 0.5, 0.6, 0.9)
    told = throughput_report({**FOUND, "fill": fill}, facts="")
    assert "100 times as fast as the loop" in told
    assert "80 % of the processor" in told


def test_a_smaller_run_does_not_replace_the_kept_tables(tmp_path):
    given = {"studies": command.STUDIES, "seeds": command.SEEDS, "repeats": command.REPEATS}
    assert command.Plan(pixels=None, out=command.HERE, **given).complete
    assert not command.Plan(pixels=100, out=command.HERE, **given).complete
    assert not command.Plan(pixels=None, out=command.HERE, **{**given, "seeds": 1}).complete
    assert command.Plan(pixels=100, out=tmp_path, **given).complete


@pytest.mark.parametrize("wrong", [["unknown"], ["--seeds", "0"], ["--pixels", "-3"]])
def test_arguments_that_cannot_be_used_are_refused(wrong):
    with pytest.raises(SystemExit):
        command.read_arguments(wrong)


def test_figures_are_written_beside_their_table(tmp_path, monkeypatch):
    monkeypatch.setattr(throughput, "measure_all", lambda pixels, repeats: FOUND)
    assert command.main(["throughput", "--pixels", "9", "--out", str(tmp_path)]) == 0
    assert "25.0 times" in (tmp_path / "throughput.md").read_text()
    assert '"seconds": 2.0' in (tmp_path / "throughput.json").read_text()
