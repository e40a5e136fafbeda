"""A long map whose run stopped is gone on with, and comes out byte for byte the same."""

import os
import shutil
import signal
import tempfile
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from finecover.core.cells.cell_sums import CellSums
from finecover.core.errors import Cancelled, InputError
from finecover.core.features.feature_file import FeatureFile, write_features
from finecover.core.mapping import classify as classify_module
from finecover.core.mapping import journal as journal_module
from finecover.core.mapping import resuming, tile_writing
from finecover.core.mapping.classify import MapPaths, MapSettings, classify
from finecover.core.mapping.fingerprint import digest
from finecover.core.mapping.input_stamps import InputStamps, stamp
from finecover.core.mapping.resuming import MadeFrom, journal_path, resumable
from finecover.core.outputs.claim import claimed
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from object_server import storing
from scene import ArrayFeatures, Recorder, box
from trained import coarse_of, train_on
from web_server import serving

NAMES = ("output", "confidence", "probabilities", "applicability", "margin", "entropy")
TILES = 9  # of 40 pixels a side, that the scene has


@pytest.fixture(scope="module")
def arrays(scene):
    return ArrayFeatures(np.where(scene.image > 0, scene.image, np.nan).astype(np.float32))


@pytest.fixture(scope="module")
def model(scene, arrays):
    return train_on(scene, arrays, trees=5)


@pytest.fixture(scope="module")
def coarse(scene):
    return coarse_of(scene)


@pytest.fixture
def source(arrays, tmp_path):
    """The features as a file of this test's own."""
    folder = tmp_path / "in"
    folder.mkdir()
    write_features(arrays, folder / "features.tif", area=None, progress=Silent())
    return RasterSource(str(folder / "features.tif"), name="FEATURES")


@pytest.fixture(autouse=True)
def _long(monkeypatch):
    monkeypatch.setattr(resuming, "LONG_MAP", 0)
    monkeypatch.setattr(classify_module, "TILE", 40)
    monkeypatch.setenv("FINECOVER_THREADS", "1")


class Stopper(Recorder):
    """Stops, by an error or as a user does, once so many tiles are written."""

    def __init__(self, tiles, error=None):
        super().__init__()
        self._left, self._error = tiles, error

    def written(self):
        self._left -= 1
        if not self._left and self._error is not None:
            raise self._error

    def cancelled(self):
        return self._error is None and self._left <= 0


def draw(
    model, source, folder, *, names=("output",), area=None, coarse=None, progress=None,
    resume=True, soft=None, stamps=None, ending="tif", **settings,
):  # fmt: skip
    """Map into a folder; return the summary, and the sums by coarse cell where they are wanted."""
    folder.mkdir(exist_ok=True)
    features = FeatureFile(source)
    stamps = stamps or InputStamps.of([source])
    paths = MapPaths(**{name: str(folder / f"{name}.{ending}") for name in names})
    more = {
        "area": area, "coarse": coarse, "settings": MapSettings(**settings),
        "progress": progress or Silent(), "made_from": MadeFrom(stamps, resume=resume),
        "sure": False,
    }  # fmt: skip
    try:
        if soft is None:
            return classify(model, features, paths, **more), None
        frame = area.on(features.grid).window if area else features.grid.window
        legend = model.class_legend
        with CellSums(coarse, features.grid, legend, frame=frame, soft=soft) as sums:
            summary = classify(model, features, paths, observer=sums, **more)
            return summary, [
                (strip.seen, strip.hard, strip.soft if soft else 0) for strip in sums.strips()
            ]
    finally:
        features.close()


def content(folder):
    """Every file of a folder by name; a hidden one is litter."""
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def resumed(messages):
    return [int(text.split()[0]) for text in messages if "had been mapped" in text]


def stop(model, source, folder, tiles, error=None, **asked):
    """Run until so many tiles are written; return the journal, which must be all there is."""
    stopper, real = Stopper(tiles, error), tile_writing._write_tile

    def write(*args):
        real(*args)
        stopper.written()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tile_writing, "_write_tile", write)
        with pytest.raises(Cancelled if error is None else type(error)):
            draw(model, source, folder, progress=stopper, **asked)
    kept = journal_path(folder / f"output.{asked.get('ending', 'tif')}")
    assert [path.name for path in folder.iterdir()] == [kept.parent.name]
    assert [path.name for path in kept.parent.iterdir()] == ["journal"]
    assert f"is kept in '{kept.parent}'" in stopper.messages[-1]
    return kept


