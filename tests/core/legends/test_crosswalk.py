import numpy as np
import pytest
from finecover.core.errors import InputError, LegendError
from finecover.core.legends.builtin_crosswalks import (
    builtin_crosswalk,
    builtin_crosswalk_names,
    lucas_to_ecoclimap,
)
from finecover.core.legends.crosswalk import Crosswalk, read_crosswalk
from finecover.core.legends.legend import LandCoverClass, Legend, Level, builtin, builtin_keys
from hypothesis import given
from hypothesis import strategies as st

NATURE = Level("level1", 1, "Nature")
SOURCE = Legend(
    (
        LandCoverClass(1, "Oak", "#00AA00", (NATURE,)),
        LandCoverClass(2, "Pine", "#006600", (NATURE,)),
        LandCoverClass(3, "Town", "#FF0000"),
        LandCoverClass(4, "Lake", "#0000FF"),
    ),
    nodata_codes=(255,),
)
pairs = st.dictionaries(st.integers(0, 65535), st.integers(0, 65535), min_size=1, max_size=20)


def read(folder, text, **legends):
    path = folder / "walk.csv"
    path.write_bytes(text.encode())
    return read_crosswalk(path, **legends)


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"])
def test_apply_by_hand(dtype):
    walk = Crosswalk(((1, 7), (2, 7), (3, None)))
    array = np.array([[1, 2], [3, 100]], dtype=dtype)
    result = walk.apply(array, nodata=0)
    assert result.dtype == array.dtype
    assert result.tolist() == [[7, 7], [0, 100]]
    assert array.tolist() == [[1, 2], [3, 100]]


def test_apply_widens_only_where_the_targets_need_it():
    array = np.array([1, 2, 255], "u1")
    assert Crosswalk(((1, 300),)).apply(array).dtype == np.uint16
    assert Crosswalk(((1, 300),)).apply(array).tolist() == [300, 2, 255]
    negative = Crosswalk(((1, None),)).apply(array, nodata=-9999)
    assert negative.dtype == np.int16
    assert negative.tolist() == [-9999, 2, 255]
    assert Crosswalk(((1, 200),)).apply(np.array([1, -1], "i1")).tolist() == [200, -1]
    assert Crosswalk(((9, 300),)).apply(array).dtype == np.uint16  # tiles agree


def test_apply_leaves_large_and_negative_values():
    walk = Crosswalk(((0, 5), (65535, 6)))
    large = np.array([0, 65535, 65536, 2**64 - 1], "u8")
    assert walk.apply(large).tolist() == [5, 6, 65536, 2**64 - 1]
    assert walk.apply(np.array([-1, -(2**63), 0], "i8")).tolist() == [-1, -(2**63), 5]


def test_nodata_pixels_stay_even_when_listed():
    walk = Crosswalk(((0, 8), (1, 2)))
    assert walk.apply(np.array([0, 1], "u1"), nodata=0).tolist() == [0, 2]
    assert walk.apply(np.array([0, 1], "u1"), nodata=255).tolist() == [8, 2]
    assert walk.apply(np.array([0, 1], "u1")).tolist() == [8, 2]


def test_apply_errors():
    with pytest.raises(LegendError, match="not float32"):
        Crosswalk(((1, 2),)).apply(np.array([1.0], "f4"))
    with pytest.raises(LegendError, match="drops class 1, and the raster has no nodata"):
        Crosswalk(((1, None),)).apply(np.array([1]))
    with pytest.raises(LegendError, match="no integer type holds"):
        Crosswalk(((1, None),)).apply(np.array([1], "u8"), nodata=-1)


@given(pairs, st.lists(st.integers(0, 65535), max_size=50))
def test_apply_law(table, values):
    walk = Crosswalk(tuple(table.items()))
    array = np.array(values, "u2")
    assert walk.apply(array).tolist() == [table.get(value, value) for value in values]


@given(st.sets(st.integers(0, 65535), min_size=1), st.lists(st.integers(-5, 70000)))
def test_identity_changes_nothing(codes, values):
    walk = Crosswalk(tuple((code, code) for code in codes))
    array = np.array(values, "i4")
    np.testing.assert_array_equal(walk.apply(array), array)


