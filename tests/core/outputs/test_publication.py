import os
import threading
from pathlib import Path

import numpy as np
import pytest
from finecover.core.errors import Cancelled, InputError
from finecover.core.outputs import claim, publication
from finecover.core.outputs.claim import claimed, is_claimed, work_folder
from finecover.core.outputs.publication import (
    made,
    published_at_once,
    published_together,
    staged,
)
from finecover.core.rasters.output import RasterSpec, RasterWriter, write_text, written_together
from finecover.core.rasters.raster_style import SHARE
from raster_data import folder_state, utm_grid

GRID = utm_grid(40, 60)
SPEC = RasterSpec(GRID, "float32", float("nan"), ("a",), style=SHARE)


def write(path, value):
    with RasterWriter(path, SPEC) as writer:
        writer.write(GRID.window, np.full(GRID.shape, value, "float32"))


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


@pytest.fixture
def earlier(tmp_path):
    """A raster and a text that a run replaces."""
    write(tmp_path / "map.tif", 1)
    write_text(tmp_path / "report.html", "earlier")
    return folder_state(tmp_path)


class TestTogether:
    def test_nothing_appears_before_the_end(self, tmp_path, earlier):
        with published_together():
            write(tmp_path / "map.tif", 2)
            write_text(tmp_path / "report.html", "new")
            write_text(tmp_path / "figures.json", "{}")
            shown = {name: data for name, data in folder_state(tmp_path).items() if name in earlier}
            assert shown == earlier
            assert not (tmp_path / "figures.json").exists()
            assert is_claimed(tmp_path / "map.tif")
            assert staged(tmp_path / "map.tif") == work_folder(tmp_path / "map.tif") / "map.tif"
            assert staged(str(tmp_path / "report.html")).read_text() == "new"
            assert staged(tmp_path / "map.tif").with_suffix(".qml").is_file()
            assert names(work_folder(tmp_path / "map.tif")) == ["lock", "map.qml", "map.tif"]
        assert names(tmp_path) == ["figures.json", "map.qml", "map.tif", "report.html"]
        assert (tmp_path / "report.html").read_text() == "new"
        assert folder_state(tmp_path)["map.tif"] != earlier["map.tif"]
        assert staged(tmp_path / "map.tif") == tmp_path / "map.tif"
        assert not is_claimed(tmp_path / "map.tif")

    def test_the_same_bytes_as_alone(self, tmp_path):
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
        write(tmp_path / "a" / "map.tif", 2)
        with published_together():
            write(tmp_path / "b" / "map.tif", 2)
        assert folder_state(tmp_path / "a") == folder_state(tmp_path / "b")

    @pytest.mark.parametrize("error", [Cancelled, KeyboardInterrupt, MemoryError])
    def test_an_error_drops_all(self, tmp_path, earlier, error):
        with pytest.raises(error), published_together():  # noqa: PT012
            write(tmp_path / "map.tif", 2)
            write_text(tmp_path / "figures.json", "{}")
            raise error
        assert folder_state(tmp_path) == earlier
        assert staged(tmp_path / "map.tif") == tmp_path / "map.tif"
        assert not is_claimed(tmp_path / "map.tif")

    def test_within_another(self, tmp_path, earlier):
        with published_together():
            with published_together():
                write(tmp_path / "map.tif", 2)
            assert folder_state(tmp_path)["map.tif"] == earlier["map.tif"]
            with pytest.raises(Cancelled), published_together():  # noqa: PT012
                write_text(tmp_path / "report.html", "new")
                raise Cancelled
            assert staged(tmp_path / "report.html") == tmp_path / "report.html"
        assert folder_state(tmp_path)["map.tif"] != earlier["map.tif"]
        assert folder_state(tmp_path)["report.html"] == earlier["report.html"]
        assert names(tmp_path) == ["map.qml", "map.tif", "report.html"]

    def test_what_is_needed_at_once(self, tmp_path):
        with published_together(), published_at_once():
            write_text(tmp_path / "a.txt", "a")
            assert (tmp_path / "a.txt").read_text() == "a"
            assert not is_claimed(tmp_path / "a.txt")

    def test_written_twice(self, tmp_path):
        with published_together():
            write_text(tmp_path / "a.txt", "a")
            write_text(tmp_path / "a.txt", "b")
        assert (tmp_path / "a.txt").read_text() == "b"
        assert names(tmp_path) == ["a.txt"]

    def test_other_threads_write_on_their_own(self, tmp_path):
        with published_together():
            write_text(tmp_path / "a.txt", "a")
            thread = threading.Thread(target=write_text, args=(tmp_path / "b.txt", "b"))
            thread.start()
            thread.join()
            assert (tmp_path / "b.txt").read_text() == "b"
            assert staged(tmp_path / "a.txt").read_text() == "a"

    def test_claimed_by_the_run_before(self, tmp_path):
        with claimed({"OUTPUT": tmp_path / "map.tif"}):
            write(tmp_path / "map.tif", 2)
            assert (tmp_path / "map.tif").is_file()
            assert names(work_folder(tmp_path / "map.tif")) == ["lock"]
        assert names(tmp_path) == ["map.qml", "map.tif"]

    def test_all_reach_the_disk_before_one_appears(self, tmp_path, earlier, monkeypatch):
        def refuse(_):
            raise OSError(5, "Input/output error")

        with (  # noqa: PT012
            pytest.raises(InputError, match=r"a\.txt' cannot be written: Input/output error; "),
            published_together(),
        ):
            write(tmp_path / "map.tif", 2)
            monkeypatch.setattr(os, "fsync", refuse)
            write_text(tmp_path / "a.txt", "a")
        assert folder_state(tmp_path) == earlier

    def test_file_systems_that_cannot_wait_for_the_disk(self, tmp_path, monkeypatch):
        def refuse(_):
            raise OSError(22, "Invalid argument")

        monkeypatch.setattr(os, "fsync", refuse)
        write_text(tmp_path / "a.txt", "a")
        assert (tmp_path / "a.txt").read_text() == "a"


