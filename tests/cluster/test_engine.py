from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from finecover.core.cluster import engine, errands, versions
from finecover.core.cluster.choice import VARIABLE, on_cluster, spread
from finecover.core.cluster.engine import Cluster
from finecover.core.cluster.job import Job
from finecover.core.cluster.versions import difference
from finecover.core.errors import Cancelled, InputError
from finecover.core.mapping.fingerprint import software
from finecover.core.progress import Silent
from finecover.core.rasters.window import Window


class Stopper(Silent):
    def __init__(self):
        self.stop = threading.Event()
        self.told = []

    def message(self, text, *, warning=False):
        self.told.append(text)

    def cancelled(self):
        return self.stop.is_set()


@pytest.fixture
def tools(packages, monkeypatch):
    monkeypatch.syspath_prepend(str(packages))
    import worker_tools

    return worker_tools


@pytest.fixture
def job(tools, tmp_path):
    return Job(tools.build, str(tmp_path))


def run(address, job, items, progress=None):
    progress = progress or Silent()
    with on_cluster(address, progress=progress):
        found = spread(lambda: job, items, local=lambda item: None, progress=progress)
        with closing(found) as results:
            return list(results)


def items(count, **deeds):
    return [(number, deeds.get(f"at{number}", "")) for number in range(count)]


def squares(found):
    return [square for square, _ in found]


def test_results_in_order_from_both_workers_each_of_which_builds_once(address, job, tmp_path):
    progress = Stopper()
    found = run(address, job, items(30), progress)
    assert squares(found) == [number**2 for number in range(30)]
    built = {file.name: file.read_text() for file in tmp_path.glob("built*")}
    assert len({pid for _, pid in found}) == len(built) == 2
    assert set(built.values()) == {"x"}
    assert len(list(tmp_path.glob("closed*"))) == 2
    assert progress.told == [
        f"Asking the scheduler at {address} for its workers, for 20 seconds at most.",
        f"2 workers with 2 threads at {address}.",
    ]


def test_a_bounded_number_of_items_is_asked_for(address, job):
    taken = []

    def endless():
        number = 0
        while True:
            taken.append(number)
            yield number, ""
            number += 1

    with on_cluster(address, progress=Silent()):
        found = spread(lambda: job, endless(), local=lambda item: None, progress=Silent())
        with closing(found) as results:
            for place, (square, _) in zip(range(20), results):
                assert square == place**2
                assert len(taken) <= place + 1 + 4


def test_what_the_work_raises_comes_at_its_place(address, job, tools, tmp_path):
    with on_cluster(address, progress=Silent()):
        found = spread(
            lambda: job, items(9, at3="refuse"), local=lambda item: None, progress=Silent()
        )
        pattern = r"^Tile 3 is no use; take another one \(on the worker tcp://[\d.:]+\)\.$"
        with closing(found) as results:
            assert [next(results)[0] for _ in range(3)] == [0, 1, 4]
            with pytest.raises(InputError, match=pattern):
                next(results)
    pattern = r"^IMAGES 'a.tif' cannot .* \(on the worker .*\); put it where every worker finds"
    with pytest.raises(InputError, match=pattern):
        run(address, Job(tools.refuse, str(tmp_path)), items(2))


WORKER = r"^CLUSTER: the worker tcp://[\d.:]+ "


@pytest.mark.parametrize(("deed", "told"), [
    ("fail", r"OSError: the server never answers\), and so did 3 more attempts; check its memory"),
    ("hoard", r"MemoryError: no room\), and so did 3 more attempts; check its memory, disk"),
    ("odd", r"OddError: not to be packed\), and so did 3 more attempts; report this mistake"),
    ("break", r"LookupError: a mistake of ours\), and so did 3 more attempts; report this"),
])  # fmt: skip
def test_what_fails_again_and_again_ends_in_a_sentence(address, job, deed, told):
    progress = Stopper()
    pattern = WORKER + r"failed at a part of the work \(" + told
    with pytest.raises(InputError, match=pattern) as raised:
        run(address, job, items(3, at1=deed), progress)
    assert "\n" not in str(raised.value)
    traces = [text for text in progress.told if "Traceback" in text]
    assert len(traces) == (deed in ("odd", "break"))
    assert all("worker_tools.py" in text for text in traces)


