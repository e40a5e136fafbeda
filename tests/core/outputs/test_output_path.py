import os

import pytest
from finecover.core.errors import InputError
from finecover.core.outputs.output_path import check_output


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
@pytest.mark.parametrize("name", [b"lat\xedn.tif", b"lat\xedn/map.tif"])
def test_a_name_that_is_not_in_utf_8(tmp_path, name):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/" + name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with pytest.raises(InputError, match=r"^OUTPUT: the path '.*lat�n.* not in UTF-8") as told:
        check_output(path, name="OUTPUT")
    str(told.value).encode("utf-8")


def test_a_name_in_any_script(tmp_path):
    path = tmp_path / "карта 地図.tif"
    assert check_output(path, name="OUTPUT") == path


@pytest.mark.parametrize("beside", ["map.qml", "map.tif.aux.xml", "map.tif.ovr", "map.tif.msk"])
def test_a_folder_of_the_name_of_a_side_file(tmp_path, beside):
    (tmp_path / beside).mkdir()
    told = rf"^OUTPUT '.*map\.tif': '{beside}' beside it, .* is a folder; move that away, or choose"
    with pytest.raises(InputError, match=told):
        check_output(tmp_path / "map.tif", name="OUTPUT")
    check_output(tmp_path / "map.html", name="REPORT")


def test_a_side_file_that_is_write_protected(tmp_path, monkeypatch):
    (tmp_path / "map.qml").touch()
    monkeypatch.setattr(os, "access", lambda path, _: not str(path).endswith(".qml"))
    with pytest.raises(InputError, match=r"^OUTPUT '.*': 'map\.qml' .* is write-protected; move"):
        check_output(tmp_path / "map.tif", name="OUTPUT")


def test_a_file_of_the_name_of_the_tile_folder(tmp_path):
    (tmp_path / "map_tiles").touch()
    told = r"^OUTPUT 'map\.vrt' keeps its files in 'map_tiles' beside it, which is no folder; "
    with pytest.raises(InputError, match=told):
        check_output(tmp_path / "map.vrt", name="OUTPUT")


def test_side_files_of_an_earlier_output_are_in_no_way(tmp_path):
    for name in ("map.vrt", "map.qml", "map.vrt.aux.xml"):
        (tmp_path / name).touch()
    (tmp_path / "map_tiles").mkdir()
    check_output(tmp_path / "map.vrt", name="OUTPUT")
