"""Bad models, legends, crosswalks, formulas and other texts: one sentence each, with the remedy.

Bad rasters, polygons and parameters are in ``test_bad_inputs.py``.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

FUZZ = Path(__file__).resolve().parents[1] / "fuzz"
sys.path.insert(0, str(FUZZ))

from finecover.core.accuracy.comparison_points import point_codes
from finecover.core.accuracy.expected_accuracy import ExpectedAccuracy
from finecover.core.accuracy.point_strata import read_strata
from finecover.core.errors import FineCoverError
from finecover.core.features.indices import parse_indices
from finecover.core.features.statistics import parse_statistics
from finecover.core.fractions.fraction_model import read_fraction_model, write_fraction_model
from finecover.core.learning.model import read_model, write_model
from finecover.core.learning.model_parts import match_recipes
from finecover.core.legends.crosswalk import read_crosswalk
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.legends.labels import tagged_legend
from finecover.core.legends.legend_files import read_legend_file
from finecover.core.progress import Silent
from finecover.core.rasters.bands import ImageBands, parse_bands, resolve_bands
from finecover.core.rasters.dates import parse_dates
from finecover.core.rasters.output import LEGEND_TAG
from finecover.core.series.observation_masks import parse_scl_classes
from legend_use import valid_legends
from made_models import NAMES, RECIPE, classifier, npy, put_together, shares, taken_apart
from sentences import fault_of_refusal

WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
DEEP, NINES = "[" * 100_000, "9" * 5000


def refusal(run) -> str:
    """Return the sentence of the refusal, which is one whatever it was given."""
    with pytest.raises(FineCoverError) as caught:
        run()
    text = str(caught.value)
    assert fault_of_refusal(text) == "", text
    return text


def check(text: str, expected: str, *names: str) -> None:
    """Make sure that a refusal says what is expected, and names what it is about."""
    assert re.search(expected, text), text
    assert not names or any(name in text for name in names), text


LEGENDS = [
    # name, file, content, expected
    ("nothing", "lc.csv", b"", "is empty; choose a file that lists"),
    ("blanks alone", "lc.csv", b" \n\t\n ", "is empty; choose a file that lists"),
    ("comments alone", "lc.csv", b"# code,name\n# 1,Wood\n", "is no table of codes and names"),
    ("one column", "lc.csv", b"Wood\nWater\n", "separate the columns by commas"),
    ("bytes", "lc.csv", bytes(range(256)), "is not a text file; choose a CSV"),
    ("a NUL", "lc.csv", b"1,Wo\0od\n", "is not a text file; choose a CSV"),
    ("half of UTF-16", "lc.csv", b"\xff\xfe1\x00,", "is not a text file; choose a CSV"),
    ("a picture", "lc.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a text file"),
    ("header alone", "lc.csv", b"code,name\n", "lists no class; give at least one code"),
    ("no data alone", "lc.csv", b"0,No data\n", "lists no class; give at least one code"),
    ("a word for a code", "lc.csv", b"code,name\nx,Wood\n",
     "line 2: class code 'x' is not a whole"),
    ("a fraction for a code", "lc.csv", b"1.5,Wood\n", "class code '1.5' is not a whole number"),
    ("an endless code", "lc.csv", f"{NINES},Wood\n".encode(), "is not a whole number; write it"),
    ("an infinite code", "lc.csv", b"code,name\n1e999,Wood\n", "'1e999' is not a whole number"),
    ("a superscript code", "lc.csv", "code,name\n²,Wood\n".encode(), "'²' is not a whole number"),
    ("a negative code", "lc.csv", b"-1,Wood\n", "class code -1 cannot be used; codes are whole"),
    ("a large code", "lc.csv", b"65536,Wood\n", "class code 65536 cannot be used"),
    ("a code twice", "lc.csv", b"1,Wood\n1,Water\n", "class code 1 is listed twice; keep one"),
    ("a colour name", "lc.csv", b"1,Wood,green\n",
     "colour 'green' is not known; write it like #1F"),
    ("a bright colour", "lc.csv", b"1,Wood,300,0,0\n", "colour '300,0,0' is not known"),
    ("a long name", "lc.csv", b"1," + b"x" * 600 + b"\n", "has 600 characters; use 1 to 500"),
    ("a control character", "lc.csv", b"1,Wo\x1bod\n", "holds a control character; remove it"),
    ("a giant field", "lc.csv", b'1,"' + b"x" * 200_000 + b'"\n',
     "cannot be read .*check its quotes"),
    ("an open quote", "lc.csv", b'1,"Wood\n' + b"2,Water\n" * 20_000,
     "cannot be read .*check its quotes"),
    ("a level's bad code", "lc.csv", b"code,name,level1_code,level1_name\n1,Wood,x,Land\n",
     "line 2: class code 'x' is not a whole"),
    ("a level without name", "lc.csv", b"code,name,level1_code,level1_name\n1,Wood,7,\n",
     "line 2: level1 of a class: class name '' has 0 characters"),
    ("a level called badly", "lc.csv",
     b"code,name,level-99999999999999999999999999_code,level-99999999999999999999999999_name\n"
     b"1,Wood,7,Land\n", "level name .* cannot be used; write at most 30"),
    ("countless levels", "lc.csv", b"code,name" + b"".join(
        b",a%d_code,a%d_name" % (at, at) for at in range(4_000)) + b"\n1,Wood\n",
     "has columns of 4000 levels; at most 30 can be used"),
    ("countless levels in JSON", "lc.json", json.dumps({"classes": [
        {"code": 1, "name": "a", "color": "#000000", "levels": [
            {"name": f"a{at}", "code": 1, "label": "b"} for at in range(50_000)]}]}).encode(),
     "the legend has 50000 levels; at most 30 can be used"),
    ("a ramp", "a.clr", b"INTERPOLATION:LINEAR\n1,0,0,0,255,a\n", "the colours are linear; export"),
    ("a colour beyond 255", "a.clr", b"1 0 0 0\n2 0 0 256\n", "line 2: '2 0 0 256' is not a value"),
    ("words in a colour map", "a.clr", b"1 0 0 0\nx y z\n", "line 2: 'x y z' is not a value"),
    ("half of JSON", "lc.json", b'{"values": [1, 2', "is not valid JSON .*save it again"),
    ("deep JSON", "lc.json", DEEP.encode(), "is not valid JSON .*save it again"),
    ("an endless number", "lc.json", f'{{"values": [{NINES}]}}'.encode(), "is not valid JSON"),
    ("a JSON without codes", "lc.json", b'{"a": 1}', "has no list of codes; give the lists values"),
    ("an empty list", "lc.json", b"[]", "lists no class; give at least one code"),
    ("a text for a list", "lc.json", b'{"values": "1,2"}', '"values" is not a list; write it like'),
    ("lists of two lengths", "lc.json", b'{"values": [1, 2], "label": ["a"]}',
     "lists 2 values, 1 labels and 2 colours; make the lists equally long"),
    ("a number for a class", "lc.json", b"[1, 2]", "entry 1: 1 is not an object with value, label"),
    ("a truth for a code", "lc.json", b'{"values": [true]}', "class code True is not a whole"),
    ("NaN for a code", "lc.json", b'{"values": [NaN]}', "class code nan is not a whole number"),
    ("an infinite code in JSON", "lc.json", b'{"values": [1e999]}',
     "class code inf is not a whole"),
    ("null for a label", "lc.json", b'{"values": [1], "label": [null]}', "label None is not text"),
    ("half a letter", "lc.json", b'{"values": [1], "label": ["\\ud800"]}', "holds a control char"),
    ("a list for a colour", "lc.json", b'{"values": [1], "palette": [[1]]}',
     "is not known; write it"),
    ("bad nodata", "lc.json", b'{"values": [1], "nodata": ["x"]}', "nodata: class code 'x' is not"),
    ("levels that are none", "lc.json", b'{"classes": [{"code": 1, "levels": 7}]}',
     "levels must be a list, not a int; the legend's JSON is damaged"),
    ("no class in our form", "lc.json", b'{"classes": []}', "the legend has no class; give"),
    ("a colour in our form", "lc.json",
     b'{"classes": [{"code": 1, "name": "a", "color": "red", "levels": []}]}',
     "colour 'red' is not a # and six hexadecimal digits"),
    ("too many classes", "lc.json", json.dumps({"values": [1] * 65_537}).encode(),
     "lists 65537 classes; at most 65536 can be used"),
    ("half of XML", "a.qml", b"<qgis><pipe>", "is not well-formed XML .*save it again"),
    ("another XML", "a.qml", b"<html></html>", "is XML of the kind <html>; choose a QGIS style"),
    ("a style of one colour", "a.qml", b"<qgis></qgis>", "style the raster by paletted/unique"),
    ("no category", "a.aux.xml", b"<PAMDataset></PAMDataset>", "holds no category names; choose"),
    ("entities", "a.qml", b'<!DOCTYPE q [<!ENTITY a "b">]><qgis>&a;</qgis>',
     "defines XML entities"),
    ("many laughs", "a.qml",
     b'<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><qgis>&b;</qgis>',
     "defines XML entities in its DOCTYPE"),
    ("a file of the system", "a.qml",
     b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><qgis>&a;</qgis>',
     "defines XML entities in its DOCTYPE"),
    ("an unknown entity", "a.qml", b'<!DOCTYPE q SYSTEM "http://a/b.dtd"><qgis>&a;</qgis>',
     "(is not well-formed XML|holds no classes)"),
    ("deep XML", "a.qml", b"<qgis>" + b"<a>" * 5000, "is nested or repeated beyond any style"),
    ("an unknown encoding", "a.qml", b'<?xml version="1.0" encoding="x-none"?><qgis/>',
     "is not well-formed XML"),
    ("a style's bad value", "a.qml", b'<qgis><paletteEntry value="1-2" label="a"/></qgis>',
     "class 1: class code '1-2' is not a whole number"),
    ("a style's bad colour", "a.qml", b'<qgis><paletteEntry value="1" color="#12"/></qgis>',
     "class 1: colour '#12' is not known"),
    ("a category's bad colour", "a.aux.xml",
     b'<PAMDataset><PAMRasterBand band="1"><CategoryNames><Category>a</Category></CategoryNames>'
     b'<ColorTable><Entry c1="1" c2="2" c3="999"/></ColorTable></PAMRasterBand></PAMDataset>',
     r"category 0: colour \[1, 2, 999\] is outside 0 to 255"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "content", "expected"), [row[1:] for row in LEGENDS],
                         ids=[row[0] for row in LEGENDS])  # fmt: skip
def test_bad_legends(file, content, expected, tmp_path):
    path = tmp_path / file
    path.write_bytes(content)
    check(refusal(lambda: read_legend_file(path)), expected, file)


TAGS = [
    ("no JSON", "{", "its embedded legend is damaged .*choose another LEGEND"),
    ("deep JSON", DEEP, "its embedded legend is damaged .*choose another LEGEND"),
    ("a list", "[1]", "its embedded legend is damaged .*the legend must be a dict"),
    ("no class", '{"classes": []}', "the legend has no class"),
    ("a code twice", json.dumps({"classes": [{"code": 1, "name": "a", "color": "#000000"}] * 2}),
     'class code 1 is both "a" and "a"'),
    ("nodata is a class", json.dumps({"classes": [{"code": 1, "name": "a", "color": "#000000"}],
     "nodata_codes": [1]}), "code 1 is a class and nodata at once"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in TAGS], ids=[r[0] for r in TAGS])
def test_bad_embedded_legends(text, expected):
    reader = SimpleNamespace(
        info=SimpleNamespace(tags={LEGEND_TAG: text}),
        source=SimpleNamespace(label="COARSE 'map.tif'", path="map.tif"),
    )
    check(refusal(lambda: tagged_legend(reader)), expected, "COARSE 'map.tif'")


CROSSWALKS = [
    ("nothing", b"", "is empty"),
    ("one column", b"from\n1\n", "separate the columns by commas"),
    ("no target", b"from,name\n1,a\n", 'has no column "to"; name the columns from and to'),
    ("no row", b"from,to\n", "no row; list at least one pair of codes"),
    ("a word", b"from,to\nx,1\n", "line 2: class code 'x' is not a whole number"),
    ("a large code", b"1,65536\n", "class code 65536 cannot be used"),
    ("two targets", b"1,2\n1,3\n", "code 1 goes to 2 and to 3; keep one of the rows"),
    ("dropped and kept", b"from,to\n1,2\n1,\n", "code 1 goes to 2 and to nothing"),
    ("two names", b"from,to,to_name\n1,5,a\n2,5,b\n", 'target 5 is called "a" and "b"; use one'),
    ("an endless code", f"1,{NINES}\n".encode(), "is not a whole number; write it like 12"),
    ("a NUL", b"1,2\0\n", "is not a text file"),
    ("a giant field", b'1,"' + b"1" * 200_000 + b'"\n', "cannot be read .*check its quotes"),
]


@pytest.mark.parametrize(("content", "expected"), [row[1:] for row in CROSSWALKS],
                         ids=[row[0] for row in CROSSWALKS])  # fmt: skip
def test_bad_crosswalks(content, expected, tmp_path):
    path = tmp_path / "walk.csv"
    path.write_bytes(content)
    check(refusal(lambda: read_crosswalk(path)), expected, "walk")


TABLES = [
    ("an unknown name", b"from,to\nMoor,10\n", 'line 2: "Moor" is no class of the legend; write'),
    ("an unknown target", b"from,to\n1,Moor\n", 'line 2: "Moor" is no class of the legend'),
    ("titles nobody knows", b"here,there\n1,10\n", "call them from and to"),
    ("no target", b"from,name\n1,a\n", 'has no column "to"'),
    ("no row", b"map,from,to\n", "no row; list at least one pair"),
]


@pytest.mark.parametrize(("content", "expected"), [row[1:] for row in TABLES],
                         ids=[row[0] for row in TABLES])  # fmt: skip
def test_bad_crosswalk_tables(content, expected, tmp_path):
    path, (plain, leveled, _) = tmp_path / "walk.csv", valid_legends()
    path.write_bytes(content)

    def read():
        table = read_crosswalk_table(path)
        table.crosswalk(["map"], source=plain, target=leveled, unnamed=True)

    check(refusal(read), expected, "walk.csv")


def strata(codes, pixels):
    """Read the strata of two points."""
    return read_strata(codes, pixels)


def bands_of_images(text):
    """Find the bands a text names in an image of two."""
    return resolve_bands([ImageBands("image.tif", ("a", "b"))], bands=text)


TEXTS = [
    # name, reader, text, parameter, expected
    ("an unknown index", parse_indices, "NDXI", "INDICES", "'NDXI' is unknown; choose from NDVI"),
    ("an index name", parse_indices, "9a=nir", "INDICES", "'9a' cannot be the name of an index"),
    ("a taken name", parse_indices, "red=nir-red", "INDICES", "the name red is taken"),
    ("two formulas", parse_indices, "A=nir;A=red", "INDICES", "A is given two formulas"),
    ("an empty formula", parse_indices, "A=", "INDICES", "has its end after character 0, where"),
    ("no band", parse_indices, "A=1+2", "INDICES", "uses no band; write for example A=nir-red"),
    ("powers of powers", parse_indices, "A=9**9**9", "INDICES", "uses no band"),
    ("a large number", parse_indices, "A=nir+1e999", "INDICES",
     "a number below 3.4e38 is expected"),
    ("parentheses", parse_indices, "A=" + "(" * 40 + "nir", "INDICES", "nested more than 32 deep"),
    ("signs", parse_indices, "A=" + "-" * 400 + "nir", "INDICES", "nested more than 32 deep"),
    ("powers in a row", parse_indices, "A=nir" + "**nir" * 90, "INDICES", "nested more than 32"),
    ("a long formula", parse_indices, "A=nir" + "+nir" * 200, "INDICES", "at most 500 are read"),
    ("an open parenthesis", parse_indices, "A=(nir", "INDICES", "an operator or '\\)' is expected"),
    ("a call", parse_indices, "A=eval(nir)", "INDICES", "one of the functions min, max, abs"),
    ("an attribute", parse_indices, "A=nir.__class__", "INDICES", "has '.' at character 4"),
    ("an import", parse_indices, "A=__import__('os')", "INDICES", "is expected; correct"),
    ("a string", parse_indices, 'A="nir"', "INDICES", "has '\"' at character 1, where a band"),
    ("two comparisons", parse_indices, "A=0<nir<1", "INDICES", "no second comparison without"),
    ("one value for two", parse_indices, "A=min(nir)", "INDICES", "one more of min's 2 values"),
    ("three values for one", parse_indices, "A=log(nir,2)", "INDICES", "'\\)' after 1 value"),
    ("a cross", parse_indices, "A=nir×2", "INDICES", "has '×' at character 4, where a band"),
    ("a NUL", parse_indices, "A=nir\0", "INDICES", "an operator or a parenthesis is expected"),
    ("no number", parse_bands, "blue", "BANDS", "'blue' is not of the form name=number"),
    ("a superscript number", parse_bands, "blue=²", "BANDS", "is not of the form name=number"),
    ("an endless number", parse_bands, f"blue={NINES}", "BANDS", "is not of the form name=number"),
    ("band 0", parse_bands, "blue=0", "BANDS", "'blue=0' is not of the form name=number"),
    ("a negative band", parse_bands, "blue=-1", "BANDS", "is not of the form name=number"),
    ("a band twice", parse_bands, "blue=1,red=1", "BANDS", "repeats a name or a number; give each"),
    ("a band beyond", bands_of_images, "blue=3", "BANDS", "'image.tif' has 2 bands"),
    ("a word for a date", parse_dates, "yesterday", "DATES", "'yesterday' is no date; write it as"),
    ("no such day", parse_dates, "2019-02-30", "DATES", "'2019-02-30' is no date"),
    ("day 366", parse_dates, "2019-366", "DATES", "'2019-366' is no date"),
    ("an old day", parse_dates, "0001-01-01", "DATES", "'0001-01-01' is no date"),
    ("a control character", parse_dates, "2019-01-31\x00", "DATES",
     r"'2019-01-31\\x00' is no date"),
    ("an unknown statistic", parse_statistics, "meen", "STATISTICS", "'meen' is unknown; choose"),
    ("percentile 101", parse_statistics, "p101", "STATISTICS", "'p101' is unknown"),
    ("quarter 5", parse_statistics, "mean_q5", "STATISTICS", "'mean_q5' is unknown"),
    ("SCL class 12", parse_scl_classes, "12", "SCL_CLASSES", "'12' is no class of the scene"),
    ("a superscript class", parse_scl_classes, "²", "SCL_CLASSES", "'²' is no class of the scene"),
    ("an endless class", parse_scl_classes, NINES, "SCL_CLASSES", "is no class of the scene"),
    ("an empty share", ExpectedAccuracy.parse, " ", "EXPECTED_ACCURACY", "is empty"),
    ("no share", ExpectedAccuracy.parse, "x", "EXPECTED_ACCURACY", "'x' cannot be read"),
    ("NaN", ExpectedAccuracy.parse, "nan", "EXPECTED_ACCURACY", "nan is not between 0 and 1"),
    ("a share of 1", ExpectedAccuracy.parse, "1", "EXPECTED_ACCURACY", "1 is not between 0 and 1"),
    ("a class twice", ExpectedAccuracy.parse, "1=0.5;1=0.6", "EXPECTED_ACCURACY", "class twice"),
    ("two shares", ExpectedAccuracy.parse, "0.5;0.6", "EXPECTED_ACCURACY", "two numbers without"),
    ("a name for a code", lambda text: point_codes([text], None), "Wood", "FIELD",
     "holds 'Wood', which is neither a class code nor a class name"),
    ("an infinite label", lambda text: point_codes([text], None), "1e999", "FIELD",
     "holds '1e999'"),
    ("a long label", lambda text: point_codes([text], None), "x" * 10**6, "FIELD",
     "correct the name"),
    ("no stratum", lambda text: strata([None], [text]), "5", "POINTS", "'stratum' is empty; draw"),
    ("a stratum's name", lambda text: strata([text], [5]), "north", "POINTS", "is no whole number"),
    ("a large stratum", lambda text: strata([text], [5]), "1e300", "POINTS", "is no whole number"),
    ("two sizes", lambda text: strata([1, 1], [5, text]), "6", "POINTS", "tell its whole size"),
    ("no pixels", lambda text: strata([1], [text]), "0", "POINTS", "whole numbers from 1; draw"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "text", "parameter", "expected"), [row[1:] for row in TEXTS],
                         ids=[row[0] for row in TEXTS])  # fmt: skip
def test_bad_parameter_texts(read, text, parameter, expected):
    check(refusal(lambda: read(text)), expected, parameter)


RECIPES = [
    ("another formula", {"formulas": {"Mine": "nir-red"}, "bands": []}, "computed by Mine=red-nir"),
    ("a long formula", {"formulas": {"Mine": "nir+" * 9999}, "bands": []}, "…"),
    ("another system", {"coordinates_crs": WGS84},
     "coordinates in a, and those of the features given are in WGS 84"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), [row[1:] for row in RECIPES],
                         ids=[row[0] for row in RECIPES])  # fmt: skip
def test_recipes_that_do_not_fit(given, expected):
    def match():
        match_recipes(RECIPE, given, NAMES, progress=Silent())

    check(refusal(match), expected, "feature")


@cache
def model_bytes(kind: str) -> bytes:
    """Return a valid model file of classes or of shares."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "valid.fcm"
        if kind == "shares":
            write_fraction_model(shares(), path)
        else:
            write_model(classifier(), path)
        return path.read_bytes()