def test_a_tile_that_fails_is_named(tools, address, tmp_path):
    tile = Window(64, 128, 32, 32)
    pattern = WORKER + r"failed at the tile at row 64, column 128 \(OSError: "
    with pytest.raises(InputError, match=pattern):
        run(address, Job(tools.build_failing, str(tmp_path)), [tile])


def test_a_result_that_cannot_travel_ends_in_a_sentence(address, job):
    progress = Stopper()
    with pytest.raises(InputError, match=r"^CLUSTER: a part of the work came to no result \("):
        run(address, job, items(3, at1="give what cannot be packed"), progress)


def test_no_secret_of_a_worker_is_told(address, job):
    progress = Stopper()
    with pytest.raises(InputError, match=WORKER) as raised:
        run(address, job, items(3, at1="betray"), progress)
    assert "hunter2" not in " ".join([str(raised.value), *progress.told])


def test_cancel_is_quick_and_stops_what_runs(address, job, tmp_path):
    stopper, noticed = Stopper(), []

    def stop_once_something_runs():
        while not list(tmp_path.glob("lingers*")):
            time.sleep(0.02)
        noticed.append(time.monotonic())
        stopper.stop.set()

    threading.Thread(target=stop_once_something_runs, daemon=True).start()
    with pytest.raises(Cancelled):
        run(address, job, items(9, at0="linger", at1="linger"), stopper)
    assert time.monotonic() - noticed[0] < 2
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        begun, stopped = (len(list(tmp_path.glob(f"{name}*"))) for name in ("lingers", "stopped"))
        if begun == stopped:
            break
        time.sleep(0.05)
    assert begun == stopped >= 1


def test_other_versions_are_told_before_anything_runs(address, job, tmp_path, monkeypatch):
    here = {**versions.versions_here(), "numpy": "9.9", "gdal": "1.0"}
    monkeypatch.setattr(errands, "versions_here", lambda: here)
    pattern = (
        r"^CLUSTER: the worker tcp://\S+ has NumPy [\d.]+, GDAL [\d.]+, and here it is NumPy 9"
    )
    with pytest.raises(InputError, match=pattern):
        run(address, job, items(2))
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_comes_later_with_other_versions_is_told(address, job, monkeypatch):
    with closing(Cluster(address)) as cluster:
        here = {**versions.versions_here(), "finecover": "99.0"}
        monkeypatch.setattr(errands, "versions_here", lambda: here)
        with pytest.raises(InputError, match="here it is FineCover 99"):
            list(cluster.map(job, items(2), progress=Silent()))


def told_by(answers, cluster, monkeypatch):
    """Let workers answer so, one time after the other, when asked for their versions."""
    left = list(answers)

    async def run(*args, **kwargs):
        return left.pop(0)

    monkeypatch.setattr(cluster._client, "run", run)
    monkeypatch.setattr(engine, "_AGAIN", 0)
    return left


def test_a_worker_that_is_just_ending_is_not_waited_for_nor_told(address, monkeypatch):
    here = versions.versions_here()
    with closing(Cluster(address)) as cluster:
        answers = [{"a": here, "b": OSError("Timed out")}, {}, {"a": here}]
        left = told_by(answers, cluster, monkeypatch)
        cluster._check_workers(20, Silent())
        assert left == []
        told_by([{"a": here, "b": OSError("Timed out")}] * 2, cluster, monkeypatch)
        with pytest.raises(
            InputError, match=r"^CLUSTER: the worker b does not answer \(OSError: T"
        ):
            cluster._check_workers(0, Silent())


@pytest.mark.parametrize(("error", "told"), [
    (ModuleNotFoundError("No module named 'finecover.core.cluster'"), "another version of FineC"),
    (AttributeError("Can't get attribute 'versions_here' on <module"), "another version of FineC"),
    (ModuleNotFoundError("No module named 'finecover'"), "cannot import finecover; put the"),
    (RuntimeError("odd"), r"does not answer \(RuntimeError: odd\); restart it\.$"),
])  # fmt: skip
def test_workers_that_cannot_tell_their_versions(address, monkeypatch, error, told):
    with closing(Cluster(address)) as cluster:
        told_by([{"b": error}], cluster, monkeypatch)
        with pytest.raises(InputError, match=rf"^CLUSTER: the worker b (has )?{told}"):
            cluster._check_workers(20, Silent())


