from __future__ import annotations

import os

import pytest
from finecover.core.errors import InputError
from finecover.core.outputs import one_file
from finecover.core.outputs.claim import claimed, identity_of
from finecover.core.outputs.one_file import RunFiles, check_apart, ignores_case, same_file


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that has another name, with a file that has another name."""
    made = tmp_path / "out"
    made.mkdir()
    monkeypatch.chdir(tmp_path)
    if os.name != "nt":
        os.symlink(made, tmp_path / "link")
    (made / "there.tif").write_bytes(b"there")
    os.link(made / "there.tif", made / "hard.tif")
    return made


SPELLINGS = [
    ("map.tif", "map.tif"),
    ("map.tif", "./map.tif"),
    ("map.tif", "../out/map.tif"),
    ("there.tif", "hard.tif"),
    ("map.tif", "map.tiff"),  # both have map.qml
    ("map.tif", "map.vrt"),
    ("map.tif", "map.tif.aux.xml"),
    ("map.tif", "map.tif.ovr"),
    ("map.tif", "map.tif.msk"),
    ("map.tif", "map.qml"),
    ("map.vrt", "map_tiles"),
]


@pytest.mark.parametrize(("one", "other"), [*SPELLINGS, *(pair[::-1] for pair in SPELLINGS)])
def test_two_outputs_that_are_one_file(folder, one, other):
    outputs = {"OUTPUT": f"{folder}/{one}", "CELLS": None, "MODEL": f"{folder}/{other}"}
    with pytest.raises(InputError) as told:
        check_apart(outputs)
    text = str(told.value)
    assert text.startswith("MODEL and OUTPUT would both write '")
    assert text.endswith("'; choose another file for one.")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_folder_of_two_names(folder):
    for other in ("link/map.tif", "out/map.tif", str(folder.parent / "link" / "map.tif")):
        with pytest.raises(InputError, match="MODEL and OUTPUT would both write"):
            check_apart({"OUTPUT": folder / "map.tif", "MODEL": other})
    os.symlink(folder / "there.tif", folder / "link.tif")
    assert same_file(str(folder / "link.tif"), str(folder / "hard.tif"))


def test_what_core_is_asked_to_write_is_checked_too(folder):
    with (
        pytest.raises(InputError, match="B and A would both write"),
        claimed({"A": folder / "a.tif", "B": folder / "a.tiff"}),
    ):
        pass
    assert sorted(os.listdir(folder)) == ["hard.tif", "there.tif"]


def test_files_that_are_two(folder):
    outputs = {
        "OUTPUT": folder / "map.tif", "CONFIDENCE": folder / "map-c.tif", "MODEL": folder / "map",
        "REPORT": folder / "map.html", "METRICS": folder / "map.json", "CELLS": "out/Map.tif",
        "PROBABILITIES": folder / "p.vrt",
    }  # fmt: skip
    if ignores_case(str(folder)):
        del outputs["CELLS"]
    check_apart(outputs, [("COARSE", str(folder / "there.tif")), ("IMAGES", "/vsicurl/http://a/b")])


def test_names_that_differ_in_case_where_that_is_one_file(folder, monkeypatch):
    names = {"OUTPUT": folder / "Map.tif", "MODEL": folder / "mAP.TIF"}
    if not ignores_case(str(folder)):
        check_apart(names)
        assert identity_of(folder / "Map.tif") != identity_of(folder / "mAP.TIF")
    monkeypatch.setattr(one_file, "ignores_case", lambda folder: True)
    with pytest.raises(InputError, match="MODEL and OUTPUT would both write"):
        check_apart(names)
    with pytest.raises(InputError, match=r"MODEL and OUTPUT would both write '.*MAP\.qml'"):
        check_apart({"OUTPUT": folder / "map.tif", "MODEL": folder / "MAP.tiff"})
    with pytest.raises(InputError, match=r"OUTPUT would overwrite .* the input COARSE"):
        check_apart({"OUTPUT": folder / "b.TIF"}, [("COARSE", str(folder / "B.tif"))])
    assert identity_of(folder / "Map.tif") == identity_of(folder / "mAP.TIF")
    assert identity_of(folder / "é.tif") == identity_of(folder / "É.tif")  # two letters


def test_whether_a_folder_ignores_case(tmp_path, monkeypatch):
    (tmp_path / "12").write_text("no letter")
    (tmp_path / "a").write_text("a letter")
    (tmp_path / "b").write_text("small")
    sensitive = not os.path.lexists(tmp_path / "B")
    if sensitive:
        os.symlink(tmp_path / "b", tmp_path / "B")  # which are two names
        assert not ignores_case(str(tmp_path))
        assert not ignores_case(str(tmp_path / "none" / "deep"))
        lstat = os.lstat
        monkeypatch.setattr(os, "lstat", lambda path: lstat(str(path).replace("A", "a")))
        ignores_case.cache_clear()
    assert ignores_case(str(tmp_path))
    ignores_case.cache_clear()


@pytest.mark.parametrize("link", [None, os.link, os.symlink])
def test_an_output_that_is_an_input(folder, link):
    source = folder / "there.tif"
    name = source if link is None else folder / "other.tif"
    if link is not None:
        link(source, name)
    for path, output in ((source, name), (name, source), (name, f"{folder}/./{name.name}")):
        with pytest.raises(InputError) as told:
            check_apart({"OUTPUT": output}, [("COARSE", str(path))])
        assert str(told.value) == (
            f"OUTPUT would overwrite '{output}', which is the input COARSE; choose another file."
        )


def test_a_part_of_a_file_stands_for_it(folder):
    database = folder / "a.gpkg"
    database.write_bytes(b"")
    for named in (f"GPKG:{database}:table", f'NETCDF:"{database}":band'):
        with pytest.raises(InputError, match=r"OUTPUT would overwrite .* is the input COARSE"):
            check_apart({"OUTPUT": database}, [("COARSE", named)])


def test_the_style_of_an_input_stays(folder):
    coarse = str(folder / "lc.img")
    for name in ("lc.img", "lc.qml"):
        (folder / name).write_text("the user's")
    with pytest.raises(InputError, match=r"lc\.qml', which belongs to the input COARSE; choose"):
        check_apart({"OUTPUT": folder / "lc.tif"}, [("COARSE", coarse)])
    (folder / "lc.tif").write_text("an earlier map, whose style that is by now")
    check_apart({"OUTPUT": folder / "lc.tif"}, [("COARSE", coarse)])


def test_what_lies_beside_a_layer():
    for layer, beside in (("a.gpkg", "a.gpkg-wal"), ("a.shp", "a.dbf"), ("a.geojson", "a.qml")):
        for is_layer in (True, False):
            files = RunFiles()
            assert files.writes("OUTPUT", layer, layer=is_layer) is None
            clash = files.writes("REPORT", beside)
            assert (clash is not None) == is_layer


def test_nothing_is_written_into_the_folder_of_a_mosaic(folder):
    (folder / "map_tiles").mkdir()
    tile = str(folder / "map_tiles" / "a.tif")
    with pytest.raises(InputError, match=r"OUTPUT and CELLS would both write '.*a\.tif'"):
        check_apart({"CELLS": tile, "OUTPUT": folder / "map.vrt"})
    with pytest.raises(InputError, match=r"OUTPUT would overwrite '.*a\.tif', .* input COARSE"):
        check_apart({"OUTPUT": folder / "map.vrt"}, [("COARSE", tile)])
