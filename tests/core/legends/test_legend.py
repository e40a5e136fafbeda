import json
import subprocess
import sys

import numpy as np
import pytest
from finecover.core.errors import LegendError
from finecover.core.legends.legend import (
    LandCoverClass,
    Legend,
    Level,
    builtin,
    builtin_info,
    builtin_keys,
    builtin_title,
    generic,
    read_resource,
    whole_codes,
)
from finecover.core.legends.palette import distinct_colors
from hypothesis import given, settings
from hypothesis import strategies as st
from legend_strategies import legends

SOURCE_KEYS = {
    "cgls_lc100",
    "common10",
    "corine",
    "corine_grid",
    "corine_level1",
    "corine_level2",
    "dfc2020",
    "dynamic_world",
    "ecoclimap_sg",
    "esa_cci_lc",
    "esa_worldcover",
    "glc_fcs30d",
    "globcover2009",
    "mcd12q1_igbp",
    "mcd12q1_lc_prop1",
    "mcd12q1_lc_prop2",
    "mcd12q1_lc_prop3",
    "mcd12q1_lc_type2",
    "mcd12q1_lc_type3",
    "mcd12q1_lc_type4",
    "mcd12q1_lc_type5",
    "nlcd",
}


def small():
    return Legend(
        (
            LandCoverClass(7, "Water", "#0000ff"),
            LandCoverClass(0, "Bare", "#808080"),
            LandCoverClass(3, "Forest", "#008000"),
        ),
        name="small",
        nodata_codes=(255, -9999),
    )


def test_classes_are_sorted_whatever_their_order():
    legend = small()
    assert legend.codes.tolist() == [0, 3, 7]
    assert legend.names == ("Bare", "Forest", "Water")
    assert legend.colors == ("#808080", "#008000", "#0000FF")
    assert legend.nodata_codes == (-9999, 255)
    assert len(legend) == 3
    assert legend == Legend(tuple(reversed(legend.classes)), "small", (-9999, 255, 255))


def test_color_table_and_category_names():
    legend = small()
    assert legend.colormap()[3] == (0, 128, 0, 255)
    assert legend.category_names() == ["Bare", "", "", "Forest", "", "", "", "Water"]


def test_get_and_subset():
    legend = small()
    assert legend.get(7).name == "Water"
    assert legend.subset([7, 0]).codes.tolist() == [0, 7]
    with pytest.raises(LegendError, match="class code 4 is not in the legend"):
        legend.get(4)
    with pytest.raises(LegendError, match="class code 9 is not"):
        legend.subset([0, 9])
    with pytest.raises(LegendError, match="has no class"):
        legend.subset([])


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"])
def test_index_of_every_dtype(dtype):
    codes = np.array([[7, 0], [3, 4]], dtype=dtype)
    found = small().index_of(codes)
    assert found.dtype == np.int32
    assert found.tolist() == [[2, 0], [1, -1]]


@pytest.mark.parametrize(
    "codes",
    [
        np.array([-1, 8, 255, -32768], dtype="i2"),
        np.array([2**63, 2**64 - 1, 65536 + 7], dtype="u8"),
        np.array([-(2**63), 2**32], dtype="i8"),
        np.array([np.nan, np.inf, -np.inf, 6.5, 1e300]),
    ],
)
def test_index_of_what_is_no_class(codes):
    assert (small().index_of(codes) == -1).all()


def test_index_of_with_codes_beyond_the_dtype():
    legend = Legend((LandCoverClass(5, "a", "#000000"), LandCoverClass(300, "b", "#FFFFFF")))
    assert legend.index_of(np.array([5, 255, 44], "u1")).tolist() == [0, -1, -1]
    assert small().index_of(np.array([True, False])).tolist() == [-1, 0]


def test_index_of_refuses_text():
    with pytest.raises(LegendError, match="no numbers"):
        small().index_of(np.array(["3"]))


@given(legends(), st.lists(st.integers(-10, 70000), max_size=40))
def test_index_of_law(legend, values):
    position = {entry.code: i for i, entry in enumerate(legend.classes)}
    found = legend.index_of(np.array(values, dtype=np.int64))
    assert found.tolist() == [position.get(value, -1) for value in values]
    assert legend.index_of(legend.codes).tolist() == list(range(len(legend)))


@given(legends(), st.randoms())
def test_order_of_classes_changes_nothing(legend, random):
    shuffled = list(legend.classes)
    random.shuffle(shuffled)
    assert Legend(tuple(shuffled), legend.name, legend.nodata_codes) == legend


@given(legends())
def test_json_round_trip(legend):
    assert Legend.from_json(json.loads(json.dumps(legend.to_json()))) == legend