@given(pairs, st.lists(st.integers(0, 65535), max_size=50))
def test_twice_is_once_when_targets_stay(table, values):
    table = {**table, **{target: target for target in table.values()}}
    walk = Crosswalk(tuple(table.items()))
    once = walk.apply(np.array(values, "u2"))
    np.testing.assert_array_equal(walk.apply(once), once)


@given(pairs, st.randoms())
def test_row_order_changes_nothing(table, random):
    rows = list(table.items())
    random.shuffle(rows)
    assert Crosswalk(tuple(rows)) == Crosswalk(tuple(table.items()))


def test_contradictions():
    with pytest.raises(LegendError, match="code 1 goes to 2 and to 3"):
        Crosswalk(((1, 2), (1, 3)))
    with pytest.raises(LegendError, match="code 1 goes to 2 and to nothing"):
        Crosswalk(((1, 2), (1, None)))
    assert Crosswalk(((1, 2), (1, 2))).pairs == ((1, 2),)
    with pytest.raises(LegendError, match="no row"):
        Crosswalk(())
    with pytest.raises(LegendError, match="0 to 65535"):
        Crosswalk(((1, 65536),))
    with pytest.raises(LegendError, match='target 2 is called "a" and "b"'):
        Crosswalk(((1, 2),), target_names=((2, "a"), (2, "b")))


def test_legend_after_a_crosswalk():
    walk = Crosswalk(((1, 10), (2, 10), (4, None)), target_names=((10, "Forest"),))
    legend = walk.legend(SOURCE)
    assert legend.codes.tolist() == [3, 10]
    assert legend.names == ("Town", "Forest")
    assert legend.colors == ("#FF0000", "#00AA00")
    assert legend.get(10).levels == (NATURE,)
    assert legend.nodata_codes == (255,)


def test_legend_without_target_names():
    assert Crosswalk(((1, 10), (2, 10))).legend(SOURCE).get(10).name == "Oak + Pine"
    assert Crosswalk(((1, 2),)).legend(SOURCE).get(2).name == "Pine"
    assert Crosswalk(((3, 1),)).legend(SOURCE).get(1).levels == ()
    long = Legend(tuple(LandCoverClass(code, f"{code}" + "x" * 150, "#000000") for code in (1, 2)))
    assert Crosswalk(((1, 9), (2, 9))).legend(long).get(9).name == "Class 9"


def test_legend_with_a_target_legend():
    target = Legend((LandCoverClass(10, "Wald", "#112233"),), name="de", nodata_codes=(0,))
    legend = Crosswalk(((1, 10), (2, 10), (3, 0))).legend(SOURCE, target=target)
    assert legend.get(10) == target.get(10)
    assert legend.codes.tolist() == [4, 10]
    assert legend.nodata_codes == (0, 255)
    assert legend.name == "de"


def test_legend_when_a_nodata_code_becomes_a_class():
    assert Crosswalk(((1, 255),)).legend(SOURCE).nodata_codes == ()
    with pytest.raises(LegendError, match="drops every class"):
        Crosswalk(tuple((code, None) for code in range(1, 5))).legend(SOURCE)


@pytest.mark.parametrize(
    "text",
    [
        "from,to\n1,10\n2,10\n4,\n",
        "To;From\n10;1\n10;2\n;4\n",
        "1,10\n2,10\n4,\n",
        "from_code\tto_code\tnote\n1\t10\tx\n2.0\t10\ty\n4\t\tz\n",
    ],
)
def test_read_forms(tmp_path, text):
    assert read(tmp_path, text).pairs == ((1, 10), (2, 10), (4, None))


def test_read_names(tmp_path):
    target = Legend((LandCoverClass(10, "Forest, all", "#000000"),))
    text = 'from,to,to_name\n oak ,"forest,  ALL",Wood\nPINE,10,Wood\n4,,\n'
    walk = read(tmp_path, text, source=SOURCE, target=target)
    assert walk.pairs == ((1, 10), (2, 10), (4, None))
    assert walk.target_names == ((10, "Wood"),)
    assert walk.name == "walk"


