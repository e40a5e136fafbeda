"""Points against a map whose crosswalk goes to a level of the legend of their labels."""

import numpy as np
import pytest
from finecover.core.accuracy.assessment import Comparison, assess_map
from finecover.core.accuracy.label_legend import legend_of_labels
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.legends.legend import LandCoverClass, Legend, builtin
from finecover.core.progress import Silent
from test_several_maps import corine_map, points_at

ECO = Legend(
    (
        LandCoverClass(1, "towns", "#FF0000"),
        LandCoverClass(2, "fields", "#FFFF00"),
        LandCoverClass(3, "trees", "#00FF00"),
        LandCoverClass(4, "lakes", "#0000FF"),
    )
)


@pytest.mark.parametrize("target", [(1, 2, 3, 5), ("Artificial surfaces", 2, 3, "Water bodies")])
@pytest.mark.parametrize("labelled", ["codes", "names", "level", "level names"])
def test_points_and_the_raster_they_are_read_from_give_one_matrix(tmp_path, target, labelled):
    mapped, _ = corine_map(tmp_path, "eco", 3, codes=np.arange(1, 5), legend=ECO)
    base, _ = corine_map(tmp_path, "base", 4)
    truth, values = corine_map(tmp_path, "truth", 2)
    path = tmp_path / "walk.csv"
    rows = "".join(f"eco,{code},{goal}\n" for code, goal in zip(range(1, 5), target))
    path.write_text("map,from,level1\n" + rows)
    parts = {"map": mapped, "baseline": base, "crosswalks": read_crosswalk_table(path)}
    rows, cols = (axis.ravel() for axis in np.mgrid[:24, :30])
    corine = builtin("corine")
    level = corine.at_level("level1")[0]
    labels = {
        "codes": lambda code: code,
        "names": lambda code: corine.get(code).name,
        "level": lambda code: code // 100,
        "level names": lambda code: level.get(code // 100).name,
    }[labelled]
    points = points_at(rows, cols, [labels(code) for code in values.ravel().tolist()])
    of_points = assess_map(Comparison(**parts, points=points), progress=Silent())
    of_raster = assess_map(Comparison(**parts, reference=truth), progress=Silent())
    assert of_points.legend.codes.tolist() == [1, 2, 3, 5]
    assert of_points.legend.names == of_raster.legend.names
    np.testing.assert_array_equal(of_points.result.matrix, of_raster.result.matrix)
    np.testing.assert_array_equal(of_points.baseline.matrix, of_raster.baseline.matrix)
    assert of_points.design is not None
    (note,) = [note for note in of_points.notes if "labels of POINTS" in note]
    assert ("brought to its level1" in note) == ("level" not in labelled)


@pytest.mark.parametrize(
    "text",
    [
        "level1\ntowns,Artificial surfaces\nfields,2\ntrees,3\nlakes,Water bodies\n",
        "to,to_name\ntowns,1,Built\nfields,2,Farm\ntrees,3,Wood\nlakes,5,Wet\n",
    ],
)
def test_labels_in_the_maps_own_classes_go_through_its_crosswalk(tmp_path, text):
    mapped, fine = corine_map(tmp_path, "eco", 3, codes=np.arange(1, 5), legend=ECO)
    path = tmp_path / "walk.csv"
    path.write_text(f"from,{text}")
    rows, cols = (axis.ravel() for axis in np.mgrid[:24, :30])
    points = points_at(rows, cols, [ECO.get(code).name for code in fine.ravel().tolist()])
    table = read_crosswalk_table(path)
    found = assess_map(Comparison(mapped, points=points, crosswalks=table), progress=Silent())
    assert found.result.overall == 1
    assert found.legend.codes.tolist() == [1, 2, 3, 5]
    assert any("taken for classes of the map, and translated" in note for note in found.notes)


def test_a_crosswalk_of_a_legend_to_its_own_level(tmp_path):
    """Classes without a row are lifted as the legend says, whatever the rows leave out."""
    mapped, _ = corine_map(tmp_path, "fine", 3)
    path = tmp_path / "walk.csv"
    path.write_text("from,level1\n111,1\n211,2\n231,2\n311,Forest and semi natural areas\n"
                    "312,3\n512,5\n")  # fmt: skip
    table, corine = read_crosswalk_table(path), builtin("corine")
    found = legend_of_labels([111, 411, 512], table, [], mapped=corine)
    assert not found.of_map
    assert found.legend.name == corine.name
    points = points_at([1, 2], [3, 4], [411, 411])
    found = assess_map(Comparison(mapped, points=points, crosswalks=table), progress=Silent())
    assert 4 in found.legend.codes
    assert 411 not in found.legend.codes


def test_the_map_alone_with_its_rows(tmp_path):
    path = tmp_path / "walk.csv"
    path.write_text("from,level1\n1,1\n2,2\n")
    table = read_crosswalk_table(path)
    found = legend_of_labels([111, 211, None], table, [])
    assert found.legend.name == builtin("corine").name
    assert not found.at_level
    found = legend_of_labels([1, 2, 5], table, [])
    assert found.legend is None
    assert found.at_level
    assert legend_of_labels([], table, []).at_level
    told = legend_of_labels([111, 211, -1, -1, -1, -1, "cannot tell", "", float("nan")], table, [])
    assert told.legend.name == builtin("corine").name