class TestGroup:
    def test_one_that_fails_keeps_all_from_appearing(self, tmp_path, earlier):
        outputs = {"output": (tmp_path / "map.tif", SPEC), "more": (tmp_path / "b.tif", SPEC)}
        with pytest.raises(Cancelled), written_together(outputs) as writers:  # noqa: PT012
            writers["output"].write(GRID.window, np.zeros(GRID.shape))
            raise Cancelled
        assert folder_state(tmp_path) == earlier
        with written_together(outputs) as writers:
            assert list(writers) == ["output", "more"]
        assert names(tmp_path) == ["b.qml", "b.tif", "map.qml", "map.tif", "report.html"]

    def test_one_that_another_run_writes(self, tmp_path):
        outputs = {"output": (tmp_path / "a.tif", SPEC), "more": (tmp_path / "b.tif", SPEC)}
        found = []

        def run():
            try:
                with written_together(outputs):
                    pass
            except InputError as error:
                found.append(str(error))

        with claimed({"OUTPUT": tmp_path / "b.tif"}):
            thread = threading.Thread(target=run)
            thread.start()
            thread.join()
            assert names(tmp_path) == [".b.tif.finecover"]
        assert found[0].startswith("'b.tif' is being written by another run (process ")


class TestNotReplaceable:
    """As on Windows, where a file that is open can neither be replaced nor renamed."""

    @pytest.fixture(autouse=True)
    def opened(self, monkeypatch):
        replace = os.replace

        def refuse(source, target):
            if Path(target).name == "map.tif" and Path(target).exists():
                raise PermissionError(13, "Access is denied", str(source), 5, str(target))
            replace(source, target)

        monkeypatch.setattr(os, "replace", refuse)

    def test_saved_beside(self, tmp_path):
        (tmp_path / "map.tif").write_bytes(b"open")
        (tmp_path / "map-2.qml").write_text("somebody's")
        told = (
            r"OUTPUT 'map\.tif' could not be replaced because another program has it open \(a "
            r"layer in QGIS\?\); the new file was saved as 'map-3\.tif' beside it\."
        )
        with (  # noqa: PT012
            pytest.raises(InputError, match=told),
            claimed({"OUTPUT": tmp_path / "map.tif"}),
            published_together(),
        ):
            write(tmp_path / "map.tif", 2)
            write_text(tmp_path / "report.html", "new")
        assert (tmp_path / "map.tif").read_bytes() == b"open"
        assert (tmp_path / "report.html").read_text() == "new"
        write(tmp_path / "same.tif", 2)
        state = folder_state(tmp_path)
        assert state["map-3.tif"] == state["same.tif"]
        assert state["map-3.qml"] == state["same.qml"]
        assert len(state) == 7

    def test_each_is_told(self, tmp_path, monkeypatch):
        monkeypatch.setattr(
            os, "replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "denied"))
        )
        with (  # noqa: PT012
            pytest.raises(InputError, match=r"'a-2\.txt' beside it\. 'b\.txt' could not"),
            published_together(),
        ):
            write_text(tmp_path / "a.txt", "a")
            write_text(tmp_path / "b.txt", "b")
        assert names(tmp_path) == ["a-2.txt", "b-2.txt"]

    def test_nor_anything_else(self, tmp_path, monkeypatch):
        def refuse(source, *_):
            raise PermissionError(13, "Permission denied", str(source))

        (tmp_path / "map.tif").write_bytes(b"open")
        monkeypatch.setattr(os, "rename", refuse)
        with pytest.raises(InputError, match=r"map\.tif' cannot be written: Access is denied; "):
            write(tmp_path / "map.tif", 2)
        assert names(tmp_path) == ["map.tif"]

    def test_known_before_the_work(self, tmp_path, monkeypatch):
        def refuse(source, *_):
            raise PermissionError(13, "Permission denied", str(source))

        (tmp_path / "map.tif").write_bytes(b"open")
        monkeypatch.setattr(os, "rename", refuse)
        monkeypatch.setattr(claim, "_is_windows", lambda: True)
        with pytest.raises(InputError, match=r"^'map\.tif' is open in .* such as 'map-2\.tif'\."):
            write(tmp_path / "map.tif", 2)
        assert names(tmp_path) == ["map.tif"]

    def test_a_program_that_lets_go_soon(self, tmp_path, monkeypatch):
        replace, refused = os.replace, []

        def refuse_once(source, target):
            if not refused:
                refused.append(target)
                raise PermissionError(13, "Access is denied")
            replace(source, target)

        monkeypatch.setattr(os, "replace", refuse_once)
        monkeypatch.setattr(publication, "_PAUSES", (0.0,))
        monkeypatch.setattr(publication.sys, "platform", "win32")
        publication._replace(_file(tmp_path / "a"), tmp_path / "b")
        assert names(tmp_path) == ["b"]