def test_read_names_without_a_header(tmp_path):
    walk = read(tmp_path, "Oak,Pine\nTown,4\n", source=SOURCE, target=SOURCE)
    assert walk.pairs == ((1, 2), (3, 4))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,note\n1,2\n", 'walk.csv has no column "to"'),
        ("from,to\n1,2\n1,3\n", "walk: code 1 goes to 2 and to 3"),
        ("from,to\nBirch,2\n", 'walk.csv, line 2: "Birch" is no class'),
        ("from,to\n1,Birch\n", "walk.csv, line 2: class code 'Birch'"),
        ("from,to\n1,99999\n", "walk.csv, line 2: class code 99999"),
        ("from,to\n,1\n", 'walk.csv, line 2: "" is no class'),
        ("from,to\n", "no row"),
        ("1\n2\n", "no table"),
    ],
)
def test_bad_crosswalk_files(tmp_path, text, message):
    with pytest.raises(LegendError, match=message):
        read(tmp_path, text, source=SOURCE)


def test_ambiguous_name_and_missing_file(tmp_path):
    twins = Legend((LandCoverClass(1, "Oak", "#000000"), LandCoverClass(2, "oak", "#000000")))
    with pytest.raises(LegendError, match='"Oak" is the name of classes 1, 2'):
        read(tmp_path, "from,to\nOak,3\n", source=twins)
    with pytest.raises(InputError, match="cannot be read"):
        read_crosswalk(tmp_path / "none.csv")


def test_built_in_names():
    names = builtin_crosswalk_names()
    assert len(names) == len(set(names)) == 13
    assert {"corine_to_common10", "corine_grid_to_common10", "mcd12q1_igbp_to_dfc2020"} <= set(
        names
    )
    with pytest.raises(LegendError, match='no built-in crosswalk "x"; choose one of'):
        builtin_crosswalk("x")


@pytest.mark.parametrize("name", builtin_crosswalk_names())
def test_built_in_codes_exist_in_their_legends(name):
    walk = builtin_crosswalk(name)
    source = builtin(walk.from_legend)
    known = {*source.codes.tolist(), *source.nodata_codes}
    assert {code for code, _ in walk.pairs} <= known
    assert set(source.codes.tolist()) <= set(walk.mapping)
    if walk.to_legend in builtin_keys():
        target = builtin(walk.to_legend)
        valid = {*target.codes.tolist(), *target.nodata_codes}
        assert {code for _, code in walk.pairs} <= valid
        for code, label in walk.target_names:
            assert code in target.nodata_codes or target.get(code).name == label
    legend = walk.legend(source)
    mapped = walk.apply(source.codes, nodata=65000)
    left = set(mapped.tolist()) - {65000, *legend.nodata_codes}
    assert left == set(legend.codes.tolist())


def test_built_in_values():
    assert builtin_crosswalk("mcd12q1_igbp_to_dfc2020").mapping[14] == 6
    assert builtin_crosswalk("corine_to_bigearthnet19").mapping[124] is None
    assert builtin_crosswalk("corine_to_bigearthnet19").mapping[333] == 12
    assert builtin_crosswalk("corine_grid_to_bigearthnet19").mapping[32] == 12
    assert builtin_crosswalk("dynamic_world_to_common10").mapping[0] == 8
    ben = builtin_crosswalk("corine_to_bigearthnet19").legend(builtin("corine"))
    assert len(ben) == 19
    assert ben.get(13).name == "Moors, heathland and sclerophyllous vegetation"


def test_lucas_prefixes():
    walk = lucas_to_ecoclimap()
    assert walk.legend.get(walk.code_of("C10")).name == "trees"
    assert walk.legend.get(walk.code_of(" f30 ")).name == "flooded_veg"
    assert walk.legend.get(walk.code_of("F40")).name == "bareland"
    assert walk.legend.get(walk.code_of("G50")).name == "snow"
    assert walk.code_of("8") is None
    assert walk.code_of("F") is None
    for _, code in walk.prefixes:
        assert walk.legend.get(code)
