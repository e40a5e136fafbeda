import threading

import numpy as np
import pytest
from finecover.core.mapping.reading_ahead import ReadAhead, Turns
from finecover.core.rasters.grid import Window
from scene import ArrayFeatures

TILE = Window(0, 0, 2, 2)
LONG = 20  # seconds that are never waited


class Counted(ArrayFeatures):
    """Features that tell how many threads have read."""

    def __init__(self):
        super().__init__(np.zeros((1, 4, 4)))
        self.reads = threading.Semaphore(0)

    def read(self, window):
        self.reads.release()
        return super().read(window)


def test_others_read_while_one_computes():
    source, turns = Counted(), Turns(1)
    ahead = ReadAhead(source, turns)
    computing, go_on, order = threading.Semaphore(0), threading.Event(), []

    def work(name):
        with turns.work():
            ahead.read(TILE)
            order.append(name)
            computing.release()
            go_on.wait(LONG)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(3)]
    for thread in threads:
        thread.start()
    assert all(source.reads.acquire(timeout=LONG) for _ in threads), "all read"
    assert computing.acquire(timeout=LONG), "one computes"
    assert not computing.acquire(timeout=0.05), "and only one"
    go_on.set()
    for thread in threads:
        thread.join(LONG)
    assert sorted(order) == [0, 1, 2]


def test_a_turn_ends_with_the_work_whatever_happens():
    turns = Turns(1)
    ahead = ReadAhead(Counted(), turns)

    def fail():
        with turns.work():
            ahead.read(TILE)
            ahead.read(TILE)  # again, which leaves the turn meanwhile
            raise KeyError

    for _ in range(3):
        with pytest.raises(KeyError):
            fail()
    with turns.work():
        pass  # nothing was read
    with turns.work():
        assert ahead.read(TILE).shape == (1, 2, 2)


def test_a_reading_that_fails_leaves_no_turn_behind():
    turns = Turns(1)
    broken = Counted()
    broken.read = lambda _: 1 / 0
    ahead = ReadAhead(broken, turns)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turns.work():
            ahead.read(TILE)
    with turns.work():
        ReadAhead(Counted(), turns).read(TILE)