@pytest.mark.parametrize("code", [-1, 65536, 1.5, True, "3", None, float("nan"), 10**30])
def test_bad_code(code):
    with pytest.raises(LegendError, match="whole numbers from 0 to 65535"):
        LandCoverClass(code, "a", "#000000")


@pytest.mark.parametrize("color", ["red", "#12345", "#1234567", "", None, 5, "#GGGGGG"])
def test_bad_color(color):
    with pytest.raises(LegendError, match="class 3: colour"):
        LandCoverClass(3, "a", color)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "0 characters"),
        ("  ", "0 characters"),
        ("x" * 501, "501"),
        (None, "not text"),
        ("a\x07b", "control"),
        ("a\ud800", "control"),
        ("a\uffff", "control"),
    ],
)
def test_bad_name(name, message):
    with pytest.raises(LegendError, match=message):
        LandCoverClass(3, name, "#000000")


def test_white_space_in_names_is_joined():
    assert LandCoverClass(3, " Open\n water\t", "#0000ff") == LandCoverClass(
        3, "Open water", "#0000FF"
    )


def test_contradictions_in_a_legend():
    one, two = LandCoverClass(1, "a", "#000000"), LandCoverClass(1, "b", "#000000")
    with pytest.raises(LegendError, match='code 1 is both "a" and "b"'):
        Legend((one, two))
    with pytest.raises(LegendError, match="code 1 is a class and nodata"):
        Legend((one,), nodata_codes=(1,))
    with pytest.raises(LegendError, match=r"nodata code 1\.5"):
        Legend((one,), nodata_codes=(1.5,))
    level = Level("level1", 1, "x")
    with pytest.raises(LegendError, match="repeat a name"):
        LandCoverClass(1, "a", "#000000", (level, level))
    with pytest.raises(LegendError, match="level name"):
        Level("Level 1", 1, "x")


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"classes": {}},
        {"classes": []},
        {"classes": [1]},
        {"classes": [{"code": "1", "name": "a", "color": "#000000"}]},
        {"classes": [{"code": 1, "name": ["a"], "color": "#000000"}]},
        {"classes": [{"code": 1, "name": "a", "color": {}}]},
        {"classes": [{"code": 1, "name": "a", "color": "#000000", "levels": 3}]},
        {"classes": [{"code": 1, "name": "a", "color": "#000000", "levels": [{"code": 1}]}]},
        {"classes": [{"code": 1, "name": "a", "color": "#000000"}], "nodata_codes": ["x"]},
        {"classes": [{"code": 1, "name": "a", "color": "#000000"}], "nodata_codes": 3},
        {"classes": [{"code": 1, "name": "a", "color": "#000000"}], "name": 3},
        {"classes": [{}] * 65537},
    ],
)
def test_hostile_json(data):
    with pytest.raises(LegendError):
        Legend.from_json(data)


def test_at_level_by_name_and_number():
    corine = builtin("corine")
    assert corine.level_names == ("level1", "level2")
    coarse, mapping = corine.at_level("level1")
    assert coarse.names == (
        "Artificial surfaces",
        "Agricultural areas",
        "Forest and semi natural areas",
        "Wetlands",
        "Water bodies",
    )
    assert mapping[111] == 1
    assert mapping[523] == 5
    assert len(mapping) == 44
    middle, to_middle = corine.at_level(2)
    assert middle.names == builtin("corine_level2").names
    assert middle.colors == builtin("corine_level2").colors
    again, to_coarse = middle.at_level("level1")
    assert again.classes == coarse.classes
    assert {code: to_coarse[to_middle[code]] for code in mapping} == mapping


def test_level_color_falls_back_to_the_first_class():
    coarse, _ = builtin("nlcd").at_level(1)
    assert coarse.get(4).color == builtin("nlcd").get(41).color
    assert builtin("mcd12q1_igbp").at_level(1)[0].classes == builtin("dfc2020").classes


def test_at_level_errors():
    with pytest.raises(LegendError, match="it has no levels"):
        builtin("dfc2020").at_level(1)
    with pytest.raises(LegendError, match="choose one of level1, level2"):
        builtin("corine").at_level(3)
    part = LandCoverClass(1, "a", "#000000", (Level("level1", 1, "x"),))
    with pytest.raises(LegendError, match='class 2 "b" has no level1'):
        Legend((part, LandCoverClass(2, "b", "#000000"))).at_level(1)
    other = LandCoverClass(2, "b", "#000000", (Level("level1", 1, "y"),))
    with pytest.raises(LegendError, match='level1 code 1 is "x" for class 1 and "y" for class 2'):
        Legend((part, other)).at_level(1)


def test_every_source_table_is_a_built_in():
    assert set(builtin_keys()) == SOURCE_KEYS
    assert builtin_keys() == list(builtin_info())
    assert builtin("corine_clc") is builtin("corine") or builtin("corine_clc") == builtin("corine")