def _file(path):
    path.write_text("x")
    return path


def test_a_vanished_folder(tmp_path):
    folder = tmp_path / "drive"
    folder.mkdir()
    told = rf".*a\.txt' cannot be written, because the folder '{folder}' was moved or removed "
    with (  # noqa: PT012
        pytest.raises(InputError, match=f"^REPORT '{told}"),
        claimed({"REPORT": folder / "a.txt"}),
        published_together(),
    ):
        write_text(folder / "a.txt", "a")
        folder.rename(tmp_path / "away")
    assert not is_claimed(folder / "a.txt")


@pytest.mark.parametrize("gone", ["drive", "drive/.map.tif.finecover"])
def test_a_folder_that_vanishes_while_a_raster_is_written(tmp_path, gone):
    folder = tmp_path / "drive"
    folder.mkdir()

    def run():
        with claimed({"OUTPUT": folder / "map.tif"}), RasterWriter(folder / "map.tif", SPEC) as one:
            one.write(GRID.window, np.zeros(GRID.shape, "float32"))
            (tmp_path / gone).rename(tmp_path / "away")

    with pytest.raises(InputError) as told:
        run()
    assert str(told.value) == (
        f"OUTPUT '{folder}/map.tif' cannot be completed, because the folder '{tmp_path / gone}' "
        "was moved or removed meanwhile; put it back, or choose another folder, and run again."
    )


