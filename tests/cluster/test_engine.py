from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from finecover.core.cluster import engine, versions
from finecover.core.cluster.choice import VARIABLE, on_cluster, spread
from finecover.core.cluster.engine import Cluster
from finecover.core.cluster.job import Job
from finecover.core.cluster.versions import difference
from finecover.core.errors import Cancelled, InputError
from finecover.core.progress import Silent


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
    assert progress.told == [f"2 workers with 2 threads at {address}."]


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
    with pytest.raises(LookupError, match="a mistake of ours"):
        run(address, job, items(3, at1="break"))
    with pytest.raises(OSError, match="the server never answers"):
        run(address, job, items(3, at1="fail"))
    pattern = r"^IMAGES 'a.tif' cannot .* \(on the worker .*\); put it where every worker finds"
    with pytest.raises(InputError, match=pattern):
        run(address, Job(tools.refuse, str(tmp_path)), items(2))


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
    monkeypatch.setattr(engine, "versions_here", lambda: here)
    pattern = (
        r"^CLUSTER: the worker tcp://\S+ has NumPy [\d.]+, GDAL [\d.]+, and here it is NumPy 9"
    )
    with pytest.raises(InputError, match=pattern):
        run(address, job, items(2))
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_comes_later_with_other_versions_is_told(address, job, monkeypatch):
    with closing(Cluster(address)) as cluster:
        here = {**versions.versions_here(), "finecover": "99.0"}
        monkeypatch.setattr(engine, "versions_here", lambda: here)
        with pytest.raises(InputError, match="here it is FineCover 99"):
            list(cluster.map(job, items(2), progress=Silent()))


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


@pytest.mark.parametrize("text", ["here", "processes", "http://a:80", "tcp://a", "a b:80"])
def test_what_is_no_address(text):
    with (
        pytest.raises(InputError, match=f"^CLUSTER: '{text}' is no address of a Dask scheduler"),
        on_cluster(text, progress=Silent()),
    ):
        pass


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
    assert set(here) == {"finecover", "numpy", "rasterio", "gdal"}
    assert difference(here, here, "w") == ""
    assert "rasterio unknown" in difference(here, {**here, "rasterio": "unknown"}, "w")


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
        cluster._client.close()
        with pytest.raises(InputError, match=LOST):
            list(found)
        with pytest.raises(InputError, match=LOST):
            list(cluster.map(job, items(3), progress=Silent()))


@pytest.mark.parametrize("method", ["nthreads", "submit"])
def test_a_scheduler_that_cannot_be_connected_to(address, job, distributed, monkeypatch, method):
    def gone(*args, **kwargs):
        raise OSError("Timed out trying to connect to tcp://127.0.0.1:1 after 30 s")

    monkeypatch.setattr(engine, "_LOOK", 0)
    with closing(Cluster(address)) as cluster:
        found = cluster.map(job, items(30), progress=Silent())
        assert next(found)[0] == 0
        monkeypatch.setattr(distributed.Client, method, gone)
        with pytest.raises(InputError, match=LOST):
            list(found)


def test_a_scheduler_that_is_busy_may_answer_later(address, job, distributed, monkeypatch):
    def silent(*args, **kwargs):
        raise engine.asyncio.TimeoutError

    monkeypatch.setattr(engine, "_LOOK", 0)
    with closing(Cluster(address)) as cluster:
        found = cluster.map(job, items(30), progress=Silent())
        assert next(found)[0] == 0
        monkeypatch.setattr(distributed.Client, "nthreads", silent)
        assert [next(found)[0] for _ in range(5)] == [1, 4, 9, 16, 25]
        monkeypatch.setattr(engine, "_ALONE", 0)
        with pytest.raises(InputError, match=LOST):
            list(found)


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