ASKED = {
    "the map alone": {"smoothing": 0.0},
    "every raster, the prior, a minimum mapping unit": {
        "names": NAMES, "coarse": True, "min_mapping_unit": 5, "area": box(3.3, 2, 88, 90.2),
    },
    "sums by cell": {"coarse": True, "soft": False, "names": ("output", "confidence")},
    "sums of probabilities by cell": {"coarse": True, "soft": True},
}  # fmt: skip


def asked_for(name, coarse):
    asked = dict(ASKED[name])
    return {**asked, "coarse": coarse} if asked.get("coarse") else asked


@pytest.mark.parametrize("error", [None, RuntimeError("the power went")])
@pytest.mark.parametrize("name", list(ASKED))
def test_a_run_that_stopped_goes_on(model, source, coarse, tmp_path, name, error):
    asked = asked_for(name, coarse)
    whole = draw(model, source, tmp_path / "whole", **asked)
    expected = content(tmp_path / "whole")
    for done in range(1, TILES + (error is not None)):
        folder = tmp_path / f"after {done}"
        stop(model, source, folder, done, error, **asked)
        recorder = Recorder()
        again = draw(model, source, folder, progress=recorder, **asked)
        assert resumed(recorder.messages) == [done]
        assert recorder.fractions == sorted(recorder.fractions)
        assert content(folder) == expected
        assert digest(again) == digest(whole)


def test_a_map_of_many_files_goes_on(model, source, tmp_path):
    asked = {"names": NAMES[:2], "ending": "vrt"}
    draw(model, source, tmp_path / "whole", **asked)
    stop(model, source, tmp_path / "map", 5, RuntimeError("the power went"), **asked)
    recorder = Recorder()
    draw(model, source, tmp_path / "map", progress=recorder, **asked)
    assert resumed(recorder.messages) == [5]
    assert content(tmp_path / "map") == content(tmp_path / "whole")


def test_it_may_stop_again_and_again(model, source, tmp_path):
    draw(model, source, tmp_path / "whole")
    folder = tmp_path / "map"
    stop(model, source, folder, 2)
    stop(model, source, folder, 3, RuntimeError("again"))  # two of them from the journal
    stop(model, source, folder, 5)
    recorder = Recorder()
    draw(model, source, folder, progress=recorder)
    assert resumed(recorder.messages) == [5]
    assert content(folder) == content(tmp_path / "whole")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not copied here")
@pytest.mark.parametrize("tiles", [1, 5, 8])
def test_a_killed_run_goes_on(model, source, tmp_path, monkeypatch, tiles):
    asked = {"names": NAMES[:3]}
    draw(model, source, tmp_path / "whole", **asked)
    folder = tmp_path / "map"
    left, real = [tiles], tile_writing._write_tile

    def write(*args):
        real(*args)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if not child:
        tile_writing._write_tile = write
        draw(model, source, folder, **asked)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    recorder = Recorder()
    draw(model, source, folder, progress=recorder, **asked)
    assert resumed(recorder.messages) == [tiles]
    assert content(folder) == content(tmp_path / "whole")


@pytest.fixture
def stopped(model, source, coarse, tmp_path):
    """A journal of four tiles with every raster, and what the run would have made."""
    asked = {"names": NAMES, "coarse": coarse}
    draw(model, source, tmp_path / "whole", **asked)
    path = stop(model, source, tmp_path / "map", 4, **asked)
    return path, content(tmp_path / "whole"), asked


def finish(model, source, path, asked):
    """Go on; return how many tiles were taken over, and the messages."""
    recorder = Recorder()
    draw(model, source, path.parent.parent, progress=recorder, **asked)
    return sum(resumed(recorder.messages)), recorder


def test_a_damaged_journal_costs_what_is_damaged(model, source, stopped):
    path, expected, asked = stopped
    folder, whole = path.parent.parent, path.read_bytes()
    rng = np.random.default_rng(0)
    for place in (0, 5, *rng.integers(25, len(whole), 8).tolist(), len(whole) - 1):
        for cut in (True, False):
            shutil.rmtree(folder)
            path.parent.mkdir(parents=True)
            flipped = whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :]
            path.write_bytes(whole[:place] if cut else flipped)
            taken, _ = finish(model, source, path, asked)
            assert taken < 4
            assert content(folder) == expected


CHANGED = {
    "a setting": {"smoothing": 1.0},
    "the area to map": {"area": box(3.3, 2, 88, 90.2)},
    "what rasters are wanted": {"names": NAMES[:2]},
    "the coarse map": {"prior_weight": 0.5, "coarse": "other"},
}