def with_values(kind="classes", **values):
    """Return a model file whose document holds other values."""
    document, entries = taken_apart(model_bytes(kind))
    return put_together({**document, **values}, entries)


def with_entry(name, content):
    """Return a model file with another entry."""
    document, entries = taken_apart(model_bytes("classes"))
    return put_together(document, {**entries, name: content})


def without(name):
    """Return a model file without an entry."""
    document, entries = taken_apart(model_bytes("classes"))
    del entries[name]
    return put_together(document, entries)


def with_document(text):
    """Return a zip archive with any text as the document."""
    import io

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("model.json", text)
    return stream.getvalue()


def zipped(names, *, size=1):
    """Return a zip archive of entries of zeros, names as they are."""
    import io
    import warnings

    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of names that come twice
        for name in names:
            archive.writestr(name, bytes(size))
    return stream.getvalue()


def claimed(content, size):
    """Return an archive whose last entry claims another size unpacked."""
    at = content.rindex(b"PK\x01\x02") + 24
    return content[:at] + size.to_bytes(4, "little") + content[at + 4 :]


def head(shape, descr="<f8"):
    """Return the header of an array that claims a shape."""
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


PICKLE = b"cos\nsystem\n(S'touch /tmp/never'\ntR."
MODELS = [
    ("nothing", lambda: b"", "it is no zip archive"),
    ("a text", lambda: b"this is a model, believe me" * 9, "it is no zip archive"),
    ("half a file", lambda: model_bytes("classes")[:2000], "it is no zip archive|cut short"),
    ("a pickle", lambda: PICKLE * 9, "it is no zip archive"),
    ("shares for classes", lambda: model_bytes("shares"), "give it to mapfractions"),
    ("a newer format", lambda: with_values(format_version=99),
     "newer FineCover; update the plugin"),
    ("no version", lambda: with_values(format_version=None), "its format version is 'None'"),
    ("an endless version", lambda: with_values(format_version=10**4000), "newer FineCover|damaged"),
    ("another program's", lambda: with_values(format="onnx"), "was not written by FineCover"),
    ("a list for the format", lambda: with_values(format=[]), "was not written by FineCover"),
    ("an empty archive", lambda: zipped([]), "model.json is missing"),
    ("a path upwards", lambda: with_entry("../../evil.py", b"x"),
     r"'../../evil.py', which is no part"),
    ("an absolute path", lambda: with_entry("/etc/cron.d/x", b"x"), "which is no part of a model"),
    ("a drive", lambda: with_entry("C:\\evil.npy", b"x"), "which is no part of a model file"),
    ("an entry twice", lambda: zipped(["model.json", "model.json"]), "two entries of one name"),
    ("many entries", lambda: zipped([f"{at}" for at in range(100)]),
     "holds 100 entries, more than"),
    ("a wrong size", lambda: claimed(model_bytes("classes"), 10),
     "the size of .* is wrong|damaged"),
    ("a huge size", lambda: claimed(model_bytes("classes"), 2**32 - 2), "it unpacks to 4.3 GB"),
    ("a bomb", lambda: zipped(["model.json", "forest_left.npy"], size=80_000_000), "unpacks to"),
    ("another packing", lambda: put_together(*taken_apart(model_bytes("classes")), method=14),
     "it is packed as no model file is"),
    ("a JSON list", lambda: with_document("[]"), "is no JSON object"),
    ("no JSON", lambda: with_document("model"), "is damaged or no model file"),
    ("deep JSON", lambda: with_document(DEEP), "is damaged or no model file"),
    ("NaN", lambda: with_document('{"format": NaN}'), "NaN in model.json"),
    ("an infinite number", lambda: with_document('{"a": 1e999}'), "1e999 in model.json"),
    ("an endless number", lambda: with_document('{"a": ' + NINES + "}"), "damaged"),
    ("half a letter", lambda: with_document('{"a": "\\ud800"}'), "surrogates not allowed"),
    ("no text", lambda: with_document(b"\xff\xfe\xfd"), "is damaged or no model file"),
    ("a missing array", lambda: without("counts.npy"), "counts.npy is missing in it"),
    ("an array of objects", lambda: with_entry("counts.npy", head("(3,)", "|O") + PICKLE),
     "array counts in it is not of a known type"),
    ("a huge array", lambda: with_entry("counts.npy", head("(9999999999,)", "<i8") + b"x"),
     "array counts in it has not the size it claims"),
    ("an empty array", lambda: with_entry("counts.npy", head("(0,)", "<i8")), "has not the size"),
    ("a formula for a shape", lambda: with_entry("counts.npy", head("(9**9**9,)", "<i8")),
     "array counts in it is not of a known type"),
    ("other numbers", lambda: with_entry("counts.npy", npy(np.ones(3, np.float32))), "known type"),
    ("negative counts", lambda: with_entry("counts.npy", npy(np.full(3, -1))), "are negative"),
    ("shares of NaN", lambda: with_entry("training_shares.npy", npy(np.full(3, np.nan))),
     "training shares are not positive with sum 1"),
    ("a tree in a circle", lambda: with_entry(
        "forest_left.npy", npy(np.array([0, -1, 3, -1, -1, 1, -1, -1], np.int32))),
     "lies before its parent or outside its tree"),
    ("a child beyond", lambda: with_entry(
        "forest_left.npy", npy(np.array([99, -1, 3, -1, -1, 1, -1, -1], np.int32))),
     "lies before its parent or outside its tree"),
    ("trees that do not fit", lambda: with_entry("forest_tree_starts.npy", npy(np.array([0, 99]))),
     "trees do not divide its 8 nodes"),
    ("a feature too many", lambda: with_values(feature_names=["a", "b", "c", "d"]),
     "feature beyond|names 4 features|its domain has|has 3|takes"),
    ("features of one name", lambda: with_values(feature_names=["a", "a", "b"]), "not unique"),
    ("a number for a name", lambda: with_values(feature_names=[1, 2, 3]), "a list of str"),
    ("codes that fall", lambda: with_values(class_codes=[200, 17, 3]), "200, 17, 3 do not rise"),
    ("a large code", lambda: with_values(class_codes=[3, 17, 65_536]), "is outside 0 to 65535"),
    ("a code without name", lambda: with_values(class_codes=[3, 17, 18]), "legend lacks class 18"),
    ("no legend", lambda: with_values(legend=None), "the legend must be a dict"),
    ("a bad judge", lambda: with_values(judge={"sharpness": 1e300}),
     "must be a number from 0 to 8"),
    ("a bad validation", lambda: with_values(validation={"scores": []}), "train the model again"),
    ("a bad calibration", lambda: with_values(calibration={"weights": [2, 1]}),
     "calibration .* has"),
    ("a bad domain", lambda: with_values(domain={"mean_distance": 0}), "domain's"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "expected"), [row[1:] for row in MODELS],
                         ids=[row[0] for row in MODELS])  # fmt: skip
