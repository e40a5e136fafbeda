"""Work that cannot be stopped, and users that do not wait for it."""

import threading
import time

import pytest
from finecover.core.errors import Cancelled
from finecover.core.learning.cancellable import unless_cancelled
from finecover.core.progress import Silent
from scene import Recorder


def test_the_result_comes_back():
    assert unless_cancelled(lambda: 42, Silent()) == 42


def test_nobody_waits_for_what_takes_long():
    going_on = threading.Event()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        unless_cancelled(lambda: going_on.wait(20), Recorder(cancel_after=3))
    assert time.monotonic() - started < 2
    going_on.set()


def test_what_goes_wrong_comes_out():
    def fail():
        raise MemoryError("no room")

    with pytest.raises(MemoryError, match="no room"):
        unless_cancelled(fail, Silent())
