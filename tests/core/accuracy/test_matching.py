import re
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.accuracy.matching import match_maps, source_aliases
from finecover.core.accuracy.translation import COMMON, Party
from finecover.core.errors import LegendError
from finecover.core.legends.crosswalk import Crosswalk
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.legends.known_legends import public_key, with_levels
from finecover.core.legends.labels import LabelRule
from finecover.core.legends.legend import LandCoverClass, Legend, builtin, generic

LEGEND = Legend(
    (
        LandCoverClass(1, "Water", "#0000FF"),
        LandCoverClass(2, "Forest", "#00AA00"),
        LandCoverClass(3, "Sand", "#FFDD99"),
    ),
    nodata_codes=(9,),
)
SHIFTED = Legend(tuple(replace(one, code=one.code + 4) for one in LEGEND.classes))


def table(folder, text):
    path = folder / "walk.csv"
    path.write_text(text, encoding="utf-8")
    return read_crosswalk_table(path)


def party(legend, **more):
    return Party("The map", ("map",), legend, main=True, **more)


def codes(translation, *values):
    return translation.apply(np.array(values, np.int32)).tolist()


def test_equal_codes_and_nodata():
    found = match_maps((party(LEGEND),), LEGEND)
    assert codes(found.maps[0], 1, 3, 9, 44, -1) == [1, 3, -1, 44, -1]
    assert codes(found.reference, 1, 3, 9, 44, -1) == [1, 3, -1, 44, -1]
    assert not found.translated
    assert found.notes == ()


def test_names_where_codes_differ():
    found = match_maps((party(SHIFTED),), LEGEND)
    assert codes(found.maps[0], 5, 6, 7, 9, -1) == [1, 2, 3, -1, -1]
    assert "by class name" in found.notes[0]
    by_code = match_maps((party(SHIFTED),), LEGEND, how="code")
    assert codes(by_code.maps[0], 5, 6) == [5, 6]


def test_a_class_the_reference_does_not_name_never_passes_for_another():
    legend = Legend((*SHIFTED.classes, LandCoverClass(2, "Glacier", "#FFFFFF")))
    found = match_maps((party(legend),), LEGEND)
    own = codes(found.maps[0], 2)[0]
    assert own not in LEGEND.codes
    assert found.maps[0].legend.get(own).name == "Glacier"


def test_few_names_in_common_do_not_tell():
    legend = Legend((LandCoverClass(8, "Sand", "#FFDD99"), *generic(np.arange(4)).classes))
    assert codes(match_maps((party(legend),), LEGEND).maps[0], 8) == [8]
    assert codes(match_maps((party(legend),), LEGEND, how="name").maps[0], 8) == [3]
    with pytest.raises(LegendError, match="no class names in common"):
        match_maps((party(generic(np.arange(4))),), LEGEND, how="name")


def test_a_crosswalk_goes_before_names(tmp_path):
    walk = Crosswalk(((5, 3), (6, None)))
    found = match_maps((party(SHIFTED, crosswalk=walk),), LEGEND)
    assert codes(found.maps[0], 5, 6, 7) == [3, -1, 7]
    found = match_maps((party(SHIFTED),), LEGEND, table=table(tmp_path, "from,to\nWater,Sand\n"))
    assert codes(found.maps[0], 5, 6) == [3, 6]


def test_built_in_crosswalks_straight_and_through_the_common_scheme():
    igbp, corine = builtin("mcd12q1_igbp"), builtin("corine")
    straight = match_maps((party(igbp),), builtin("dfc2020"))
    assert codes(straight.maps[0], 1, 17) == [1, 10]
    assert "mcd12q1_igbp_to_dfc2020" in straight.notes[0]
    other = Party("MODIS", ("modis",), igbp)
    common = match_maps((party(corine), other), corine)
    assert common.reference.space == COMMON
    assert codes(common.reference, 311, 111) == codes(common.maps[0], 311, 111)
    assert codes(common.maps[1], 1) == codes(common.reference, 312)
    assert "a proposal" in common.notes[0]


def test_a_level_takes_every_map_there(tmp_path):
    corine = builtin("corine")
    walk = table(tmp_path, "map,from,level1\nold,1,Water bodies\nold,7,3\n")
    old = Party("old", ("old",), generic(np.array([1, 7])))
    found = match_maps((party(corine), old), corine, table=walk)
    assert codes(found.reference, 311, 111, 512, 990) == [3, 1, 5, -1]
    assert codes(found.maps[0], 311, 111, 512, 990) == [3, 1, 5, -1]
    assert codes(found.maps[1], 1, 7) == [5, 3]
    assert found.reference.legend.get(1).name == "Artificial surfaces"


def test_levels_and_the_common_scheme_do_not_mix(tmp_path):
    corine = builtin("corine")
    walk = table(tmp_path, "map,from,level1\nold,1,5\n")
    maps = (party(builtin("mcd12q1_igbp")), Party("old", ("old",), generic(np.array([1]))))
    with pytest.raises(LegendError, match="give rows for that map too"):
        match_maps(maps, corine, table=walk)
    with pytest.raises(LegendError, match="nothing is known of the reference"):
        match_maps((Party("old", ("old",), None, main=True),), None, table=walk)
    with pytest.raises(LegendError, match='rows for the map "old", which is not compared'):
        match_maps((party(corine),), corine, table=walk)