def test_bad_models(make, expected, tmp_path):
    path = tmp_path / "model.fcm"
    path.write_bytes(make())
    check(refusal(lambda: read_model(path)), expected, "model.fcm")


SOFT_MODELS = [
    ("classes for shares", lambda: model_bytes("classes"), "give it to classify"),
    ("no samples", lambda: with_values("shares", samples=None), "number of samples is None"),
    ("many samples", lambda: with_values("shares", samples=10**300), "number of samples is 1000"),
    ("covered twice", lambda: with_values("shares", covered=2.0), "covered by labels to 2.0"),
    ("a list for scores", lambda: with_values("shares", scores=[]), "its scores are not given"),
]


@pytest.mark.parametrize(("make", "expected"), [row[1:] for row in SOFT_MODELS],
                         ids=[row[0] for row in SOFT_MODELS])  # fmt: skip
def test_bad_models_of_shares(make, expected, tmp_path):
    path = tmp_path / "model.fcm"
    path.write_bytes(make())
    check(refusal(lambda: read_fraction_model(path)), expected, "model.fcm")


def test_the_catalogue_is_long():
    tables = (LEGENDS, TAGS, CROSSWALKS, TABLES, TEXTS, RECIPES, MODELS, SOFT_MODELS)
    assert sum(map(len, tables)) >= 190
