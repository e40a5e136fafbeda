"""Slovenia's series on the real scene: targets of the forest and of the map; the report's words."""

import pytest
from finecover.benchmarks.quality.scoring import Scores
from finecover.benchmarks.series import slovenia
from finecover.benchmarks.series.slovenia import ALL_DATES, COPY, LIKE_REFERENCE, PLAIN, Forest, Map
from finecover.benchmarks.series.slovenia_report import (
    best_single,
    checks,
    single_names,
    slovenia_report,
)

BEST = {"NDVI": "2016-01-07, NDVI", "13 bands": "2015-08-30, 13 bands"}  # of benchmarks/series


@pytest.fixture(scope="module")
def here(data_dir, tmp_path_factory):
    assert (data_dir / "eolearn_s2_slovenia").is_dir()
    return slovenia.ground(tmp_path_factory.mktemp("scenes"))


@pytest.mark.parametrize("way", [ALL_DATES, PLAIN], ids=lambda way: way.name)
def test_a_forest_on_the_monthly_series_reaches_its_targets_in_unseen_blocks(here, way):
    found = slovenia.forest_on_truth(here, way, 0)
    assert found.overall >= slovenia.OVERALL
    assert found.kappa >= slovenia.KAPPA


def test_the_series_maps_better_than_its_best_single_date(here):
    """With one seed; ``benchmarks/series/slovenia.md`` has the others, and the 13-band scenes."""
    date = slovenia.date_inputs(here, slovenia.single_dates(here)[BEST["NDVI"]])
    single = slovenia.upsampled(here, date, "single", 0).scores
    series = slovenia.upsampled(here, slovenia.series_inputs(here, PLAIN), "series", 0).scores
    assert series.kappa > single.kappa > slovenia.copied(here).scores.kappa
    assert series.macro_f1 > single.macro_f1


def made_map(images, kappa, seed=0):
    return Map(images, seed, Scores(kappa + 0.2, kappa, kappa - 0.2, kappa - 0.3, 0))


MAPS = [
    made_map(COPY, 0.6),
    made_map(PLAIN.name, 0.74), made_map(PLAIN.name, 0.76, 1),
    made_map(ALL_DATES.name, 0.7),
    made_map("2016-01-07, NDVI", 0.72), made_map("2016-02-07, NDVI", 0.6),
    made_map("2015-08-30, 13 bands", 0.76),
]  # fmt: skip
FORESTS = [Forest(way.name, 0, 0.91, 0.71) for way in (ALL_DATES, LIKE_REFERENCE)]


def test_the_best_date_of_each_kind_is_by_kappa():
    assert slovenia.best_dates(MAPS[4:]) == list(BEST.values())
    assert best_single(MAPS) == BEST
    assert COPY not in single_names(MAPS)


def test_targets_and_tables_follow_from_the_runs():
    found = checks(FORESTS, MAPS)
    assert [check.met for check in found] == [True, False] * 2 + [True] * 2 + [False] * 2
    text = slovenia_report(FORESTS, MAPS, facts="")
    assert "Targets: 4 of 8 met" in text
    assert f"| {PLAIN.name} | 0.750 | 0.550 | 0.950 | 0.450 | 0.740–0.760 | 2 |" in text
    assert f"- {PLAIN.name}, beyond 2015-08-30, 13 bands: kappa -0.010, with 0 of 1 seeds; "
    assert "macro-F1 -0.010." in text
    assert f"- {PLAIN.name}, beyond 2016-01-07, NDVI: kappa +0.030, with 1 of 1 seeds; " in text
