"""Disks of a few megabytes, made of memory, that may be filled, closed to writing and pulled."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

_MEGABYTES = 64


class SmallDisk:
    """A disk mounted at a folder."""

    def __init__(self, folder: Path) -> None:
        """Mount it; skips the test where that is not allowed."""
        if not hasattr(os, "geteuid") or os.geteuid():
            told = "small disks are mounted, which only root may do"
            pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        refused = _mount("-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "finecover", str(folder))
        if refused:
            pytest.skip(f"this system lets not even root mount a disk: {refused}")
        self._mounted = True

    def fill(self, *, leave: int) -> None:
        """Leave so many bytes, rounded to pages; what was filled before is made free first."""
        filler = self.folder / "filler"
        filler.unlink(missing_ok=True)
        size = shutil.disk_usage(self.folder).free - leave
        if size > 0:
            with filler.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, size)

    def empty(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink(missing_ok=True)

    def protect(self, closed: bool = True) -> None:
        """Close the disk to writing, or open it again."""
        refused = _mount("-o", f"remount,{'ro' if closed else 'rw'}", str(self.folder))
        assert not refused, refused

    def pull(self) -> None:
        """Take the disk away, whoever uses it."""
        if self._mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
            self._mounted = False


def _mount(*arguments: str) -> str:
    """Return why mounting was refused; "" when it was not."""
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else ""
