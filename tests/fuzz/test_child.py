"""The fork in which rasters are read: it answers, is given up, or is taken down by GDAL."""

from __future__ import annotations

import os
import signal
import time

import pytest
import raster_use
from finecover.core.errors import InputError
from harness import Crash
from raster_use import Child


def work(data):
    """Do what the data say."""
    if data == b"refuse":
        raise InputError("MAP is wrong; give another.")
    if data == b"fail":
        raise ValueError("a mistake")
    if data == b"wait":
        time.sleep(60)
    if data == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)


@pytest.fixture
def child():
    return Child(work)


def test_what_the_work_raises_comes_back_and_the_next_input_has_its_turn(child):
    child(b"")
    with pytest.raises(InputError, match=r"^MAP is wrong; give another\.$"):
        child(b"refuse")
    with pytest.raises(Crash, match="ValueError: a mistake"):
        child(b"fail")
    child(b"")


def test_inputs_on_which_gdal_crashes_are_told_apart_and_kept(child):
    lost = []
    child.lost = lost.append
    for data in (b"", b"crash", b"", b"crash"):
        child(data)
    assert lost == [b"crash", b"crash"]


def test_one_that_waits_for_ever_is_given_up(child, monkeypatch):
    monkeypatch.setattr(raster_use, "_WAIT", 0.5)
    with pytest.raises(Crash, match=r"or 0\.5 s by the clock"):
        child(b"wait")
    monkeypatch.undo()
    child(b"")


def test_branches_taken_in_the_fork_are_told_here(child):
    here, there = os.pipe()

    class Branches:
        told = 0

        def record(self):
            os.write(there, b"recorded in the fork")

        def replay(self):
            self.told += 1

    child.branches = Branches()
    child(b"")
    child(b"")
    assert os.read(here, 99) == b"recorded in the fork"
    assert child.branches.told == 2
    os.close(here)
    os.close(there)