def test_an_unknown_map_in_a_crosswalk_is_told_with_the_known_ones(tmp_path):
    walk = table(tmp_path, "map,from,to\nold,1,2\n")
    one = Party("The map", source_aliases("/x/fine.tif", "the map", "MAP"), LEGEND, main=True)
    other = Party("eco", source_aliases("/x/eco.tif", "eco"), LEGEND)
    told = '"old", which is not compared; {}. Correct the name in the column "map", or give that'
    with pytest.raises(LegendError, match=re.escape(told.format("the only map is fine.tif"))):
        match_maps((one,), LEGEND, table=walk)
    with pytest.raises(LegendError, match=re.escape(told.format("the maps are fine.tif, eco.tif"))):
        match_maps((one, other), LEGEND, table=walk)
    for name in ("fine.tif", "fine", "MAP", "the map"):
        walk = table(tmp_path, f"map,from,to\n{name},1,2\n")
        assert codes(match_maps((one, other), LEGEND, table=walk).maps[0], 1) == [2]


@pytest.mark.parametrize("goal", ["5", "Water bodies"])
@pytest.mark.parametrize(
    ("labels", "lifted"),
    [
        ([311, 512, None, 111], {311: 3, 512: 5, 111: 1}),
        (["Water bodies", "Broad-leaved forest", ""], {512: 5, 311: 3}),
        ([5, 3, 1], {5: 5, 3: 3, 1: 1}),
        ([5.0, "3", float("nan")], {5: 5, 3: 3}),
    ],
)
def test_labels_of_points_are_lifted_to_the_level_of_a_crosswalk(tmp_path, goal, labels, lifted):
    legend = generic(np.array([1, 7]))
    walk = table(tmp_path, f"from,level1\n1,{goal}\n7,3\n")
    found = match_maps((party(legend),), None, table=walk, labels=labels)
    assert codes(found.maps[0], 1, 7) == [5, 3]
    assert codes(found.reference, *lifted) == list(lifted.values())


def test_labels_of_the_level_need_no_known_legend(tmp_path):
    walk = table(tmp_path, "from,level1\n1,70\n7,80\n")
    found = match_maps((party(generic(np.array([1, 7]))),), None, table=walk, labels=[70, 80, 70])
    assert codes(found.maps[0], 1, 7) == codes(found.reference, 70, 80) == [70, 80]


def test_a_map_without_rows_is_lifted_with_the_labels(tmp_path):
    corine = builtin("corine")
    walk = table(tmp_path, "map,from,level1\nold,1,5\nold,7,3\n")
    maps = (party(corine), Party("old", ("old",), generic(np.array([1, 7]))))
    for labels in ([311, 512], [3, 5]):
        found = match_maps(maps, None, table=walk, labels=labels)
        assert codes(found.maps[0], 311, 512) == codes(found.reference, *labels) == [3, 5]
        assert codes(found.maps[1], 1, 7) == [5, 3]


def test_labels_that_fit_nothing_or_too_much(tmp_path):
    maps = (party(generic(np.array([1, 7]))),)
    walk = table(tmp_path, "from,level1\n1,5\n7,3\n")
    with pytest.raises(LegendError, match="such as '777', are neither such classes nor"):
        match_maps(maps, None, table=walk, labels=[777, 777, 3])
    with pytest.raises(LegendError, match="could be codes of"):
        match_maps(maps, None, table=walk, labels=[11, 12, 31])


def test_points_are_labelled_in_the_first_maps_classes():
    found = match_maps((party(LEGEND), Party("other", ("other",), SHIFTED)), None, labels=[])
    assert found.labels.names == LEGEND.names
    assert codes(found.maps[1], 5, 6) == [1, 2]
    walk = Crosswalk(((1, 2),))
    found = match_maps((party(LEGEND, crosswalk=walk),), None, labels=[])
    assert codes(found.maps[0], 1, 2) == [2, 2]
    assert codes(found.reference, 1, 2, -1) == [1, 2, -1]


def test_a_rule_before_the_crosswalk():
    rule = LabelRule(LEGEND, Crosswalk(((50, 1), (51, 2))))
    walk = Crosswalk(((1, 3),))
    found = match_maps((party(rule.legend, rule=rule, crosswalk=walk),), LEGEND)
    assert codes(found.maps[0], 50, 51, 3, 99, -1) == [3, 2, 3, -1, -1]


def test_public_legends_are_known_by_title_or_by_classes():
    corine = builtin("corine")
    assert public_key(corine.subset([111, 311])) == "corine"
    bare = Legend(tuple(replace(one, levels=()) for one in corine.classes))
    assert public_key(bare) == "corine"
    assert with_levels(bare).level_names == ("level1", "level2")
    assert public_key(LEGEND) == public_key(None) == ""
    assert with_levels(LEGEND) is LEGEND