@pytest.mark.parametrize("what", list(CHANGED))
def test_another_map_starts_afresh(model, source, coarse, tmp_path, what):
    first = {"names": NAMES, "coarse": coarse, "prior_weight": 0.5}
    path = stop(model, source, tmp_path / "map", 3, **first)
    asked = {**first, **CHANGED[what]}
    if asked["coarse"] == "other":
        asked["coarse"] = replace(coarse, labels=np.roll(coarse.labels, 1))
    taken, recorder = finish(model, source, path, asked)
    assert taken == 0
    (told,) = (text for text in recorder.messages if "afresh" in text)
    assert told == (
        f"An earlier run of this map stopped, but {what} has changed; this run starts afresh."
    )
    draw(model, source, tmp_path / "whole", **asked)
    assert content(tmp_path / "map") == content(tmp_path / "whole")


def test_another_model_starts_afresh(model, source, stopped):
    path, _, asked = stopped
    values = model.forest.values.copy()
    values[:2] = values[1::-1]
    other = replace(model, forest=replace(model.forest, values=values))
    taken, recorder = finish(other, source, path, asked)
    assert taken == 0
    assert any("the model has changed" in text for text in recorder.messages)


def test_a_changed_input_starts_afresh(model, source, stopped):
    path, expected, asked = stopped
    os.utime(source.path, ns=(0, 1_600_000_000_000_000_000))
    taken, recorder = finish(model, source, path, asked)
    assert taken == 0
    assert any("an input file has changed" in text for text in recorder.messages)
    assert content(path.parent.parent) == expected


def test_an_input_that_was_replaced_by_one_of_its_size_and_time_starts_afresh(
    model, source, stopped, tmp_path
):
    path, _, asked = stopped
    told = os.stat(source.path)
    with rasterio.open(source.path, "r+") as raster:
        raster.write(raster.read()[:, ::-1])
    assert os.path.getsize(source.path) == told.st_size
    os.utime(source.path, ns=(told.st_atime_ns, told.st_mtime_ns))
    taken, recorder = finish(model, source, path, asked)
    assert taken == 0
    assert any("an input file has changed" in text for text in recorder.messages)
    shutil.rmtree(tmp_path / "whole")
    draw(model, source, tmp_path / "whole", **asked)
    assert content(path.parent.parent) == content(tmp_path / "whole")


def test_a_raster_on_the_web_goes_on_unless_it_is_written_anew(
    model, source, arrays, tmp_path, monkeypatch
):
    """In the same session, too, in which GDAL would show what it has read before."""
    monkeypatch.setenv("NO_PROXY", "*")
    told, folder = os.stat(source.path), tmp_path / "map"
    with serving(tmp_path / "in", tmp_path / "log.txt") as server:
        remote = RasterSource(f"{server.url}/features.tif", name="FEATURES")
        for path in (folder, tmp_path / "same"):
            stop(model, remote, path, 4)
        recorder = Recorder()
        draw(model, remote, tmp_path / "same", progress=recorder)
        assert resumed(recorder.messages) == [4]
        recorder = Recorder()
        write_features(
            ArrayFeatures(arrays.values[:, ::-1].copy()), source.path, area=None, progress=Silent()
        )
        os.utime(source.path, ns=(told.st_atime_ns, told.st_mtime_ns))
        draw(model, remote, folder, progress=recorder)
    assert resumed(recorder.messages) == []
    assert any("an input file has changed" in text for text in recorder.messages)
    draw(model, source, tmp_path / "whole")
    assert content(folder) == content(tmp_path / "whole")


def test_who_does_not_want_to_resume_does_not(model, source, stopped):
    path, expected, asked = stopped
    taken, recorder = finish(model, source, path, {**asked, "resume": False})
    assert taken == 0
    assert not any("afresh" in text for text in recorder.messages)
    assert content(path.parent.parent) == expected


def test_without_resuming_nothing_is_left(model, source, tmp_path):
    folder = tmp_path / "map"
    with pytest.raises(Cancelled):
        draw(model, source, folder, progress=Recorder(cancel_after=9), resume=False)
    assert not list(folder.iterdir())


def test_a_small_map_leaves_nothing_and_drops_what_was_kept(model, source, stopped, monkeypatch):
    path, expected, asked = stopped
    monkeypatch.setattr(resuming, "LONG_MAP", 96 * 96)
    with pytest.raises(Cancelled):
        draw(model, source, path.parent.parent, progress=Recorder(cancel_after=9), **asked)
    assert not list(path.parent.parent.iterdir())
    assert finish(model, source, path, asked)[0] == 0
    assert content(path.parent.parent) == expected


def test_threads_do_not_matter(model, source, stopped, monkeypatch):
    path, expected, asked = stopped
    monkeypatch.setenv("FINECOVER_THREADS", "3")
    assert finish(model, source, path, asked)[0] == 4
    assert content(path.parent.parent) == expected


