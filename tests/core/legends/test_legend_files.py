import contextlib
import json
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from finecover.core.errors import InputError, LegendError
from finecover.core.legends.legend import LandCoverClass, Legend, builtin, builtin_keys, generic
from finecover.core.legends.legend_files import (
    aux_xml_text,
    csv_text,
    lc_json_text,
    legend_from_table,
    qml_text,
    read_legend_file,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from legend_strategies import legends

same_folder = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)

WATER = LandCoverClass(0, "Water", "#0000FF")
FOREST = LandCoverClass(2, "Forest, dense", "#006400")


def save(folder, text, name="legend.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder, text, name="legend.csv"):
    return read_legend_file(save(folder, text, name))


# --- CSV


@pytest.mark.parametrize(
    "text",
    [
        'code,name,color\n2,"Forest, dense",#006400\n0,Water,#0000FF\n',
        "value;label;palette\n0;Water;0000ff\n2;Forest, dense;006400\n",
        "ID\tClass\tColour\n0\tWater\t#00F\n2\tForest, dense\t#006400\n",
        "Class;Name;R;G;B\n0;Water;0;0;255\n2;Forest, dense;0;100;0\n",
        "NB_LAB;LCCOwnLabel;R;G;B\r\n0;Water;0;0;255\r\n2;Forest, dense;0;100;0\r\n",
        '0,Water,#0000FF\n\n2,"Forest, dense",#006400\n',
        "0;Water;#0000FF\n2;Forest, dense;#006400\n",
        "0\t#0000FF\tWater\n2\t#006400\tForest, dense\n",
        "0|Water|0|0|255\n2|Forest, dense|0|100|0\n",
        "# made by hand\n 0.0 ; Water ; rgb(0, 0, 255) \n2; Forest,   dense;rgba(0,100,0,0.5)\n",
        "name,color,code\nWater,#0000FFFF,0\n'Forest',,\n".replace(
            "'Forest',,", '"Forest, dense",#006400,2'
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_csv_forms(tmp_path, text, encoding):
    legend = read(tmp_path, text.encode(encoding), "my legend.csv")
    assert legend.classes == (WATER, FOREST)
    assert legend.name == "my legend"


def test_csv_in_latin_1(tmp_path):
    legend = read(tmp_path, "code,name\n1,Forêt d’épicéas\n".encode("cp1252"))
    assert legend.names == ("Forêt d’épicéas",)


def test_missing_names_and_colors(tmp_path):
    legend = read(tmp_path, "code,name\n5,\n3,Bog\n")
    assert legend.names == ("Bog", "Class 5")
    assert legend.colors == generic(np.array([3, 5])).colors


def test_no_data_rows_are_no_classes(tmp_path):
    legend = read(
        tmp_path, "code,name\n-9999,No data\n0,Unclassified\n7,n/a\n255,NODATA\n1,Unknown\n3,Bog\n"
    )
    assert legend.codes.tolist() == [3]
    assert legend.nodata_codes == (-9999, 0, 1, 7, 255)


def test_csv_levels(tmp_path):
    legend = read(
        tmp_path,
        "code,name,n1_code,n1_name,n1_color,grid_code\n1,Oak,10,Trees,#00aa00,4\n2,Pine,10,Trees,,5\n"
        "3,Lake,,,,6\n",
    )
    assert legend.level_names == ("n1",)
    assert legend.get(1).level("n1").color == "#00AA00"
    assert legend.get(3).levels == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,name\n1,a\nx,b\n", r"legend.csv, line 3: class code 'x' is not a whole number"),
        ("code,name\n1,a\n1,b\n", r"legend.csv, line 3: class code 1 is listed twice"),
        ("code,name\n1,a\n70000,b\n", r"legend.csv, line 3: class code 70000 .* 0 to 65535"),
        ("code,name\n-1,a\n", "line 2: class code -1"),
        ("code,name\n1.5,a\n", r"line 2: class code '1\.5'"),
        ("code,name\n,a\n", "line 2: class code '' is not"),
        ("code,name,color\n1,a,green\n", "line 2: colour 'green' is not known"),
        ("code,name,r,g,b\n1,a,1,2,256\n", "line 2: colour '1,2,256' is not known"),
        ("code,name\n1,a\x07b\n", "line 2: class 1: .*control character"),
        ("code,name\n1," + "x" * 501 + "\n", "line 2: class 1: .*501 characters"),
        ("code,name\n", "lists no class"),
        ("code,name\n0,No data\n", "lists no class"),
        ("hello\nworld\n", "no table of codes and names"),
        ("name,color\na,#000000\n", "line 1: class code 'name' is not"),
        ("code,name,level1_code,level1_name\n1,a,x,y\n", "line 2: class code 'x'"),
        ("code,name,level1_code,level1_name\n1,a,4,\n", "line 2: level1 of a class: .*0 char"),
        ("code,name\n1," + '"' + "x" * 140000 + "\n", "line 2: the row cannot be read"),
    ],
)
def test_bad_csv(tmp_path, text, message):
    with pytest.raises(LegendError, match=message):
        read(tmp_path, text)


def test_too_many_rows(tmp_path):
    text = "code,name\n" + "".join(f"{i},a\n" for i in range(65537))
    with pytest.raises(LegendError, match="65537 classes"):
        read(tmp_path, text)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_legend_file(tmp_path / "missing.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_legend_file(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_legend_file("a\0b.csv")
    with pytest.raises(InputError, match="is empty"):
        read(tmp_path, " \n")
    with pytest.raises(InputError, match="not a text file"):
        read(tmp_path, b"code,name\n1,a\0b\n")
    with pytest.raises(InputError, match="not a text file"):
        read(tmp_path, b"\xff\xfec\0o")
    with pytest.raises(InputError, match="larger than 20 MB"):
        read(tmp_path, b"1,a\n" * (6 * 1024 * 1024))


@same_folder
@given(legend=legends())
def test_csv_round_trip(tmp_path, legend):
    assert read(tmp_path, csv_text(legend), "x.csv") == Legend(
        legend.classes, "x", legend.nodata_codes
    )


@same_folder
@given(legend=legends(), random=st.randoms())
def test_csv_row_order_changes_nothing(tmp_path, legend, random):
    header, *rows = csv_text(legend).splitlines()
    random.shuffle(rows)
    shuffled = read(tmp_path, "\n".join([header, *rows]))
    assert shuffled.classes == legend.classes


def test_row_order_does_not_move_missing_colors(tmp_path):
    one = read(tmp_path, "code,name\n9,a\n2,b\n4,c\n")
    assert read(tmp_path, "code,name\n4,c\n9,a\n2,b\n") == one


@pytest.mark.parametrize("key", builtin_keys())
def test_built_ins_survive_every_kind_of_file(tmp_path, key):
    legend = builtin(key)
    assert read(tmp_path, csv_text(legend)).classes == legend.classes
    flat = tuple(LandCoverClass(c.code, c.name, c.color) for c in legend.classes)
    assert read(tmp_path, lc_json_text(legend), "x.json").classes == flat
    assert read(tmp_path, qml_text(legend), "x.qml").classes == flat
    assert read(tmp_path, aux_xml_text(legend), "x.tif.aux.xml").names == legend.names


# --- JSON


def test_kerinci_legend(data_dir):
    legend = read_legend_file(data_dir / "kerinci_legend" / "lc.json")
    assert len(legend) == 22
    assert legend.get(2001) == LandCoverClass(2001, "Primary dryland forest", "#006400")
    assert legend.get(50011) == LandCoverClass(50011, "Swamp", "#7FFFD4")
    assert legend.get(20093).name == "Paddy field"
    assert legend.codes.tolist() == sorted(legend.codes.tolist())


@same_folder
@given(legend=legends(levels=False))
def test_lc_json_round_trip(tmp_path, legend):
    assert read(tmp_path, lc_json_text(legend), "x.json") == Legend(
        legend.classes, "x", legend.nodata_codes
    )


@pytest.mark.parametrize(
    "data",
    [
        {"values": [2, 0], "label": ["Forest, dense", "Water"], "palette": ["006400", "0000FF"]},
        {"value": [0, 2], "names": ["Water", "Forest, dense"], "colors": ["#00f", "#006400"]},
        [
            {"value": 0, "color": "0000ff", "description": "Water"},
            {"value": 2, "color": "006400", "description": "Forest, dense"},
        ],
        {
            "classes": [
                {"code": 0, "name": "Water", "color": "0000ff"},
                {"Code": "2", "Name": "Forest, dense", "Color": "rgb(0,100,0)"},
            ]
        },
        [
            {"value": 0, "color-hint": "0000FF", "description": "Water"},
            {"value": 2.0, "color-hint": "006400", "description": "Forest, dense"},
        ],
    ],
)
def test_json_forms(tmp_path, data):
    assert read(tmp_path, json.dumps(data), "x.json").classes == (WATER, FOREST)


@same_folder
@given(legend=legends())
def test_own_json_is_read_whole(tmp_path, legend):
    named = Legend(legend.classes, "a name", legend.nodata_codes)
    assert read(tmp_path, json.dumps(named.to_json()), "x.json") == named


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "x.json is not valid JSON"),
        ("[" * 200_000, "x.json is not valid JSON"),
        ("{}", "no list of codes"),
        ('{"values": 3}', '"values" is not a list'),
        ('{"values": [1, 2], "label": ["a"]}', "2 values, 1 labels and 2 colours"),
        ('{"values": [1], "label": [["a"]]}', "entry 1: label .* is not text"),
        ('{"values": [1], "label": [null]}', "entry 1: label None is not text"),
        ('{"values": [true], "label": ["a"]}', "entry 1: class code True"),
        ('{"values": [1e400], "label": ["a"]}', "entry 1: class code inf"),
        ('{"values": [NaN], "label": ["a"]}', "entry 1: class code nan"),
        ('{"values": [{}], "label": ["a"]}', "entry 1: class code {}"),
        ('{"values": [1], "label": ["a\\u0000"]}', "control character"),
        ('{"values": [1], "label": ["a\\ud800"]}', "control character"),
        ('{"values": [1], "palette": [[1, 2, 3]]}', "entry 1: colour"),
        ("[]", "lists no class"),
        ("[3]", "entry 1: 3 is not an object"),
        ('{"classes": [{"code": 1, "name": "", "color": "#000000", "levels": []}]}', "x.json: "),
    ],
)
def test_bad_json(tmp_path, text, message):
    with pytest.raises(LegendError, match=message):
        read(tmp_path, text, "x.json")


