"""What tests make workers do."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

from finecover.core.errors import InputError
from finecover.core.rasters.geotiff import Layout
from finecover.core.rasters.shared_completion import Maker


class OddError(Exception):
    """Cannot be made again from what it says, nor packed."""

    def __init__(self, first, second):
        super().__init__(second)
        self.first = threading.Lock(), first


class Doing:
    """Squares numbers, and does odd things on the way."""

    def __init__(self, folder, progress):
        self.folder, self.progress = Path(folder), progress

    def __call__(self, item):
        number, deed = item
        if deed == "die once" and not (self.folder / "died").exists():
            (self.folder / "died").touch()
            os.kill(os.getpid(), 9)
        if deed == "die":
            os.kill(os.getpid(), 9)
        if deed == "fail twice":
            tries = len(list(self.folder.glob("try*")))
            if tries < 2:
                (self.folder / f"try{tries}").touch()
                raise OSError("the server did not answer")
        if deed == "fail":
            raise OSError("the server never answers")
        if deed == "refuse":
            raise InputError(f"Tile {number} is no use; take another one.")
        if deed == "break":
            raise LookupError("a mistake of ours")
        if deed == "hoard":
            raise MemoryError("no room")
        if deed == "odd":
            raise OddError(self, "not to be packed")
        if deed == "betray":
            raise LookupError("GET https://me:hunter2@host/a.tif?token=hunter2 failed")
        if deed == "give what cannot be packed":
            return threading.Lock()
        if deed == "linger":
            (self.folder / f"lingers{number}").touch()
            for _ in range(200):
                if self.progress.cancelled():
                    (self.folder / f"stopped{number}").touch()
                    break
                time.sleep(0.05)
        return number * number, os.getpid()

    def close(self):
        (self.folder / f"closed{os.getpid()}").touch()


def build(folder, progress):
    """Note that this process built, and how often."""
    with (Path(folder) / f"built{os.getpid()}").open("a") as file:
        file.write("x")
    return Doing(folder, progress)


class Failing:
    """Cannot do anything."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, item):
        raise OSError("the disk is full")

    def close(self):
        """There is nothing to close."""


def build_failing(folder, progress):
    """Return what fails at each item."""
    return Failing(folder)


def refuse(folder, progress):
    """Fail as files do that are not there."""
    raise InputError("IMAGES 'a.tif' cannot be opened as a raster: No such file.")


class OddMaker:
    """Makes rasters whole, and does odd things when one nearly is."""

    def __init__(self, folder, deed):
        self.folder, self.deed = Path(folder), deed

    def __call__(self, shared):
        if self.deed == "see nothing":
            return Maker()(replace(shared, folder=shared.folder.with_name("elsewhere")))
        real = Layout.rewrite

        def rewrite(layout, part, whole):
            real(layout, part, whole)
            self.do_odd_things(whole)

        Layout.rewrite = rewrite
        try:
            return Maker()(shared)
        finally:
            Layout.rewrite = real

    def do_odd_things(self, whole):
        if self.deed == "die once" and not (self.folder / "died").exists():
            (self.folder / "died").touch()
            os.kill(os.getpid(), 9)
        if self.deed == "run full":
            raise OSError(28, "No space left on device", str(whole))
        if self.deed == "linger":
            (self.folder / f"lingers{os.getpid()}").touch()
            while not (self.folder / "enough").exists():
                time.sleep(0.05)

    def close(self):
        """There is nothing to close."""


def odd_maker(spec, progress):
    """Return what makes rasters whole in an odd way."""
    return OddMaker(*spec)