def test_a_worker_that_hangs_at_the_start_is_told_and_can_be_cancelled(
    address, job, cluster, monkeypatch
):
    run(address, job, items(4))  # so that both have loaded FineCover
    hangs = next(iter(cluster.workers.values())).process.process.pid
    os.kill(hangs, signal.SIGSTOP)
    try:
        stopper = Stopper()
        threading.Timer(0.5, stopper.stop.set).start()
        start = time.monotonic()
        with pytest.raises(Cancelled):
            Cluster(address, progress=stopper)
        assert time.monotonic() - start < 3
        pattern = WORKER + "has not answered for 2 seconds; restart"
        with monkeypatch.context() as patch:
            patch.setattr(engine, "_IMPORT", 2)
            with pytest.raises(InputError, match=pattern):
                Cluster(address)
    finally:
        os.kill(hangs, signal.SIGCONT)
    assert squares(run(address, job, items(4))) == [0, 1, 4, 9]


def test_a_scheduler_that_hangs_can_be_left_at_once(processes, job, tmp_path):
    scheduler, address = processes
    stopper, noticed = Stopper(), []

    def hang_once_something_runs():
        while not list(tmp_path.glob("lingers*")):
            time.sleep(0.02)
        scheduler.send_signal(signal.SIGSTOP)
        time.sleep(1)
        noticed.append(time.monotonic())
        stopper.stop.set()

    threading.Thread(target=hang_once_something_runs, daemon=True).start()
    with pytest.raises(Cancelled):
        run(address, job, items(9, at1="linger", at2="linger"), stopper)
    assert time.monotonic() - noticed[0] < 4


def test_no_worker_and_then_one_without_finecover(started, tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with started(tmp_path, workers=0, path=str(tmp_path)) as cluster:
        with pytest.raises(InputError, match="has no worker; start some with 'dask worker tcp"):
            Cluster(cluster.scheduler_address, patience=0.5)
        cluster.scale(1)
        deadline = time.monotonic() + 120  # on a busy machine
        while not cluster.scheduler.workers and time.monotonic() < deadline:
            time.sleep(0.1)
        with pytest.raises(InputError, match="cannot import finecover; put the folder that"):
            Cluster(cluster.scheduler_address)


@pytest.mark.parametrize("text", [
    "here", "processes", "http:/a:80", "tcp://a", "a b:80", "TCP://a:80", "tcp://a:99999",
])  # fmt: skip
def test_what_is_no_address(text):
    with (
        pytest.raises(InputError, match=f"^CLUSTER: '{text}' is no address of a Dask scheduler"),
        on_cluster(text, progress=Silent()),
    ):
        pass


@pytest.mark.parametrize("scheme", ["http", "https", "ssh", "inproc"])
def test_schemes_that_no_scheduler_listens_to(scheme):
    pattern = f"^CLUSTER: '{scheme}://a:80' begins with {scheme}://, .* one of tcp://, tls://"
    with (
        pytest.raises(InputError, match=pattern),
        on_cluster(f"{scheme}://a:80", progress=Silent()),
    ):
        pass


@pytest.mark.parametrize("address", [
    "tcp://me:hunter2@10.0.0.1:8786", "me:hunter2@10.0.0.1:8786", "tcp://hunter2@10.0.0.1:8786",
    "tcp://10.0.0.1:8786?token=hunter2", "tcp://10.0.0.1:8786/#hunter2",
])  # fmt: skip
def test_secrets_in_an_address_are_refused_and_not_repeated(address, monkeypatch):
    from finecover.core.diagnostics import diagnostics
    from finecover.core.run_record import begin_record

    progress = Stopper()
    with (
        pytest.raises(InputError, match=r"^CLUSTER: the address holds more than") as raised,
        on_cluster(address, progress=progress),
    ):
        pass
    monkeypatch.setenv(VARIABLE, address)
    begin_record("finecover:classify", {"CLUSTER": address}).add(f"Asking {address}.")
    shown = diagnostics({}, full_paths=True) + diagnostics({})
    assert "hunter2" not in " ".join([shown, str(raised.value), *progress.told])


@pytest.mark.parametrize("config", [{}, {"distributed.comm.tls.ca-file": "/nowhere/ca.pem"}])
def test_encryption_without_certificates_is_told(distributed, config):
    import dask

    pattern = r"^CLUSTER: tls://127.0.0.1:9 takes certificates, .* set distributed.comm.tls.ca-file"
    with dask.config.set(config), pytest.raises(InputError, match=pattern):
        Cluster("tls://127.0.0.1:9", patience=0.5)


def test_a_scheme_whose_package_is_not_there_is_told(distributed, monkeypatch):
    monkeypatch.setitem(sys.modules, "ucp", None)
    with pytest.raises(InputError, match=r"^CLUSTER: connecting to ucx://127.0.0.1:9 fails .*ucp"):
        Cluster("ucx://127.0.0.1:9", patience=0.5)


def connected_to(port):
    """Return the ends of this process's connections to a port."""
    found = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return [line for line in found if line.split()[2].endswith(f":{port:04X}")
            and line.split()[3] == "01"]  # fmt: skip


def test_connecting_is_cancelled_at_once_and_leaves_nothing(distributed):
    with socket.socket() as listener:  # takes connections, and never says a word
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        before = set(threading.enumerate())
        for _ in range(2):
            stopper = Stopper()
            threading.Timer(0.5, stopper.stop.set).start()
            start = time.monotonic()
            with pytest.raises(Cancelled):
                Cluster(f"tcp://127.0.0.1:{port}", progress=stopper)
            assert time.monotonic() - start < 2.5
        names = [one.name for one in set(threading.enumerate()) - before]
        assert [name for name in names if "IO loop" in name or "finecover" in name] == []
        if sys.platform == "linux":
            assert connected_to(port) == []


def test_no_thread_is_left_where_nobody_answers_or_all_went_well(distributed, address, job):
    before = set(threading.enumerate())
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9", patience=0.5)
    run(address, job, items(3))
    names = [one.name for one in set(threading.enumerate()) - before]
    assert [name for name in names if "IO loop" in name or "finecover" in name] == []


def test_waiting_for_a_worker_is_cancelled_at_once(started, tmp_path):
    with started(tmp_path, workers=0, path=str(tmp_path)) as cluster:
        stopper = Stopper()
        threading.Timer(0.5, stopper.stop.set).start()
        start = time.monotonic()
        with (
            pytest.raises(Cancelled),
            on_cluster(cluster.scheduler_address, progress=stopper),
        ):
            pass
        assert time.monotonic() - start < 3


def test_nobody_answers(distributed):
    with socket.socket() as listener:  # takes connections, and never says a word
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        told = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        for address in (told, "tcp://127.0.0.1:9"):
            start = time.monotonic()
            with pytest.raises(InputError, match=f"no Dask scheduler answers at {address};"):
                Cluster(address, patience=0.5)
            assert time.monotonic() - start < 3


def test_without_the_package_a_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="takes the Python package distributed, which is not"):
        Cluster("tcp://127.0.0.1:8786")