@pytest.mark.parametrize("resume", [True, False])
def test_an_input_that_changes_meanwhile_is_told(model, source, tmp_path, resume):
    stamps = InputStamps.of([source])
    os.utime(source.path, ns=(0, 1_600_000_000_000_000_000))
    with pytest.raises(InputError, match=r"FEATURES 'features.tif' was changed while this run"):
        draw(model, source, tmp_path / "map", stamps=stamps, resume=resume)
    assert not list((tmp_path / "map").iterdir())


def test_an_input_that_is_away_when_all_is_read_costs_no_tile(model, source, tmp_path, monkeypatch):
    """As on a drive that was pulled; the file that comes back is the one that was read."""
    draw(model, source, tmp_path / "whole")
    folder, away = tmp_path / "map", tmp_path / "away.tif"
    real, recorder = resuming.check_inputs, Recorder()

    def check_inputs(*args):
        os.rename(source.path, away)
        real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(classify_module, "check_inputs", check_inputs)
        with pytest.raises(InputError, match=r"FEATURES 'features\.tif' cannot be opened"):
            draw(model, source, folder, progress=recorder)
    assert any("is kept in" in text for text in recorder.messages)
    assert [path.name for path in folder.iterdir()] == [".output.tif.finecover"]
    os.rename(away, source.path)
    recorder = Recorder()
    draw(model, source, folder, progress=recorder)
    assert resumed(recorder.messages) == [TILES]
    assert content(folder) == content(tmp_path / "whole")


def test_nothing_is_kept_of_a_map_without_a_pixel(model, arrays, tmp_path):
    empty = ArrayFeatures(arrays.values.copy())
    empty.values[:, 40:] = np.nan
    write_features(empty, tmp_path / "empty.tif", area=None, progress=Silent())
    source = RasterSource(str(tmp_path / "empty.tif"))
    with pytest.raises(InputError, match="No pixel inside GEO"):
        draw(model, source, tmp_path / "map", area=box(50, 0, 40, 90))
    assert not list((tmp_path / "map").iterdir())


def test_a_full_disk_costs_resuming_not_the_map(model, source, tmp_path, monkeypatch):
    def full(self, result):
        raise OSError(28, "No space left on device")

    draw(model, source, tmp_path / "whole")
    monkeypatch.setattr(journal_module.Journal, "append", full)
    recorder = Recorder()
    draw(model, source, tmp_path / "map", progress=recorder)
    (told,) = recorder.warnings
    assert "cannot be kept beside the map (No space left on device)" in told
    assert content(tmp_path / "map") == content(tmp_path / "whole")


def test_what_fails_after_the_map_keeps_it(model, source, tmp_path):
    """A report that cannot be written, for example, while nothing has appeared yet."""
    draw(model, source, tmp_path / "whole")
    folder, recorder = tmp_path / "map", Recorder()
    folder.mkdir()
    output = folder / "output.tif"

    def run():
        with claimed({"OUTPUT": output}), resumable(output, progress=recorder):
            draw(model, source, folder, progress=recorder)
            raise RuntimeError("no report")

    with pytest.raises(RuntimeError):
        run()
    assert len([text for text in recorder.messages if "is kept in" in text]) == 1
    assert journal_path(output).is_file()
    output.unlink()
    recorder = Recorder()
    draw(model, source, folder, progress=recorder)
    assert resumed(recorder.messages) == [TILES]
    assert (folder / "output.tif").read_bytes() == (tmp_path / "whole/output.tif").read_bytes()


def test_a_map_that_could_not_be_stored_is_not_mapped_again(model, source, tmp_path, monkeypatch):
    """It would be an object; its storage is away when it is whole."""
    draw(model, source, tmp_path / "whole")
    bucket, away, local = (tmp_path / name for name in ("all/bucket", "all/away", "local"))
    away.mkdir(parents=True)
    local.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(local))

    def run(progress):
        away.rename(bucket)
        with closing(FeatureFile(source)) as features:
            classify(
                model, features, MapPaths(output="/vsis3/bucket/output.tif"), area=None,
                coarse=None, settings=MapSettings(), progress=progress, sure=False,
                made_from=MadeFrom(InputStamps.of([source])),
            )  # fmt: skip

    with storing(tmp_path / "all", tmp_path / "log.txt") as storage:
        for name, value in storage.environment().items():
            monkeypatch.setenv(name, value)
        with monkeypatch.context() as patch:
            patch.setattr(classify_module, "check_inputs", lambda *_: bucket.rename(away))
            with pytest.raises(InputError, match="is finished, but cannot be stored"):
                run(Silent())
        (kept,) = local.rglob("finished/output.tif")
        assert kept.read_bytes() == (tmp_path / "whole/output.tif").read_bytes()
        recorder = Recorder()
        run(recorder)
    assert resumed(recorder.messages) == [TILES]
    assert content(bucket) == content(tmp_path / "whole")
    assert list(local.iterdir()) == []


