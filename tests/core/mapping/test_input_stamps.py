"""An input that was written anew is noticed, and one that was not goes unsuspected."""

import os
import shutil
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.mapping import input_stamps, served_files
from finecover.core.mapping.input_stamps import ChangedInputError, InputStamps, stamp
from finecover.core.mapping.served_files import Told, address_of, ask
from finecover.core.rasters.raster import RasterSource
from scene import write_raster
from web_server import serving

SIDE = 64


def write(path, *, seed=0, changed=()):
    """Write noise of any size, uncompressed, in which rows and columns may be changed."""
    values = np.random.default_rng(seed).integers(0, 99, (2, SIDE, SIDE)).astype(np.uint8)
    if changed:
        values[(slice(None), *changed)] += 1
    write_raster(path, values)
    return RasterSource(str(path), name="IMAGES")


def keep_time(path, told):
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert os.stat(path).st_size == told.st_size


@pytest.mark.parametrize("changed", [(slice(3), slice(3)), (-1, -1), (40, 7)])
def test_a_copy_of_the_same_size_and_time_is_noticed(tmp_path, changed):
    source = write(tmp_path / "a.tif")
    before, told = stamp(source), os.stat(source.path)
    write(tmp_path / "a.tif", changed=changed)
    keep_time(source.path, told)
    assert stamp(source).differs(before)


def test_new_rights_links_and_names_are_no_new_content(tmp_path):
    source = write(tmp_path / "a.tif")
    before = stamp(source)
    os.chmod(source.path, 0o400)
    os.link(source.path, tmp_path / "link.tif")
    os.rename(source.path, tmp_path / "b.tif")
    os.rename(tmp_path / "b.tif", source.path)
    assert stamp(source) == before


