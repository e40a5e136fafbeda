import threading
import time
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import closing

import pytest
from finecover.core.errors import Cancelled
from finecover.core.parallel import ordered_map, thread_count, threads_only
from finecover.core.progress import Silent
from hypothesis import given, settings
from hypothesis import strategies as st


class Stopper(Silent):
    def __init__(self):
        self.stop = threading.Event()
        self.told = []

    def set(self, fraction):
        self.told.append(fraction)

    def message(self, text, *, warning=False):
        self.told.append((text, warning))

    def cancelled(self):
        return self.stop.is_set()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(), max_size=40), st.integers(1, 5))
def test_order_whatever_the_threads(items, threads):
    def work(item):
        time.sleep(item % 3 / 2000)
        return item * 2

    found = list(ordered_map(work, items, progress=Silent(), threads=threads))
    assert found == [item * 2 for item in items]


@pytest.mark.parametrize("threads", [1, 4])
def test_exceptions_at_their_place(threads):
    def work(item):
        if item == 7:
            raise LookupError("seven")
        return item

    seen = []
    with pytest.raises(LookupError, match="seven"):  # noqa: PT012
        for result in ordered_map(work, range(20), progress=Silent(), threads=threads):
            seen.append(result)
    assert seen == list(range(7))


@pytest.mark.parametrize("threads", [1, 3])
def test_timeout_of_the_work_is_passed_on(threads):
    def work(item):
        time.sleep(0.15)  # longer than a poll
        raise FutureTimeout("the server did not answer")

    with pytest.raises(FutureTimeout, match="the server did not answer"):
        list(ordered_map(work, [1], progress=Silent(), threads=threads))


def test_look_ahead_is_bounded():
    lock, started, taken, most = threading.Lock(), 0, 0, 0

    def work(item):
        nonlocal started
        with lock:
            started += 1
        return item

    def endless():
        number = 0
        while True:
            yield number
            number += 1

    with closing(ordered_map(work, endless(), progress=Silent(), threads=3)) as results:
        for result in results:
            time.sleep(0.002)
            with lock:
                most = max(most, started - taken)
            taken += 1
            if result == 50:
                break
    assert 3 <= most <= 6


@pytest.mark.parametrize("threads", [1, 3])
def test_cancel_is_quick(threads):
    stopper, done = Stopper(), []

    def work(item):
        time.sleep(0.02)
        done.append(item)

    threading.Timer(0.1, stopper.stop.set).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        list(ordered_map(work, range(1000), progress=stopper, threads=threads))
    assert time.monotonic() - start < 0.6
    count = len(done)
    time.sleep(0.1)
    assert len(done) == count  # nothing starts afterwards


def test_cancel_is_noticed_when_the_reader_is_the_slow_one():
    stopper = Stopper()
    with pytest.raises(Cancelled):  # noqa: PT012
        for result in ordered_map(lambda item: item, range(1000), progress=stopper, threads=3):
            time.sleep(0.001)
            if result == 10:
                stopper.stop.set()
            assert result <= 10


def test_what_waits_is_dropped_when_the_reader_stops():
    started = []

    def work(item):
        started.append(item)
        time.sleep(0.02)

    with closing(ordered_map(work, range(100), progress=Silent(), threads=2)) as results:
        next(results)
    count = len(started)
    time.sleep(0.1)
    assert len(started) == count <= 6


def test_failing_items():
    def items():
        yield 1
        raise OSError("the list ends here")

    with pytest.raises(OSError, match="ends here"):
        list(ordered_map(lambda item: item, items(), progress=Silent(), threads=2))


@pytest.mark.parametrize(("told", "expected"), [("3", 3), ("1", 1), ("100000", 256)])
def test_thread_count_from_the_environment(monkeypatch, told, expected):
    monkeypatch.setenv("FINECOVER_THREADS", told)
    assert thread_count() == expected


@pytest.mark.parametrize("told", ["", "0", "-2", "many", "²"])
def test_thread_count_of_the_machine(monkeypatch, told):
    monkeypatch.setenv("FINECOVER_THREADS", told)
    assert thread_count() >= 1


def test_threads_only_gives_the_start_method_back():
    import multiprocessing

    before = multiprocessing.get_start_method(allow_none=True)
    with pytest.raises(KeyError), threads_only():
        raise KeyError
    assert multiprocessing.get_start_method(allow_none=True) == before