def test_a_virtual_raster_changes_with_its_files(source, tmp_path):
    with rasterio.open(source.path) as raster:
        width, height, place = raster.width, raster.height, raster.transform.to_gdal()
        wkt = raster.crs.to_wkt()
    path = tmp_path / "all.vrt"
    path.write_text(
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>{wkt}</SRS>'
        f"<GeoTransform>{', '.join(map(repr, place))}</GeoTransform>"
        '<VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
        f"<SourceFilename>{source.path}</SourceFilename><SourceBand>1</SourceBand>"
        "</SimpleSource></VRTRasterBand></VRTDataset>"
    )
    virtual = RasterSource(str(path))
    before = stamp(virtual)
    assert {os.path.basename(name) for name, *_ in before.files} == {"all.vrt", "features.tif"}
    # QGIS keeps statistics beside rasters it opens
    (tmp_path / "in/features.tif.aux.xml").write_text("<PAMDataset/>")
    assert stamp(virtual) == before
    os.utime(source.path, ns=(0, 1_600_000_000_000_000_000))
    assert stamp(virtual) != before


def test_a_raster_without_a_file_is_known_by_its_pixels(source):
    with rasterio.open(source.path) as raster:
        profile, values = raster.profile, raster.read()
    found = []
    for change in (0, 0, 1):
        with rasterio.MemoryFile() as memory:
            with memory.open(**profile) as raster:
                raster.write(values + change)
            found.append(stamp(RasterSource(memory.name)))
    assert found[0] == found[1] != found[2]


def test_an_archive_changes_with_its_file(source, tmp_path):
    shutil.make_archive(str(tmp_path / "all"), "zip", os.path.dirname(source.path))
    packed = RasterSource(f"/vsizip/{tmp_path}/all.zip/features.tif")
    before = stamp(packed)
    assert before.files[0][0] == str(tmp_path / "all.zip")
    os.utime(tmp_path / "all.zip", ns=(0, 1_600_000_000_000_000_000))
    assert stamp(packed) != before


def small_vrt(path, file):
    path.write_text(
        '<VRTDataset rasterXSize="9" rasterYSize="8"><VRTRasterBand dataType="Byte" band="1">'
        f'<SimpleSource><SourceFilename relativeToVRT="1">{file}</SourceFilename><SourceBand>1'
        "</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>",
        encoding="utf-8",
    )
    return RasterSource(str(path))


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_virtual_rasters_within_each_other_change_with_their_files(source, tmp_path):
    shutil.copy(source.path, tmp_path / "a.tif")
    small_vrt(tmp_path / "inner.vrt", "a.tif")
    small_vrt(tmp_path / "middle.vrt", "inner.vrt")
    outer = small_vrt(tmp_path / "outer.vrt", "middle.vrt")
    before = stamp(outer)
    assert stamp(outer) == before
    os.utime(tmp_path / "a.tif", ns=(0, 1_600_000_000_000_000_000))
    assert stamp(outer) != before


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
@pytest.mark.parametrize(("told", "same"), [
    ("<PAMRasterBand band='1'><NoDataValue>7</NoDataValue></PAMRasterBand>", False),
    ("<PAMRasterBand band='1'><Offset>9</Offset><Scale>2</Scale></PAMRasterBand>", False),
    ("<SRS>EPSG:32601</SRS>", False),
    ("<GeoTransform>1, 10, 0, 2, 0, -10</GeoTransform>", False),
    ("<PAMRasterBand band='1'><Metadata><MDI key='STATISTICS_MEAN'>3</MDI></Metadata>"
     "</PAMRasterBand>", True),
])  # fmt: skip
def test_what_a_file_beside_says_of_the_header_is_seen(tmp_path, told, same):
    path = tmp_path / "a.png"
    with rasterio.open(path, "w", driver="PNG", width=9, height=8, count=1, dtype="uint8") as file:
        file.write(np.ones((1, 8, 9), np.uint8))
    beside = tmp_path / "a.png.aux.xml"
    beside.unlink(missing_ok=True)
    before = stamp(RasterSource(str(path)))
    beside.write_text(f"<PAMDataset>{told}</PAMDataset>", encoding="utf-8")
    assert (stamp(RasterSource(str(path))) == before) == same