# --- QML


@same_folder
@given(legend=legends(levels=False, nodata=False))
def test_qml_round_trip(tmp_path, legend):
    text = qml_text(legend)
    assert read(tmp_path, text, "x.qml").classes == legend.classes
    entries = ElementTree.fromstring(text).findall("pipe/rasterrenderer/colorPalette/paletteEntry")
    assert [int(entry.get("value")) for entry in entries] == legend.codes.tolist()
    assert [entry.get("label") for entry in entries] == list(legend.names)


QML = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="2.18"><pipe>{}</pipe></qgis>"""


def test_exact_color_ramp(tmp_path):
    text = QML.format(
        '<rasterrenderer type="singlebandpseudocolor"><rastershader>'
        '<colorrampshader colorRampType="EXACT">'
        '<item alpha="255" value="2" label="Forest, dense" color="#006400"/>'
        '<item alpha="255" value="0" label="Water" color="#0000ff"/>'
        "</colorrampshader></rastershader></rasterrenderer><other><item value='9'/></other>"
    )
    assert read(tmp_path, text, "x.qml").classes == (WATER, FOREST)
    with pytest.raises(LegendError, match="holds no classes"):
        read(tmp_path, text.replace("EXACT", "INTERPOLATED"), "x.qml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (QML.format(""), "x.qml holds no classes"),
        (QML.format('<paletteEntry value="x" color="#000000"/>'), "class 1: class code 'x'"),
        (QML.format('<paletteEntry value="1" color="blue"/>'), "class 1: colour 'blue'"),
        (QML.format('<paletteEntry value="1"/>' * 2), "class 2: class code 1 is listed twice"),
        (QML.format("<a>"), "not well-formed"),
        ("<html><body/></html>", "XML of the kind <html>"),
        (
            '<!DOCTYPE qgis [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><qgis>&b;</qgis>',
            "defines XML entities",
        ),
        (
            '<!DOCTYPE qgis [<!ENTITY x SYSTEM "file:///etc/passwd">]><qgis>&x;</qgis>',
            "defines XML entities",
        ),
        ("<a>" * 300, "nested or repeated"),
        (QML.format('<item value="1"/>' * 200_001), "nested or repeated"),
        ('<?xml version="1.0" encoding="nonsense"?><qgis/>', "not well-formed"),
    ],
)
def test_bad_xml(tmp_path, text, message):
    with pytest.raises(LegendError, match=message):
        read(tmp_path, text, "x.qml")


# --- colour maps


@pytest.mark.parametrize(
    "text",
    [
        "# QGIS Generated Color Map Export File\nINTERPOLATION:EXACT\n"
        "0,0,0,255,255,Water\n2,0,100,0,255,Forest, dense\n",
        "0 0 0 255 255 Water\r\n2 0 100 0 255 Forest, dense\r\n",
        "0 0 0 255 Water\n2 0 100 0 Forest, dense\n",
    ],
)
def test_color_map_forms(tmp_path, text):
    assert read(tmp_path, text, "x.txt").classes == (WATER, FOREST)


def test_color_map_without_labels(tmp_path):
    legend = read(tmp_path, "1 0 0 255\n2 0 100 0\n", "x.clr")
    assert legend.names == ("Class 1", "Class 2")
    assert legend.colors == ("#0000FF", "#006400")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INTERPOLATION:DISCRETE\n1,2,3,4,255,a\n", "line 1: the colours are discrete"),
        ("1 2 3 4\n1 2 3 400\n", "line 2: '1 2 3 400' is not a value and red"),
        ("1 2 3 4\nhello\n", "line 2: 'hello'"),
        ("1.5 2 3 4\n", r"line 1: class code '1\.5'"),
        ("INTERPOLATION:EXACT\n", "lists no class"),
    ],
)
def test_bad_color_map(tmp_path, text, message):
    with pytest.raises(LegendError, match=message):
        read(tmp_path, text, "x.txt")


# --- GDAL side files and tables


@same_folder
@given(codes=st.sets(st.integers(0, 300), min_size=1, max_size=9), data=st.data())
def test_aux_xml_round_trip(tmp_path, codes, data):
    legend = data.draw(legends(levels=False, nodata=False))
    classes = tuple(
        LandCoverClass(code, entry.name, entry.color)
        for code, entry in zip(sorted(codes), legend.classes)
    )
    named = Legend(classes)
    again = read(tmp_path, aux_xml_text(named), "x.tif.aux.xml")
    assert (again.names, again.codes.tolist()) == (named.names, named.codes.tolist())


def test_aux_xml_lists_no_names_for_large_codes():
    assert "<Category>" in aux_xml_text(generic(np.array([4095])))
    text = aux_xml_text(generic(np.array([4096])))
    assert "<Category>" not in text
    assert "<F>4096</F><F>Class 4096</F>" in text


def test_aux_xml_tables_code_name_and_color_of_the_classes_alone():
    legend = Legend((LandCoverClass(3, "Forêt & <marsh>", "#00FF00"), WATER))
    band = ElementTree.fromstring(aux_xml_text(legend)).find("PAMRasterBand")
    table = band.find("GDALRasterAttributeTable")
    fields = [(one.findtext("Name"), one.findtext("Usage")) for one in table.iter("FieldDefn")]
    assert fields == [
        ("Value", "5"), ("Class", "2"), ("Red", "6"), ("Green", "7"), ("Blue", "8")
    ]  # fmt: skip
    assert [[cell.text for cell in row] for row in table.iter("Row")] == [
        ["0", "Water", "0", "0", "255"], ["3", "Forêt & <marsh>", "0", "255", "0"]
    ]  # fmt: skip


def test_aux_xml_with_color_table_of_the_right_band(tmp_path):
    text = """<PAMDataset><PAMRasterBand band="1"><ColorTable><Entry c1="9" c2="9" c3="9" c4="9"/>
    </ColorTable></PAMRasterBand><PAMRasterBand band="2"><CategoryNames><Category>Water</Category>
    <Category/><Category>Forest, dense</Category></CategoryNames><ColorTable>
    <Entry c1="0" c2="0" c3="255" c4="255"/><Entry c1="1" c2="1" c3="1" c4="255"/>
    <Entry c1="0" c2="100" c3="0" c4="255"/></ColorTable></PAMRasterBand>
    <PAMRasterBand band="3"><CategoryNames><Category>x</Category></CategoryNames></PAMRasterBand>
    </PAMDataset>"""
    assert read(tmp_path, text, "x.tif.aux.xml").classes == (WATER, FOREST)
    with pytest.raises(LegendError, match=r"category 2: colour \[0, 300, 0\]"):
        read(tmp_path, text.replace('c2="100"', 'c2="300"'), "x.tif.aux.xml")
    with pytest.raises(LegendError, match="no category names"):
        read(tmp_path, "<PAMDataset/>", "x.tif.aux.xml")


def test_side_file_of_a_real_scene(data_dir):
    legend = read_legend_file(data_dir / "zion_l8_nlcd" / "nlcd.tif.aux.xml")
    assert legend.codes.tolist() == list(range(1, 9))
    assert legend.get(4).name == "Forest"
    assert legend.nodata_codes == (0,)


def test_legend_of_a_raster_table():
    colors = {code: (code, code, code, 255) for code in range(256)}
    colors[2] = (0, 100, 0, 255)
    legend = legend_from_table(
        colors, ["NA", "", "Forest, dense"], codes=np.array([2, 1, 0, 7, 7], "u1"), name="map"
    )
    assert legend.names == ("Class 1", "Forest, dense", "Class 7")
    assert legend.colors == ("#010101", "#006400", "#070707")
    assert legend.nodata_codes == (0,)
    assert legend.name == "map"


def test_raster_table_with_names_or_colors_only():
    named = legend_from_table(None, ["Water", None, "Wood"], codes=np.array([0, 2]))
    assert named.names == ("Water", "Wood")
    assert named.colors == generic(np.array([0, 2])).colors
    colored = legend_from_table({4: (1, 2, 3)}, None, codes=np.array([4]))
    assert colored.classes == (LandCoverClass(4, "Class 4", "#010203"),)


@pytest.mark.parametrize("names", [None, [], ["", ""]])
def test_raster_without_tables(names):
    with pytest.raises(LegendError, match="neither a colour table nor category names"):
        legend_from_table(None, names, codes=np.array([1]))


def test_raster_table_without_classes():
    with pytest.raises(LegendError, match="the raster lists no class"):
        legend_from_table({1: (0, 0, 0)}, None, codes=np.array([], "u1"))


# --- writing


def test_written_texts():
    assert csv_text(Legend((FOREST, WATER), nodata_codes=(255,))) == (
        'code,name,color\n0,Water,#0000FF\n2,"Forest, dense",#006400\n255,No data,\n'
    )
    assert json.loads(lc_json_text(Legend((FOREST, WATER)))) == {
        "values": [0, 2],
        "label": ["Water", "Forest, dense"],
        "palette": ["0000FF", "006400"],
    }


# --- anything at all

SEEDS = [
    csv_text(builtin("nlcd")),
    lc_json_text(builtin("nlcd")),
    json.dumps(builtin("nlcd").to_json()),
    qml_text(builtin("nlcd")),
    aux_xml_text(builtin("nlcd")),
    "INTERPOLATION:EXACT\n11,70,107,159,255,Open water\n",
]


@settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    seed=st.sampled_from(SEEDS),
    cuts=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 30), st.binary(max_size=6))),
)
def test_damaged_files_give_a_legend_or_one_sentence(tmp_path, seed, cuts):
    data = seed.encode()
    for start, length, new in cuts:
        data = data[:start] + new + data[start + length :]
    message = ""
    try:
        assert len(read(tmp_path, data, "x")) > 0
    except (InputError, LegendError) as error:
        message = str(error)
    assert len(message) < 1000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_any_bytes_give_a_legend_or_one_sentence(tmp_path, data):
    with contextlib.suppress(InputError, LegendError):
        assert len(read(tmp_path, data, "x")) > 0
