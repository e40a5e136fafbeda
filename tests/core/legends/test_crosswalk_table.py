import pytest
from finecover.core.errors import InputError, LegendError
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.legends.legend import LandCoverClass, Legend, builtin

LEGEND = Legend((LandCoverClass(1, "Water", "#0000FF"), LandCoverClass(2, "Forest", "#00AA00")))


def table(folder, text):
    path = folder / "walk.csv"
    path.write_text(text, encoding="utf-8")
    return read_crosswalk_table(path)


def pairs(walk):
    return dict(walk.pairs)


def test_rows_for_each_map(tmp_path):
    found = table(tmp_path, "map,from,to,to_name\n,1,10,Wet\n,2,20,\nOther.tif,1,30,\n")
    assert found.maps == ("Other.tif",)
    main = found.crosswalk(("map.tif", "MAP"), source=None, target=None, unnamed=True)
    assert pairs(main) == {1: 10, 2: 20}
    assert main.target_names == ((10, "Wet"),)
    other = found.crosswalk(("other.TIF", "other"), source=None, target=None, unnamed=False)
    assert pairs(other) == {1: 30}
    assert found.crosswalk(("third",), source=None, target=None, unnamed=False) is None


def test_a_maps_own_rows_go_before_the_common_ones(tmp_path):
    found = table(tmp_path, "map,from,to\n,1,10\nbase,1,30\n")
    base = found.crosswalk(("base",), source=None, target=None, unnamed=True)
    assert pairs(base) == {1: 30}


def test_names_on_both_sides(tmp_path):
    found = table(tmp_path, "from;to\nforest;Broad-leaved forest\nWater;\n")
    walk = found.crosswalk((), source=LEGEND, target=builtin("corine"), unnamed=True)
    assert pairs(walk) == {2: 311, 1: None}


def test_targets_of_a_level(tmp_path):
    found = table(tmp_path, "from,level1,level2\n1,5,51\n2,3,31\n")
    assert found.level == "level2"
    walk = found.crosswalk((), source=None, target=None, unnamed=True)
    assert pairs(walk) == {1: 51, 2: 31}


def test_without_a_header(tmp_path):
    walk = table(tmp_path, "1,10\n2,20\n").crosswalk((), source=None, target=None, unnamed=True)
    assert pairs(walk) == {1: 10, 2: 20}


def test_what_is_no_crosswalk(tmp_path):
    with pytest.raises(InputError):
        read_crosswalk_table(tmp_path / "nowhere.csv")
    with pytest.raises(LegendError, match='has no column "to"'):
        table(tmp_path, "from,name\n1,x\n")
    with pytest.raises(LegendError, match="no row"):
        table(tmp_path, "from,to\n")
    found = table(tmp_path, "from,to\nTundra,1\n")
    with pytest.raises(LegendError, match=r'walk\.csv, line 2: "Tundra" is no class'):
        found.crosswalk((), source=LEGEND, target=None, unnamed=True)
    twice = table(tmp_path, "from,to\n1,1\n1,2\n")
    with pytest.raises(LegendError, match="goes to 1 and to 2"):
        twice.crosswalk((), source=None, target=None, unnamed=True)
