from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import GridError, LegendError
from finecover.core.learning.training import TrainingSet, TrainingSettings, train
from finecover.core.legends.legend import generic
from finecover.core.mapping.classify import MapSettings
from finecover.core.mapping.prior_codes import check_codes, read_prior
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from scene import CELL, CODES, ORIGIN, PIXEL, ArrayFeatures, Recorder, box, pixel_grid, write_raster

SOURCE = RasterSource("coarse.tif", name="COARSE")
GRID = pixel_grid(8 * CELL, 8 * CELL)


@pytest.fixture(scope="module")
def model():
    rng = np.random.default_rng(0)
    codes = np.repeat(CODES, 40)
    features = (codes[:, None] + rng.normal(0, 1, (codes.size, 2))).astype(np.float32)
    samples = TrainingSet(features, codes, np.arange(codes.size) % 4, generic(np.array(CODES)))
    settings = TrainingSettings(trees=3, clean=False)
    source = ArrayFeatures(np.zeros((2, 3, 3)))
    return train(samples, source, settings=settings, progress=Silent()).model


def read(folder, model, cells, *, area=None, weight=None, **more):
    write_raster(folder / "coarse.tif", np.asarray(cells, np.uint8), pixel=PIXEL * CELL, **more)
    recorder = Recorder()
    coarse = read_prior(
        RasterSource(str(folder / "coarse.tif"), name="COARSE"), model, GRID, area=area,
        settings=MapSettings(prior_weight=weight), progress=recorder,
    )  # fmt: skip
    return coarse, [text for text in recorder.warnings if "codes the model" in text]


def cells(*, unknown=()):
    found = np.full((8, 8), 5)
    found[:, :3], found[4:, 6:] = 1, 9
    for place, code in unknown:
        found[place] = code
    return found


def test_a_known_map_is_not_spoken_of(model, tmp_path):
    coarse, told = read(tmp_path, model, cells())
    assert told == []
    assert coarse.labels.shape == (8, 8)
    assert (coarse.legend.codes[coarse.labels] == cells()).all()


def test_unknown_codes_are_told_with_their_share(model, tmp_path):
    strange = cells(unknown=[((0, 0), 7), ((0, 1), 7), ((5, 5), 200), ((7, 7), 33)])
    _, (told,) = read(tmp_path, model, strange)
    assert told == (
        "6.2 % of the coarse cells under the map hold codes the model does not know (7, 33, 200); "
        "as prior they count for no class."
    )


def test_only_cells_under_the_map_and_with_a_class_count(model, tmp_path):
    strange = cells(unknown=[((0, 0), 7), ((7, 7), 0)])
    area = box(0, 0, CELL, 2 * CELL)
    _, (told,) = read(tmp_path, model, strange, area=area, nodata=0)
    assert told.startswith("50.0 % of")
    far = box(4 * CELL, 4 * CELL, CELL, CELL)
    two = replace(area, geometries=(*box(0, CELL, 1, 1).geometries, *far.geometries))
    assert read(tmp_path, model, strange, area=two, nodata=0)[1] == []
    # a polygon, not its box
    corner, other = box(0, CELL, 1, 1), box(CELL, 0, 1, 1)
    both = replace(area, geometries=(*corner.geometries, *other.geometries))
    assert read(tmp_path, model, strange, area=both, nodata=0)[1] == []


def test_a_map_of_other_codes_is_refused(model, tmp_path):
    other = cells() + 100
    with pytest.raises(LegendError) as caught:
        read(tmp_path, model, other)
    said = str(caught.value)
    assert "coarse.tif" in said
    assert "knows none of its codes under the map (101, 105, 109), only 1, 5, 9; give the" in said
    # though it holds known ones elsewhere
    partly = np.full((8, 8), 50)
    partly[:, 7] = 1
    with pytest.raises(LegendError, match=r"\(50\), only 1, 5, 9"):
        read(tmp_path, model, partly, area=box(0, 0, CELL, CELL))


def test_codes_do_not_matter_where_the_prior_is_off(model, tmp_path):
    assert read(tmp_path, model, cells() + 100, weight=0.0)[1] == []


def test_polygons_beside_the_coarse_map_have_no_codes(model, tmp_path):
    area = box(6 * CELL, 6 * CELL, CELL, CELL)
    assert read(tmp_path, model, np.full((4, 4), 50), area=area)[1] == []
    with_known = box(0, 6 * CELL, 1, 1)
    around = replace(area, geometries=(*area.geometries, *box(6 * CELL, 0, 1, 1).geometries,
                                       *with_known.geometries))  # fmt: skip
    assert read(tmp_path, model, np.full((4, 4), 50), area=around)[1] == []


def test_a_map_elsewhere_is_refused(model, tmp_path):
    from affine import Affine

    away = Affine(PIXEL * CELL, 0, ORIGIN[0] + 99_000, 0, -PIXEL * CELL, ORIGIN[1])
    with pytest.raises(GridError, match="does not overlap"):
        read(tmp_path, model, cells(), transform=away)


def test_few_unknown_cells_and_many_codes(model):
    codes = np.concatenate([np.full(5000, 5), [7]])
    assert check_codes(codes, model, source=SOURCE).startswith("Less than 0.1 % of the coarse")
    many = np.concatenate([[1], np.arange(20, 29)])
    assert "(20, 21, 22, 23, 24 and 4 more)" in check_codes(many, model, source=SOURCE)
    assert check_codes(np.zeros(0, np.int64), model, source=SOURCE) == ""
