"""Pictures of maps that were compared at labelled points."""

import numpy as np
import pytest
from compared_maps import random_map, source
from finecover.core.accuracy import map_pictures
from finecover.core.accuracy.accuracy_summary import accuracy_summary
from finecover.core.accuracy.assessment import Comparison, NamedMap, ReferencePoints, assess_map
from finecover.core.accuracy.compared_places import Places
from finecover.core.progress import Silent
from finecover.core.reports.report import accuracy_report
from scene import box, pixel_grid

GRID = pixel_grid(24, 30)
ROWS, COLS = np.array([0, 3, 8, 23, 11]), np.array([0, 29, 7, 14, 12])


def points(values):
    x, y = GRID.xy(ROWS + 0.5, COLS + 0.5)
    return ReferencePoints(x, y, values, pixel_grid(1, 1).crs_wkt)


def asked(folder, values, **more):
    arrays = [random_map(seed) for seed in range(3)]
    mapped, base, other = (
        source(folder, name, one) for name, one in zip(("map", "base", "other"), arrays)
    )
    return arrays, Comparison(
        map=mapped, baseline=base, others=(NamedMap(other, "B"),), points=points(values), **more
    )


def codes_of(found):
    """Codes that the pictures show, -1 = none."""
    classes = [*found.legend.codes.tolist(), *(one[0] for one in found.points.more_classes), -1]
    return [np.take(classes, one.positions) for one in found.maps]


def test_pictures_show_every_map_and_classes_of_no_point(tmp_path):
    mapped = random_map(0)
    values = [int(code) for code in mapped[ROWS, COLS]]
    arrays, comparison = asked(tmp_path, values)
    found = assess_map(comparison, progress=Silent(), thumbnails=True)
    assert [one.title for one in found.maps] == ["Map", "Baseline", "B"]
    for shown, codes in zip(codes_of(found), arrays):
        np.testing.assert_array_equal(shown, np.where(codes == 255, -1, codes.astype(int)))
    assert "Maps</h2>" in accuracy_report(accuracy_summary(found, comparison, title="T"))
    bare = assess_map(comparison, progress=Silent())
    assert (bare.maps, bare.points) == ((), None)
    np.testing.assert_array_equal(bare.result.matrix, found.result.matrix)


def test_points_lie_where_they_were_read(tmp_path):
    arrays, comparison = asked(tmp_path, [1, 1, None, 1, 1])
    found = assess_map(comparison, progress=Silent(), thumbnails=True)
    at = np.array([codes[ROWS, COLS] for codes in arrays])
    kept = (at != 255).all(axis=0) & np.array([True, True, False, True, True])
    shown = found.points
    np.testing.assert_allclose(shown.x * 30 - 0.5, COLS[kept])
    np.testing.assert_allclose(shown.y * 24 - 0.5, ROWS[kept])
    np.testing.assert_array_equal(np.take(found.legend.codes, shown.maps), at[:, kept])
    assert np.take(found.legend.codes, shown.reference).tolist() == [1] * int(kept.sum())
    assert shown.reference.size == found.counted


def test_pictures_show_only_what_lies_inside_the_polygons(tmp_path):
    arrays, comparison = asked(tmp_path, [1] * 5, area=box(2, 6, 22, 24))
    found = assess_map(comparison, progress=Silent(), thumbnails=True)
    inside = arrays[0][2:24, 6:30].astype(int)
    np.testing.assert_array_equal(codes_of(found)[0], np.where(inside == 255, -1, inside))
    assert ((found.points.x > 0) & (found.points.x < 1) & (found.points.y < 1)).all()


@pytest.mark.parametrize("tile", [4, 7, 64])
def test_pictures_do_not_depend_on_the_tiles(tmp_path, monkeypatch, tile):
    _, comparison = asked(tmp_path, [1] * 5)
    with Places(comparison) as places:
        whole = map_pictures.picture_codes(places, side=9, progress=Silent())
        monkeypatch.setattr(map_pictures, "_TILE", tile)
        found = map_pictures.picture_codes(places, side=9, progress=Silent())
    assert max(whole.shape[1:]) == 9
    np.testing.assert_array_equal(found, whole)