def test_large_files_are_looked_at_in_pieces_all_over(tmp_path, monkeypatch):
    monkeypatch.setattr(input_stamps, "_PIECE", 16)
    monkeypatch.setattr(input_stamps, "_PIECES", 32)
    path = tmp_path / "a.tif"
    source = write(path)
    before, told, content = stamp(source), os.stat(path), path.read_bytes()
    for first, last in ((len(content) // 2, len(content) * 5 // 8), (-9, len(content))):
        other = bytearray(content)
        other[first:last] = bytes(reversed(other[first:last]))
        path.write_bytes(other)
        keep_time(path, told)
        assert stamp(source).differs(before)
    path.write_bytes(content)
    keep_time(path, told)
    assert stamp(source) == before


def test_one_file_of_many_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(input_stamps, "_PIECES", 3)
    told = []
    for number in range(5):
        write(tmp_path / f"{number}.tif", seed=number)
        told.append(
            f'<SimpleSource><SourceFilename relativeToVRT="1">{number}.tif</SourceFilename>'
            "<SourceBand>1</SourceBand></SimpleSource>"
        )
    path = tmp_path / "all.vrt"
    path.write_text(
        f'<VRTDataset rasterXSize="{SIDE}" rasterYSize="{SIDE}"><GeoTransform>0, 1, 0, 0, 0, -1'
        f'</GeoTransform><VRTRasterBand dataType="Byte" band="1">{"".join(told)}</VRTRasterBand>'
        "</VRTDataset>"
    )
    before, told = stamp(RasterSource(str(path))), os.stat(tmp_path / "3.tif")
    assert len(before.files) == 6
    write(tmp_path / "3.tif", seed=9)
    keep_time(tmp_path / "3.tif", told)
    assert stamp(RasterSource(str(path))).differs(before)


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(served_files, "_PAUSE_SECONDS", 0)
    (tmp_path / "served").mkdir()
    with serving(tmp_path / "served", tmp_path / "log.txt") as found:
        yield found


def served(server, name, *, prefix=""):
    """Write a file on the server; return where it is, and what reads it from there."""
    path = server.folder / name
    write(path)
    return path, RasterSource(f"{prefix}{server.url}/{name}", name="IMAGES")


@pytest.mark.parametrize("prefix", ["", "/vsicurl/", "/vsicurl?max_retry=1&url="])
def test_a_file_on_the_web_changes_with_its_time(server, prefix):
    path, source = served(server, "a.tif", prefix=prefix)
    before = stamp(source)
    assert stamp(source) == before
    ((_, told),) = before.served
    assert told.size == path.stat().st_size
    assert told.modified
    os.utime(path, ns=(0, 1_600_000_000_000_000_000))
    now = stamp(source)
    assert now.differs(before)
    assert (now.header, now.pixels) == (before.header, before.pixels)


@pytest.mark.parametrize("name", ["a.tif", "untold.tif", "closed.tif"])
def test_a_file_on_the_web_changes_with_its_pixels(server, name):
    """In a session in which GDAL has read it before, and where no server tells, too."""
    path, source = served(server, name)
    before, told = stamp(source), path.stat()
    write(path, changed=(slice(20, 30), slice(None)))
    keep_time(path, told)
    assert stamp(source).differs(before)


def test_what_is_compressed_to_another_length_is_noticed_further_on(server):
    """Though the pixels that changed are none of those looked at."""
    values = np.random.default_rng(0).integers(0, 99, (1, 4000, SIDE)).astype(np.uint8)
    path, sizes = server.folder / "closed.tif", {"compress": "deflate", "tiled": False}
    source = RasterSource(f"{server.url}/closed.tif")

    def pixels():
        import rasterio

        profile = {"driver": "GTiff", "height": 4000, "width": SIDE, "count": 1, "dtype": "uint8"}
        with rasterio.open(path, "w", **profile, blockysize=10, **sizes) as file:
            file.write(values)
        return stamp(source).pixels

    before = pixels()
    values[:, 10:20] = 0  # the second strip of 400
    assert pixels() != before


def test_a_tag_tells_too(server):
    path, source = served(server, "tagged.tif")
    before, told = stamp(source), path.stat()
    write(path, seed=1)
    keep_time(path, told)
    ((_, was),), ((_, now),) = before.served, stamp(source).served
    assert was.tag
    assert was.modified == now.modified
    assert was.tag != now.tag


def test_who_is_not_answered_once_suspects_nothing(server, monkeypatch):
    _, source = served(server, "a.tif")
    stamps = InputStamps.of([source])
    monkeypatch.setattr(input_stamps, "ask", lambda names: tuple((one, Told()) for one in names))
    stamps.check()
    assert stamp(source) != stamps.stamps[0]  # another run would rather start afresh


def test_a_server_that_is_not_there_is_asked_once(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(served_files, "_PAUSE_SECONDS", 0)
    asked = []
    opened = served_files.urllib.request.OpenerDirector.open
    monkeypatch.setattr(
        served_files.urllib.request.OpenerDirector, "open",
        lambda self, request, **more: asked.append(request) or opened(self, request, **more),
    )  # fmt: skip
    names = [f"/vsicurl/http://127.0.0.1:9/{number}.tif" for number in range(5)]
    assert ask(names) == tuple((name, Told()) for name in names)
    assert len(asked) == 3


FILE = Told(10, "Mon", '"a"')


@pytest.mark.parametrize(("other", "contradicted"), [
    (FILE, False), (Told(), False),
    (replace(FILE, size=11), True), (replace(FILE, tag='"b"'), False),
    (replace(FILE, modified="Tue"), False),  # the server copied it, or tells the time of day
    (Told(10, "Tue", '"b"'), True), (Told(10, "Tue"), True), (Told(10, tag='"b"'), True),
])  # fmt: skip
def test_one_thing_that_stayed_the_same_is_enough(other, contradicted):
    assert FILE.contradicts(other) is contradicted
    assert other.contradicts(FILE) is contradicted


@pytest.mark.parametrize(("name", "address"), [
    ("https://a.org/b c.tif?key=x%20y", "https://a.org/b%20c.tif?key=x%20y"),
    ("/vsicurl/http://a.org/b.tif", "http://a.org/b.tif"),
    ("/vsicurl_streaming/http://a.org/b.tif", "http://a.org/b.tif"),
    ("/vsicurl?max_retry=2&url=https%3A%2F%2Fa.org%2Fb.tif", "https://a.org/b.tif"),
    ("/vsis3/bucket/b.tif", ""), ("s3://bucket/b.tif", ""), ("/data/b.tif", ""),
    ("/vsizip//vsicurl/http://a.org/b.zip/b.tif", ""), ("ftp://a.org/b.tif", ""),
    ("https://me:secret@a.org/b.tif", ""), ("https://[a.org/b.tif", ""), ("/vsicurl?b.tif", ""),
])  # fmt: skip
def test_addresses_that_can_be_asked(name, address):
    assert address_of(name) == address


def test_a_copy_on_another_disk_is_another_file(tmp_path):
    source = write(tmp_path / "a.tif")
    shutil.copy2(source.path, tmp_path / "b.tif")
    assert stamp(replace(source, path=str(tmp_path / "b.tif"))).differs(stamp(source))


VIRTUAL = (
    f'<VRTDataset rasterXSize="{SIDE}" rasterYSize="{SIDE}"><VRTRasterBand dataType="Byte" '
    'band="1"><SimpleSource><SourceFilename relativeToVRT="1">a.tif</SourceFilename>'
    "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"
)


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_what_is_away_is_not_told_as_changed(tmp_path):
    """It may come back as it was, which only the next run can see."""
    plain = write(tmp_path / "a.tif")
    (tmp_path / "all.vrt").write_text(VIRTUAL, encoding="utf-8")
    virtual = RasterSource(str(tmp_path / "all.vrt"), name="IMAGES")
    for source, told in ((plain, "cannot be opened"), (virtual, r"all\.vrt' .*'a\.tif'")):
        stamps = InputStamps.of([source])
        os.rename(tmp_path / "a.tif", tmp_path / "away.tif")
        with pytest.raises(InputError, match=told) as caught:
            stamps.check()
        assert not isinstance(caught.value, ChangedInputError)
        os.rename(tmp_path / "away.tif", tmp_path / "a.tif")
        stamps.check()
    write(tmp_path / "a.tif", seed=1)
    with pytest.raises(ChangedInputError, match="was changed while this run was reading it"):
        stamps.check()