@pytest.mark.parametrize("way", ["map.qml", "map.tif.ovr", "map.tif"])
def test_a_folder_in_the_way_is_seen_before_anything_is_replaced(tmp_path, way):
    for name in ("a.txt", "map.tif", "z.txt"):
        (tmp_path / name).write_text("earlier")

    def run():
        with published_together():
            write_text(tmp_path / "a.txt", "new")
            write(tmp_path / "map.tif", 2)
            write_text(tmp_path / "z.txt", "new")
            if way == "map.tif":
                (tmp_path / way).unlink()
            (tmp_path / way).mkdir()

    with pytest.raises(InputError, match=rf"{way}' cannot be replaced: it is a folder now; "):
        run()
    assert names(tmp_path) == sorted({"a.txt", "map.tif", "z.txt", way})
    for name in {"a.txt", "map.tif", "z.txt"} - {way}:
        assert (tmp_path / name).read_text() == "earlier"


def test_a_folder_that_was_closed_meanwhile(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("earlier")

    def run():
        with published_together():
            write_text(tmp_path / "a.txt", "new")
            monkeypatch.setattr(os, "access", lambda *_: False)

    told = rf"a\.txt' cannot be written: '{tmp_path.name}' is write-protected now; choose"
    with pytest.raises(InputError, match=told):
        run()
    assert folder_state(tmp_path) == {"a.txt": b"earlier"}


def test_a_tile_folder_that_is_a_file_by_then(tmp_path):
    (tmp_path / "map.vrt").write_text("earlier")
    (tmp_path / "map_tiles").touch()
    finished = publication.Finished(
        tmp_path / "map.vrt", tmp_path / "new",
        folders=((tmp_path / "map_tiles/abc", tmp_path / "made"),),
    )  # fmt: skip
    with pytest.raises(InputError, match=r"map\.vrt' cannot be written: Not a directory; choose"):
        publication._publish([finished])
    assert (tmp_path / "map.vrt").read_text() == "earlier"


def test_side_files_of_an_earlier_output_stay_until_they_are_replaced(tmp_path, monkeypatch):
    folder = tmp_path / "made"
    folder.mkdir()
    names_of_parts = ("map.tif", "map.tif.aux.xml", "map.tif.msk")
    for name in names_of_parts:
        (tmp_path / name).write_text("earlier")
    for name in names_of_parts[:2]:
        (folder / name).write_text("new")
    main, side, other = (tmp_path / name for name in names_of_parts)
    finished = publication.Finished(
        main, folder / main.name, ((side, folder / side.name),), stale=(side, other)
    )
    replace = os.replace

    def killed_at_the_side_file(source, target):
        if Path(target) == side:
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", killed_at_the_side_file)
    with pytest.raises(KeyboardInterrupt):
        publication._publish([finished])
    assert folder_state(tmp_path)["map.tif.aux.xml"] == b"earlier"
    assert not other.exists()


def test_made(tmp_path):
    with made(tmp_path / "a.txt") as file:
        assert file.name == "a.txt"
        file.write_text("a")
    assert folder_state(tmp_path) == {"a.txt": b"a"}
    with (  # noqa: PT012
        pytest.raises(InputError, match=r"a\.txt' cannot be written, .*disk is full"),
        made(tmp_path / "a.txt") as file,
    ):
        file.write_text("b")
        raise OSError(28, "No space left on device")
    assert folder_state(tmp_path) == {"a.txt": b"a"}
