"""No output takes the place of a file that belongs to what is read."""

from __future__ import annotations

import os
import zipfile

import numpy as np
import pytest
import rasterio
from finecover.core.errors import InputError
from finecover.core.outputs import one_file
from finecover.core.outputs.one_file import Other, RunFiles, check_apart


def refused(output, path, *, raster=False, layer=False):
    """Return whether an output is refused as a part of an input."""
    files = RunFiles()
    files.reads("INPUT", str(path), raster=raster)
    clash = files.writes("MODEL", str(output), layer=layer)
    assert clash is None or (clash.kind, clash.other) == (Other.PART, "INPUT")
    return clash is not None


@pytest.mark.parametrize(
    ("read", "raster", "beside"),
    [
        ("img.bil", True, "img.hdr img.bil.hdr img.prj img.stx img.HDR IMG.hdr img.bil.aux.xml"),
        ("c.tif", True, "c.tif.ovr c.tif.aux.xml c.tfw c.tifw c.wld c.tif.msk c.tif.msk.ovr c.prj "
         "c.aux c.rrd c.qml c.tif.xml c_RPC.TXT C.TFW"),
        ("c.jpg", True, "c.jgw c.jpg.aux.xml"),
        ("c.jpeg", True, "c.jgw"),
        ("roi.shp", False, "roi.shx roi.dbf roi.prj roi.cpg roi.sbn roi.sbx roi.qix roi.qpj "
         "roi.shp.xml roi.DBF roi.qml roi.qmd"),
        ("roi.dbf", False, "roi.shp roi.cpg"),
        ("roi.tab", False, "roi.dat roi.map roi.id roi.ind"),
        ("roi.gpkg", False, "roi.gpkg-wal roi.gpkg-shm roi.gpkg-journal"),
        ("roi.gml", False, "roi.gfs roi.xsd"),
        ("p.csv", False, "p.csvt p.prj"),
    ],
)  # fmt: skip
def test_what_is_called_like_a_part_of_an_input(tmp_path, read, raster, beside):
    """Though nothing of that can be opened, whether it is there or not."""
    (tmp_path / read).write_bytes(b"no format")
    for name in beside.split():
        assert refused(tmp_path / name, tmp_path / read, raster=raster), name
        (tmp_path / name).write_bytes(b"the user's")
        assert refused(tmp_path / name, tmp_path / read, raster=raster), name
    for name in ("d.hdr", "d.dbf", f"{read}.fcm", "c.json", "roi.html", "sub.tif", "m.fcm"):
        assert not refused(tmp_path / name, tmp_path / read, raster=raster), name


def test_a_link_to_a_part_and_a_part_beside_a_link(tmp_path):
    for name in ("img.bil", "img.hdr"):
        (tmp_path / name).write_bytes(b"the user's")
    os.link(tmp_path / "img.hdr", tmp_path / "hard.json")
    assert refused(tmp_path / "hard.json", tmp_path / "img.bil", raster=True)
    if os.name != "nt":
        os.symlink("img.hdr", tmp_path / "soft.json")
        os.symlink("img.bil", tmp_path / "link.bil")
        assert refused(tmp_path / "soft.json", tmp_path / "img.bil", raster=True)
        assert refused(tmp_path / "link.hdr", tmp_path / "link.bil", raster=True)
        assert refused(tmp_path / "img.hdr", tmp_path / "link.bil", raster=True)


def test_what_gdal_counts_to_a_raster_though_its_name_does_not_tell(tmp_path, monkeypatch):
    image, strange = tmp_path / "a.img", tmp_path / "sub" / "strange.json"
    strange.parent.mkdir()
    for file in (image, strange):
        file.write_bytes(b"the user's")
    assert not refused(strange, image, raster=True)
    monkeypatch.setattr(one_file, "listed_files", lambda path: (path, str(strange)))
    assert refused(strange, image, raster=True)
    assert not refused(strange, image)
    strange.unlink()
    assert not refused(strange, image, raster=True)


def test_gdal_is_asked_for_the_files_of_a_raster(tmp_path):
    image = tmp_path / "a.dat"
    with rasterio.open(
        image, "w", driver="ENVI", width=2, height=2, count=1, dtype="uint8"
    ) as raster:
        raster.write(np.ones((1, 2, 2), np.uint8))
    header = tmp_path / "a.hdr"
    assert header.exists()
    assert str(header) in one_file.listed_files(str(image))
    with pytest.raises(InputError, match=r"a\.hdr', which belongs to the input IMAGES; choose an"):
        check_apart({"METRICS": header}, [("IMAGES", str(image))])


def test_what_lies_beside_an_output_is_not_an_inputs_either(tmp_path):
    """A layer's projection would take the place of a raster's, unless it is an earlier one's."""
    for name in ("roi.asc", "roi.prj"):
        (tmp_path / name).write_bytes(b"the user's")
    assert refused(tmp_path / "roi.shp", tmp_path / "roi.asc", raster=True, layer=True)
    assert not refused(tmp_path / "roi.gpkg", tmp_path / "roi.asc", raster=True, layer=True)
    (tmp_path / "roi.shp").write_bytes(b"an earlier layer, whose projection that is")
    assert not refused(tmp_path / "roi.shp", tmp_path / "roi.asc", raster=True, layer=True)


def test_a_file_in_a_folder_that_is_an_input(tmp_path):
    database = tmp_path / "a.gdb"
    database.mkdir()
    (database / "a0001.gdbtable").write_bytes(b"the user's")
    assert refused(database / "a0001.gdbtable", database)
    assert not refused(tmp_path / "a.tif", database)


@pytest.mark.parametrize("name", ["/vsizip/{}/b.tif", "/vsizip/{}", "/vsizip/{{{}}}/in/b.tif"])
def test_the_archive_that_an_input_lies_in(tmp_path, name):
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("b.tif", b"no format")
    with pytest.raises(InputError, match=r"a\.zip', which is the input COARSE"):
        check_apart({"MODEL": archive}, [("COARSE", name.format(archive))])