def test_threads_where_no_address_was_given(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)

    def never():
        raise AssertionError("nobody shall ask for a job")

    with on_cluster(" ", progress=Silent()):
        found = spread(never, range(5), local=lambda item: item + 1, progress=Silent())
        assert list(found) == [1, 2, 3, 4, 5]


def test_the_variable_names_the_scheduler(monkeypatch):
    monkeypatch.setenv(VARIABLE, "nowhere")
    with pytest.raises(InputError, match="'nowhere'"), on_cluster("", progress=Silent()):
        pass


def test_what_cannot_travel_is_done_here(address):
    with on_cluster(address, progress=Silent()):
        found = spread(lambda: None, range(3), local=lambda item: -item, progress=Silent())
        assert list(found) == [0, -1, -2]


def test_versions_that_are_alike():
    here = versions.versions_here()
    assert {*software(), "code", "proj"} == set(here)
    assert difference(here, here, "w") == ""
    for name, told in (
        ("scipy", "SciPy 9"), ("scikit-learn", "scikit-learn 9"),
        ("machine", "a processor of kind 9"), ("proj", "PROJ 9"), ("code", "FineCover's code 9"),
    ):  # fmt: skip
        assert f"the worker w has {told}, and here" in difference(here, {**here, name: "9"}, "w")
    assert "rasterio unknown" in difference(here, {**here, "rasterio": "unknown"}, "w")


def test_other_code_of_the_same_version_is_noticed(tmp_path):
    found = set()
    for name, text in (("a.py", b"1\n"), ("a.py", b"2\n"), ("a.py", b"2\r\n"), ("b.py", b"")):
        (tmp_path / name).write_bytes(text)
        found.add(versions._code.__wrapped__(str(tmp_path)))
    assert len(found) == 3


