"""Where the time of a profile goes: to functions of the core, through whatever they call."""

import pytest
from finecover.benchmarks.speed import work_kinds
from finecover.benchmarks.speed.work_kinds import (
    ARITHMETIC,
    CORE,
    KINDS,
    OTHER_THREADS,
    READING,
    REST,
    SAMPLING,
    SMOOTHING,
    TRAVERSAL,
    core_name,
    kind_of,
    kinds_of,
)

WALK = (str(CORE / "learning" / "tree_walks.py"), 1, "add")
SMOOTH = (str(CORE / "mapping" / "edge_smoothing.py"), 1, "joint_bilateral")
POOL = (str(CORE / "parallel.py"), 1, "ordered_map")
SUM = ("~", 0, "<method 'sum'>")
WRAPPER = ("/usr/lib/numpy/core.py", 9, "wrapped")
START = ("/start.py", 1, "<module>")


def test_functions_are_told_by_the_longest_beginning():
    assert kind_of("features/indices.ratio") == ARITHMETIC
    assert kind_of("learning/tree_walks.add") == TRAVERSAL
    assert kind_of("learning/sample_cleaning.clean") == SAMPLING
    assert kind_of("rasters/raster.read") == READING
    assert kind_of("parallel.ordered_map") == ""
    assert kind_of("pipeline.upsample") == REST
    assert core_name(*WALK[::2]) == "learning/tree_walks.add"
    assert core_name("~", "<built-in>") == ""


def test_every_kind_names_modules_there_are():
    for start in KINDS:
        path = start.partition(".")[0]
        assert not path or any(CORE.glob(f"{path}*")), start


def test_time_of_libraries_counts_for_the_core_function_behind_them():
    stats = {
        START: (1, 1, 0.5, 20.5, {}),
        WALK: (2, 2, 3.0, 7.0, {START: (2, 2, 3.0, 7.0)}),
        SMOOTH: (1, 1, 1.0, 13.0, {POOL: (1, 1, 1.0, 13.0)}),
        POOL: (1, 1, 0.0, 13.0, {START: (1, 1, 0.0, 13.0)}),
        WRAPPER: (4, 4, 4.0, 16.0, {WALK: (1, 1, 1.0, 4.0), SMOOTH: (3, 3, 3.0, 12.0)}),
        SUM: (4, 4, 12.0, 12.0, {WRAPPER: (4, 4, 12.0, 12.0)}),
    }
    found = kinds_of(stats, others=22.0)
    assert found.kinds[TRAVERSAL] == pytest.approx(3.0 + 1.0 + 12.0 / 4)
    assert found.kinds[SMOOTHING] == pytest.approx(1.0 + 3.0 + 12.0 * 3 / 4)
    assert found.kinds[REST] == pytest.approx(0.5)
    assert found.kinds[OTHER_THREADS] == pytest.approx(22.0 - 20.5)
    assert found.functions[0][:2] == ("mapping/edge_smoothing.joint_bilateral", SMOOTHING)


def test_functions_that_call_each_other_end_somewhere():
    stats = {
        SUM: (2, 2, 1.0, 2.0, {WRAPPER: (2, 2, 1.0, 2.0)}),
        WRAPPER: (2, 2, 1.0, 2.0, {SUM: (2, 2, 1.0, 2.0)}),
    }
    assert kinds_of(stats, others=2.0).kinds == {REST: pytest.approx(2.0)}


def test_time_without_any_caller_is_the_rest():
    assert work_kinds.kinds_of({SUM: (1, 1, 1.0, 1.0, {})}, others=0.0).kinds == {REST: 1.0}
