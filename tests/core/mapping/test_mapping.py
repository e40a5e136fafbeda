import tempfile
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from finecover.core.cells import cell_sums
from finecover.core.cells.coarse import read_coarse
from finecover.core.features.features import FeatureStack
from finecover.core.learning.sampling import extract_features, sample_coarse_map
from finecover.core.learning.training import train
from finecover.core.legends.labels import LegendChoice, choose_rule
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.mapping.mapping import map_and_check
from finecover.core.progress import Silent
from finecover.core.rasters.raster import CodeReader
from finecover.core.upsample_data import Run, UpsamplePaths
from scene import CELL, Recorder, coarse_map
from test_pipeline import GEO, LEGEND, SETTINGS, inputs_of, training_set

SMALL = replace(GEO, name="GEO_SMALL")


@pytest.fixture(scope="module")
def parts(scene):
    """Model, features and coarse map of the scene."""
    with CodeReader(scene.source("coarse")) as reader:
        rule = choose_rule(reader, LegendChoice("layer", layer_legend=LEGEND), progress=Silent())
    stack = FeatureStack(scene.inputs, SETTINGS.features, progress=Silent())
    coarse = read_coarse(scene.source("coarse"), rule, stack.grid)
    samples = sample_coarse_map(
        coarse, stack, area=None, settings=SETTINGS.sampling, progress=Silent()
    )
    table = extract_features(stack, samples.row, samples.col, progress=Silent())
    trained = train(
        training_set(samples, table), stack, settings=SETTINGS.training, progress=Silent()
    )
    yield trained.model, stack, coarse, rule
    stack.close()


def run_in(folder, scene, rule, *, unit=0, report=True, **changes):
    paths = UpsamplePaths(
        MapPaths(str(folder / "map.tif")), report=str(folder / "r.html") if report else None
    )
    settings = replace(SETTINGS, mapping=MapSettings(min_mapping_unit=unit))
    return Run(inputs_of(scene, **{"geo_small": SMALL, **changes}), paths, settings, rule)


def test_the_map_is_compared_cell_by_cell(scene, parts, tmp_path):
    model, stack, coarse, rule = parts
    recorder = Recorder()
    mapped, check = map_and_check(
        model, stack, coarse, run_in(tmp_path, scene, rule, geo_small=None), progress=recorder
    )
    with rasterio.open(tmp_path / "map.tif") as dataset:
        found = dataset.read(1)
    rows, cols = scene.coarse.shape
    blocks = found.reshape(rows, CELL, cols, CELL)
    counts = np.stack([(blocks == code).sum(axis=(1, 3)) for code in LEGEND.codes])
    # the commonest class; between equals the comparison is free, so let either agree
    own = np.take_along_axis(counts, LEGEND.index_of(scene.coarse)[None], axis=0)[0]
    agreed, tied = own == counts.max(axis=0), (counts == counts.max(axis=0)).sum(axis=0) > 1
    share = check.consistency.agreement
    assert (agreed & ~tied).mean() <= share <= agreed.mean()
    assert check.consistency.mean_hard == pytest.approx((own / CELL**2).mean())
    assert check.consistency.cells == scene.coarse.size
    assert check.picture is not None
    assert "coarse cells the fine map’s commonest class is" in recorder.messages[-1]
    assert recorder.fractions == sorted(recorder.fractions)
    assert mapped.counts.sum() == found.size


def cells_run(folder, scene, rule, **changes):
    run = run_in(folder, scene, rule, report=False, **changes)
    return replace(run, paths=replace(run.paths, cells=str(folder / "cells.tif")))


def test_the_cells_are_written(scene, parts, tmp_path):
    model, stack, coarse, rule = parts
    run = cells_run(tmp_path, scene, rule, geo_small=None)
    _, check = map_and_check(model, stack, coarse, run, progress=Silent())
    with rasterio.open(tmp_path / "cells.tif") as dataset, rasterio.open(run.map.path) as raster:
        shares, majority = dataset.read()
        found = raster.read(1)
    rows, cols = scene.coarse.shape
    own = np.kron(scene.coarse, np.ones((CELL, CELL), int)) == found
    expected = own.reshape(rows, CELL, cols, CELL).mean(axis=(1, 3))
    np.testing.assert_allclose(shares, expected, rtol=1e-6)
    assert (majority == scene.coarse).mean() == check.consistency.agreement