def test_a_killed_worker_and_a_server_that_sulks_change_nothing(address, job, tmp_path):
    deeds = {"at5": "die once", "at9": "fail twice"}
    assert squares(run(address, job, items(20, **deeds))) == [number**2 for number in range(20)]
    assert len(list(tmp_path.glob("try*"))) == 2
    assert (tmp_path / "died").exists()


def test_an_item_that_kills_its_workers_is_told(address, job, cluster, monkeypatch):
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    with pytest.raises(InputError, match=r"^CLUSTER: workers ended again and again while they"):
        run(address, job, items(3, at1="die"))


LOST = r"^CLUSTER: the scheduler tcp://\S+ was lost in the middle of the work; start it again, and"


def test_a_client_that_closed_in_the_middle(address, job):
    with closing(Cluster(address)) as cluster:
        found = cluster.map(job, items(30), progress=Silent())
        assert next(found)[0] == 0
        cluster._line.close()
        with pytest.raises(InputError, match=LOST):
            list(found)
        with pytest.raises(InputError, match=LOST):
            list(cluster.map(job, items(3), progress=Silent()))


@pytest.mark.parametrize("method", ["nthreads", "submit"])
def test_a_scheduler_that_cannot_be_connected_to(address, job, distributed, monkeypatch, method):
    def gone(*args, **kwargs):
        raise OSError("Timed out trying to connect to tcp://127.0.0.1:1 after 30 s")

    monkeypatch.setattr(errands, "_LOOK", 0)
    with closing(Cluster(address)) as cluster:
        found = cluster.map(job, items(30), progress=Silent())
        assert next(found)[0] == 0
        monkeypatch.setattr(distributed.Client, method, gone)
        with pytest.raises(InputError, match=LOST):
            list(found)


def test_a_scheduler_that_is_busy_may_answer_later(address, job, distributed, monkeypatch):
    def silent(*args, **kwargs):
        raise asyncio.TimeoutError

    monkeypatch.setattr(errands, "_LOOK", 0)
    with closing(Cluster(address)) as cluster:
        found = cluster.map(job, items(30), progress=Silent())
        assert next(found)[0] == 0
        monkeypatch.setattr(distributed.Client, "nthreads", silent)
        assert [next(found)[0] for _ in range(5)] == [1, 4, 9, 16, 25]
        monkeypatch.setattr(errands, "_ALONE", 0)
        with pytest.raises(InputError, match=LOST):
            list(found)


def test_a_scheduler_that_is_busy_after_nobody_asked_for_long(
    address, job, distributed, monkeypatch
):
    def silent(*args, **kwargs):
        raise asyncio.TimeoutError

    with closing(Cluster(address)) as cluster:
        given = cluster.errands(job, progress=Silent())
        assert given.threads() == 2
        later = SimpleNamespace(monotonic=lambda: time.monotonic() + 1000)
        with monkeypatch.context() as patch:
            patch.setattr(distributed.Client, "nthreads", silent)
            patch.setattr(errands, "time", later)
            assert given.threads() == 2
        assert given.take(given.hand((3, "")))[0] == 9
        given.close()


@pytest.fixture
def processes(packages, tmp_path, distributed):
    """A scheduler and a worker in processes of their own: the first, and its address."""
    file, begun = tmp_path / "scheduler.json", []

    def start(module, *words):
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *words]
        begun.append(
            subprocess.Popen(
                command, env={**os.environ, "PYTHONPATH": str(packages)}, cwd=tmp_path,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)  # until it is written
        address = json.loads(file.read_text())["address"]
        start("dask_worker", address, "--nthreads", "1", "--no-nanny")
        yield begun[0], address
    finally:
        for process in begun:
            process.kill()
            process.wait()


def test_a_scheduler_that_is_killed_in_the_middle(processes, job, tmp_path):
    scheduler, address = processes
    noticed = []

    def kill_once_something_runs():
        while not list(tmp_path.glob("lingers*")):
            time.sleep(0.02)
        noticed.append(time.monotonic())
        scheduler.kill()

    threading.Thread(target=kill_once_something_runs, daemon=True).start()
    with pytest.raises(InputError, match=LOST):
        run(address, job, items(9, at1="linger", at2="linger"))
    assert time.monotonic() - noticed[0] < 15
