import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from finecover.core.outputs import scratch
from finecover.core.outputs.run_lock import LockHeldError, RunLock
from finecover.core.outputs.scratch import scratch_folder

ROOT = Path(__file__).resolve().parents[3]
HOLD = f"""
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location(
    "finecover", {str(ROOT / "__init__.py")!r}, submodule_search_locations=[{str(ROOT)!r}])
module = importlib.util.module_from_spec(spec)
sys.modules["finecover"] = module
spec.loader.exec_module(module)
from finecover.core.outputs.scratch import scratch_folder
with scratch_folder("cells", folder=sys.argv[1]) as folder:
    (folder / "sums").write_text("half")
    (folder / "more").mkdir()
    print("ready", flush=True)
    time.sleep(600)
"""


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_removed_in_the_end(tmp_path):
    with scratch_folder("cells", folder=str(tmp_path)) as folder:
        assert folder.parent == tmp_path
        assert folder.name.startswith("finecover-cells-")
        (folder / "deep").mkdir()
        (folder / "deep" / "file").touch()
    assert names(tmp_path) == []
    with pytest.raises(KeyboardInterrupt), scratch_folder("cells", folder=str(tmp_path)):
        raise KeyboardInterrupt
    assert names(tmp_path) == []


def test_in_the_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    with scratch_folder("cells") as folder:
        assert folder.parent == tmp_path


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path):
    run = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert run.stdout.readline() == "ready\n"
    with scratch_folder("series", folder=str(tmp_path)):
        assert len(names(tmp_path)) == 2  # it lives
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert len(names(tmp_path)) == 1
    with scratch_folder("series", folder=str(tmp_path)) as folder:
        assert names(tmp_path) == [folder.name]


def test_what_is_not_ours_stays(tmp_path):
    for name in ("finecover-demo-x", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    (tmp_path / "finecover-file").touch()
    (tmp_path / "finecover-link").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "lock").touch()
    before = names(tmp_path)
    with scratch_folder("cells", folder=str(tmp_path)):
        pass
    assert names(tmp_path) == before
    assert names(tmp_path / "other") == ["file", "lock"]


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root")
def test_folders_of_other_users_stay(tmp_path):
    (tmp_path / "finecover-cells-x").mkdir()
    (tmp_path / "finecover-cells-x" / "lock").touch()
    os.chown(tmp_path / "finecover-cells-x", 12345, 12345)
    with scratch_folder("cells", folder=str(tmp_path)):
        pass
    assert names(tmp_path) == ["finecover-cells-x"]


def test_two_at_once_without_locks(tmp_path, monkeypatch):
    monkeypatch.setattr("finecover.core.outputs.run_lock._try_lock", lambda _: None)
    with (
        scratch_folder("cells", folder=str(tmp_path)) as first,
        scratch_folder("cells", folder=str(tmp_path)) as second,
    ):
        assert first.exists()
        assert second.exists()
    assert names(tmp_path) == []


def test_another_run_looks_for_dead_ones_just_then(tmp_path, monkeypatch):
    tried = []

    def held_first(path):
        tried.append(path)
        if len(tried) == 1:
            raise LockHeldError(None, sure=True)
        return RunLock(path)

    monkeypatch.setattr(scratch, "RunLock", held_first)
    with scratch_folder("cells", folder=str(tmp_path)) as folder:
        assert folder == tried[1].parent


def test_what_cannot_be_removed_is_found_again(tmp_path, monkeypatch):
    with monkeypatch.context() as patch, scratch_folder("cells", folder=str(tmp_path)) as folder:
        (folder / "open").touch()

        def refuse(path, *_, **__):
            raise PermissionError(13, "used by another process", str(path))

        patch.setattr(os, "unlink", refuse)
        patch.setattr(Path, "unlink", refuse)
    assert names(tmp_path) == [folder.name]
    with scratch_folder("cells", folder=str(tmp_path)):
        pass
    assert not folder.exists()


def test_no_room(tmp_path):
    with (
        pytest.raises(OSError, match="No such file"),
        scratch_folder("cells", folder=str(tmp_path / "no")),
    ):
        pass