def test_the_cells_do_not_depend_on_tiles_or_threads(scene, parts, tmp_path, monkeypatch):
    model, stack, coarse, rule = parts
    written = []
    for tile, threads in ((256, "1"), (13, "3")):
        monkeypatch.setattr(classify_module, "TILE", tile)
        monkeypatch.setenv("FINECOVER_THREADS", threads)
        map_and_check(
            model, stack, coarse, cells_run(tmp_path, scene, rule), progress=Silent()
        )  # fmt: skip
        written.append((tmp_path / "cells.tif").read_bytes())
    assert written[0] == written[1]


def test_cells_that_cannot_be_written_are_told(scene, parts, tmp_path):
    model, stack, _, rule = parts
    tiny = replace(coarse_map(LEGEND.index_of(scene.truth), cell=1), legend=LEGEND)
    recorder = Recorder()
    map_and_check(model, stack, tiny, cells_run(tmp_path, scene, rule), progress=recorder)
    (told,) = recorder.warnings
    assert told.endswith("too few to compare the fine map with them. CELLS is not written.")
    assert not (tmp_path / "cells.tif").exists()
    assert (tmp_path / "map.tif").exists()


def test_watching_changes_no_byte(scene, parts, tmp_path):
    model, stack, coarse, rule = parts
    run = run_in(tmp_path, scene, rule)
    map_and_check(model, stack, coarse, run, progress=Silent())
    plain = tmp_path / "plain.tif"
    classify(
        model, stack, MapPaths(str(plain)), area=SMALL, coarse=coarse,
        settings=run.settings.mapping, progress=Silent(),
    )  # fmt: skip
    assert (tmp_path / "map.tif").read_bytes() == plain.read_bytes()


def test_without_report_there_is_a_number_but_no_picture_nor_probabilities(scene, parts, tmp_path):
    model, stack, coarse, rule = parts
    _, check = map_and_check(
        model, stack, coarse, run_in(tmp_path, scene, rule, report=False), progress=Silent()
    )
    _, whole = map_and_check(model, stack, coarse, run_in(tmp_path, scene, rule), progress=Silent())
    assert check.consistency.agreement == whole.consistency.agreement
    assert np.isnan(check.consistency.mean_soft)
    assert np.isfinite(whole.consistency.mean_soft)
    assert check.picture is None


def test_the_unit_is_handed_on(scene, parts, tmp_path):
    model, stack, coarse, rule = parts
    _, check = map_and_check(
        model, stack, coarse, run_in(tmp_path, scene, rule, unit=5), progress=Silent()
    )
    assert check.min_mapping_unit == 5


def test_cells_as_small_as_pixels_are_not_compared(scene, parts, tmp_path):
    model, stack, _, rule = parts
    tiny = coarse_map(LEGEND.index_of(scene.truth), cell=1)
    recorder = Recorder()
    mapped, check = map_and_check(
        model, stack, replace(tiny, legend=LEGEND), run_in(tmp_path, scene, rule),
        progress=recorder,
    )  # fmt: skip
    assert check.consistency is None
    assert "fewer than four pixels" in check.missing
    assert check.missing in recorder.messages
    assert mapped.counts.sum() > 0


def test_no_room_for_the_sums_costs_the_comparison_only(scene, parts, tmp_path, monkeypatch):
    model, stack, coarse, rule = parts

    def full(path, size):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cell_sums, "_fill", full)
    recorder = Recorder()
    mapped, check = map_and_check(
        model, stack, coarse, run_in(tmp_path, scene, rule), progress=recorder
    )
    assert mapped.counts.sum() > 0
    assert check.consistency is None
    assert "No space left on device" in check.missing
    assert tempfile.gettempdir() in check.missing
    assert check.missing in recorder.warnings