@pytest.mark.parametrize("key", sorted(SOURCE_KEYS))
def test_every_built_in_loads(key):
    legend = builtin(key)
    info = builtin_info()[key]
    assert legend.name == builtin_title(key)
    assert legend.nodata_codes == tuple(sorted(info.nodata_codes))
    rows = [row for row in read_resource(info.file) if row[info.code_column]]
    kept = [row for row in rows if int(row[info.code_column]) not in info.nodata_codes]
    assert len(legend) == len(kept)
    assert str(len(legend)) in builtin_title(key)
    assert all(row["source"] for row in rows)
    for row in kept:
        entry = legend.get(int(row[info.code_column]))
        assert (entry.name, entry.color) == (row["name"], row["color"])
    for number in range(1, len(legend.level_names) + 1):
        coarse, mapping = legend.at_level(number)
        assert set(mapping) == set(legend.codes.tolist())
        assert set(mapping.values()) == set(coarse.codes.tolist())


def test_nodata_is_no_class_but_zero_can_be():
    assert builtin("mcd12q1_lc_type2").get(0).name == "Water Bodies"
    assert builtin("dynamic_world").get(0).name == "water"
    for key, code in [
        ("cgls_lc100", 0),
        ("esa_cci_lc", 0),
        ("ecoclimap_sg", 0),
        ("common10", 0),
        ("corine", 999),
        ("corine", 995),
        ("corine_grid", 48),
        ("globcover2009", 230),
        ("mcd12q1_igbp", 255),
        ("mcd12q1_lc_type2", 255),
    ]:
        assert code in builtin(key).nodata_codes
        assert builtin(key).index_of(np.array([code])).tolist() == [-1]


def test_corine_grid_codes_name_the_same_classes():
    corine, grid = builtin("corine"), builtin("corine_grid")
    assert grid.codes.tolist() == list(range(1, 45))
    assert grid.names == corine.names
    assert grid.colors == corine.colors


def test_unknown_key():
    with pytest.raises(LegendError, match='no built-in legend "modis"; choose one of mcd12q1_igbp'):
        builtin("modis")


def test_generic_legend():
    legend = generic(np.array([[9, 2], [2, 0]], "u1"), name="map")
    assert legend.names == ("Class 0", "Class 2", "Class 9")
    assert legend.colors == tuple(distinct_colors(3))
    assert generic(np.array([2.0, np.nan])).codes.tolist() == [2]
    with pytest.raises(LegendError, match=r"0\.5 is not a whole number"):
        generic(np.array([0.5]))
    with pytest.raises(LegendError, match="has no class"):
        generic(np.array([], "u1"))
    with pytest.raises(LegendError, match="0 to 65535"):
        generic(np.array([-1]))


def test_palette_is_distinct_also_without_red_or_green_cones():
    colors = distinct_colors(300)
    assert len(set(colors[:256])) == 256
    assert colors[256:] == colors[:44]
    assert distinct_colors(5) == colors[:5]
    from finecover.core.legends.palette import _VISIONS, _lab

    rgb = np.array([list(bytes.fromhex(color[1:])) for color in colors[:12]])
    for vision in _VISIONS:
        lab = _lab(rgb, vision=vision)
        apart = np.linalg.norm(lab[:, None] - lab[None], axis=2)
        assert apart[np.triu_indices(12, 1)].min() > 10


def test_lab_of_known_colors():
    from finecover.core.legends.palette import _VISIONS, _lab

    lab = _lab(np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]]), vision=_VISIONS[0])
    np.testing.assert_allclose(lab, [[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.20]], atol=0.05)


def test_whole_codes():
    assert whole_codes(np.array([3.0, np.nan, 3.0, -1.0])).tolist() == [-1, 3]
    with pytest.raises(LegendError, match="18446744073709551615 is far beyond"):
        whole_codes(np.array([2**64 - 1], "u8"))
    with pytest.raises(LegendError, match="inf is not a whole number"):
        whole_codes(np.array([np.inf]))
    with pytest.raises(LegendError, match="no numbers"):
        whole_codes(np.array(["a"]))


@settings(max_examples=20)
@given(st.sets(st.integers(0, 65535), min_size=1, max_size=300))
def test_generic_names_every_code(codes):
    legend = generic(np.array(sorted(codes, reverse=True)))
    assert set(legend.codes.tolist()) == codes


def test_importing_legends_is_cheap(request):
    code = (
        "import sys; sys.path.insert(0, 'tests'); import conftest;"
        "from finecover.core.legends import crosswalk, legend, legend_files, recognise;"
        "heavy = {'sklearn', 'rasterio', 'scipy', 'joblib', 'qgis', 'osgeo'} & set(sys.modules);"
        "sys.exit(sorted(heavy) or 0)"
    )
    root = request.config.rootpath
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
