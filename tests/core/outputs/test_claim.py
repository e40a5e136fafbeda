import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from finecover.core.errors import InputError
from finecover.core.outputs import claim, run_lock
from finecover.core.outputs.claim import (
    claimed,
    free_name,
    is_claimed,
    refuse_open,
    work_folder,
)

ROOT = Path(__file__).resolve().parents[3]
HOLD = f"""
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location(
    "finecover", {str(ROOT / "__init__.py")!r}, submodule_search_locations=[{str(ROOT)!r}])
module = importlib.util.module_from_spec(spec)
sys.modules["finecover"] = module
spec.loader.exec_module(module)
from finecover.core.outputs.claim import claimed, work_folder
with claimed({{"OUTPUT": sys.argv[1]}}):
    for name in ("map.tif", "journal", "journal-2"):
        (work_folder(sys.argv[1]) / name).write_text("half")
    (work_folder(sys.argv[1]) / "written").mkdir()
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "map.tif"


@pytest.fixture
def other_run(path):
    """Another process that holds ``path``."""
    run = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert run.stdout.readline() == "ready\n"
    yield run
    run.kill()
    run.wait()
    run.stdout.close()


def in_thread(work):
    """Return how ``work`` is refused in a thread of its own."""
    found = []

    def run():
        try:
            work()
        except InputError as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0] if found else None


def hold(*paths):
    with claimed({f"OUT{n}": path for n, path in enumerate(paths)}):
        pass


class TestClaim:
    def test_the_folder_is_there_meanwhile(self, path):
        path.write_text("earlier")
        with claimed({"OUTPUT": str(path), "CONFIDENCE": None, "MODEL": ""}):
            assert work_folder(path) == path.parent / ".map.tif.finecover"
            assert [file.name for file in work_folder(path).iterdir()] == ["lock"]
            (work_folder(path) / "written").mkdir()
            (work_folder(path) / "written" / "map.tif").write_text("half")
            assert is_claimed(path)
        assert not is_claimed(path)
        assert [file.name for file in path.parent.iterdir()] == ["map.tif"]
        assert path.read_text() == "earlier"

    def test_errors_pass_and_release(self, path):
        with pytest.raises(KeyboardInterrupt), claimed({"OUTPUT": path}):
            raise KeyboardInterrupt
        hold(path)
        assert list(path.parent.iterdir()) == []

    def test_the_same_run_may_claim_again(self, path):
        with claimed({"OUTPUT": path}):
            with claimed({"": str(path), "MODEL": path.with_name("a.fcm")}):
                pass
            assert work_folder(path).is_dir()
            assert not work_folder(path.with_name("a.fcm")).exists()
            same = path.parent / ".." / path.parent.name / path.name
            hold(same)
            assert work_folder(path).is_dir()

    def test_claims_may_end_in_any_order(self, path):
        first, second = claimed({"A": path}), claimed({"B": path.with_name("b.tif")})
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert not is_claimed(path)
        assert isinstance(in_thread(lambda: hold(path.with_name("b.tif"))), InputError)
        second.__exit__(None, None, None)
        assert in_thread(lambda: hold(path, path.with_name("b.tif"))) is None

    def test_another_thread_is_refused(self, path):
        with claimed({"OUTPUT": path}):
            refused = in_thread(lambda: hold(path))
            assert in_thread(lambda: hold(path.with_name("b.tif"))) is None
        told = (
            rf"OUT0 'map.tif' is being written by another run \(process {os.getpid()} on host .+, "
            r"since \d\d:\d\d\); wait for it to end, or choose another file\."
        )
        assert re.fullmatch(told, str(refused))
        assert in_thread(lambda: hold(path)) is None

    def test_all_or_none(self, path, tmp_path):
        free = tmp_path / "a.tif"
        with claimed({"OUTPUT": path}):
            assert "OUT1 'map.tif'" in str(in_thread(lambda: hold(free, path)))
            assert not work_folder(free).exists()
            assert work_folder(path).is_dir()
            hold(free)

    def test_one_of_many_threads_gets_it(self, path):
        got, refused, start = [], [], threading.Barrier(8)

        def run():
            start.wait()
            for _ in range(40):
                try:
                    with claimed({"OUTPUT": path}):
                        got.append(1)
                        assert len(got) == 1
                        (work_folder(path) / "half").write_text("x")
                        got.pop()
                except InputError:
                    refused.append(1)

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not got
        assert list(path.parent.iterdir()) == []

    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(InputError, match=r"no/map\.tif' cannot be created: No such file"):
            hold(tmp_path / "no" / "map.tif")
        assert not is_claimed(tmp_path / "no" / "map.tif")

    def test_a_folder_of_somebody_else(self, path, tmp_path):
        (tmp_path / "precious").mkdir()
        (tmp_path / "precious" / "file").write_text("x")
        work_folder(path).symlink_to(tmp_path / "precious")
        with pytest.raises(InputError, match="cannot be created: Not a directory"):
            hold(path)
        assert [file.name for file in (tmp_path / "precious").iterdir()] == ["file"]


class TestOtherProcess:
    def test_is_refused_and_its_work_left(self, path, other_run):
        with pytest.raises(InputError, match=rf"OUT0 'map.tif' .*\(process {other_run.pid} on "):
            hold(path)
        assert (work_folder(path) / "map.tif").read_text() == "half"

    def test_killed_leaves_but_the_journal(self, path, other_run):
        other_run.send_signal(signal.SIGKILL)
        other_run.wait()
        assert (work_folder(path) / "map.tif").exists()
        with claimed({"OUTPUT": path}):
            left = sorted(file.name for file in work_folder(path).iterdir())
            assert left == ["journal", "journal-2", "lock"]
        assert list(path.parent.iterdir()) == []

    @pytest.mark.parametrize("lock", [None, OSError(38, "Function not implemented")])
    def test_file_systems_without_locks(self, path, other_run, monkeypatch, lock):
        if lock is not None:

            def refuse(*_):
                raise lock

            monkeypatch.setattr(run_lock.fcntl, "flock", refuse)
        with pytest.raises(InputError, match=rf"process {other_run.pid} on host"):
            hold(path)
        other_run.kill()
        other_run.wait()
        hold(path)
        assert list(path.parent.iterdir()) == []


class TestWithoutLocks:
    @pytest.fixture(autouse=True)
    def no_locks(self, monkeypatch):
        monkeypatch.setattr(run_lock, "_try_lock", lambda _: None)

    def owner(self, path, **told):
        work_folder(path).mkdir()
        known = vars(run_lock.Owner.here()) | told
        (work_folder(path) / "lock").write_text(run_lock.json.dumps(known))

    def test_another_host_may_be_at_work(self, path):
        self.owner(path, host="far\naway", since=0.0)
        told = (
            r"process \d+ on host faraway, since 19\d\d-.*; wait for it to end, or choose another "
            r"file, or, if that run has died, delete the folder '\.map\.tif\.finecover' beside it\."
        )
        with pytest.raises(InputError, match=told):
            hold(path)

    def test_another_process_of_the_same_number(self, path):
        self.owner(path, process=os.getppid(), born="1")
        hold(path)
        self.owner(path, process=os.getppid(), born=run_lock._born(os.getppid()))
        with pytest.raises(InputError, match=f"process {os.getppid()} on"):
            hold(path)

    @pytest.mark.parametrize(
        "text", ["", "{", "[]", '{"process": 1e999}', '{"process": "x", "host": 1}', "\xff" * 5000]
    )
    def test_what_we_did_not_write(self, path, text):
        work_folder(path).mkdir()
        (work_folder(path) / "lock").write_text(text)
        hold(path)
        assert list(path.parent.iterdir()) == []

    def test_threads_know_each_other(self, path):
        with claimed({"OUTPUT": path}):
            assert "another run" in str(in_thread(lambda: hold(path)))


class TestKeptWork:
    @pytest.fixture
    def journal(self, path):
        """What a run that failed has left."""

        def run():
            with claimed({"OUTPUT": path}):
                (work_folder(path) / "journal").write_text("tile 1")
                (work_folder(path) / "map.tif").write_text("half")
                hold(path)
                raise RuntimeError("the power went")

        with pytest.raises(RuntimeError):
            run()
        return work_folder(path) / "journal"

    def test_only_the_journal_of_a_run_that_failed_stays(self, path, journal):
        assert [file.name for file in work_folder(path).iterdir()] == ["journal"]
        with claimed({"OUTPUT": path}):
            assert journal.read_text() == "tile 1"
        assert list(path.parent.iterdir()) == []

    def test_it_survives_a_run_that_fails_before_it_looks(self, path, journal):
        for _ in range(2):
            with pytest.raises(InputError), claimed({"OUTPUT": path}):
                raise InputError("no scheduler answers")
        assert [file.name for file in work_folder(path).iterdir()] == ["journal"]
        assert journal.read_text() == "tile 1"

    def test_it_survives_a_run_that_does_not_get_its_other_output(self, path, journal):
        other = path.with_name("other.tif")
        with claimed({"OTHER": other}):
            assert "OUT1 'other.tif'" in str(in_thread(lambda: hold(path, other)))
        assert journal.read_text() == "tile 1"

    def test_a_claim_within_that_fails_does_not_keep_it(self, path, journal):
        with claimed({"OUTPUT": path}), pytest.raises(RuntimeError), claimed({"OUTPUT": path}):
            raise RuntimeError("which somebody heeds")
        assert list(path.parent.iterdir()) == []

    def test_nothing_stays_without_a_journal(self, path):
        with pytest.raises(RuntimeError), claimed({"OUTPUT": path}):
            raise RuntimeError("the power went")
        assert list(path.parent.iterdir()) == []


class TestOpenOnWindows:
    @pytest.fixture(autouse=True)
    def windows(self, monkeypatch):
        def refuse(source, target):
            raise PermissionError(13, "The process cannot access the file", str(source))

        monkeypatch.setattr(claim, "_is_windows", lambda: True)
        monkeypatch.setattr(os, "rename", refuse)

    def test_is_told_before_the_work(self, path):
        path.write_text("earlier")
        path.with_name("map-2.tif").write_text("earlier, too")
        told = (
            r"OUT0 'map\.tif' is open in another program \(a layer in QGIS\?\), so that it cannot "
            r"be replaced; close it there, or choose another file, such as 'map-3\.tif'\."
        )
        with pytest.raises(InputError, match=told):
            hold(path)
        assert not work_folder(path).exists()

    def test_a_new_file_is_fine(self, path):
        hold(path)
        refuse_open(path, name="OUTPUT")

    def test_other_reasons_are_told_later(self, path, monkeypatch):
        path.write_text("earlier")

        def refuse(*_):
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(os, "rename", refuse)
        refuse_open(path, name="OUTPUT")


def test_free_name(path):
    path.with_name("map-2.tif").touch()
    work_folder(path.with_name("map-3.tif")).mkdir()
    assert free_name(path).name == "map-4.tif"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
@pytest.mark.parametrize("kind", ["link", "hard link", "pipe"])
def test_a_lock_that_leads_elsewhere_is_not_written_to(path, tmp_path, kind):
    precious = tmp_path / "precious.txt"
    precious.write_text("precious", encoding="utf-8")
    work_folder(path).mkdir()
    lock = work_folder(path) / "lock"
    if kind == "link":
        lock.symlink_to(precious)
    elif kind == "hard link":
        os.link(precious, lock)
    else:
        os.mkfifo(lock)
    with pytest.raises(InputError, match=r"map\.tif' cannot be created: "):
        hold(path)
    assert precious.read_text(encoding="utf-8") == "precious"


AS_NOBODY = (
    HOLD.split("with claimed")[0]
    + """
import os
os.setgid(65534), os.setuid(65534)
from finecover.core.errors import InputError
try:
    with claimed({"OUTPUT": sys.argv[1]}):
        print("claimed")
except InputError as error:
    print(error)
"""
)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs two users")
@pytest.mark.parametrize("left", ["journal", "lock"])
def test_what_another_user_left_is_told(left):
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "map.tif"
        os.chmod(name, 0o777)
        work_folder(path).mkdir(mode=0o755)
        (work_folder(path) / left).write_text("{}")
        command = [sys.executable, "-c", AS_NOBODY, str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        assert told.stdout == (
            "OUTPUT 'map.tif' was left unfinished by a run of another user (root), whose hidden "
            "folder '.map.tif.finecover' beside it you cannot write to; ask them to finish it or "
            "to delete that folder, or choose another file.\n"
        ), told.stderr
        assert (work_folder(path) / left).read_text() == "{}"
        assert [entry.name for entry in Path(name).iterdir()] == [".map.tif.finecover"]
