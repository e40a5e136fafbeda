"""Orfeo ToolBox's random forest on the same samples and image, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .processes import ProcessFailed
from .workload import NAMES, TREES

TRAIN, CLASSIFY = "otbcli_TrainVectorClassifier", "otbcli_ImageClassifier"
DEEPEST = 25  # OpenCV, whose forest this is, allows no more
_MEMORY_MB = 1024


@dataclass(frozen=True)
class Orfeo:
    """A forest that Orfeo ToolBox trained; ``depth`` is the greatest it was allowed."""

    model: Path
    depth: int
    version: str = ""

    def command(self, image: Path, output: Path) -> list[str]:
        """Return the command that maps an image."""
        written = f"{output}?&gdal:co:TILED=YES&gdal:co:COMPRESS=DEFLATE"
        return [CLASSIFY, "-in", str(image), "-model", str(self.model), "-out", written, "uint8",
                "-ram", str(_MEMORY_MB), "-progress", "0"]  # fmt: skip


def is_installed() -> bool:
    """Tell whether both programs are on the path."""
    return all(shutil.which(name) for name in (TRAIN, CLASSIFY))


def train_command(samples: Path, model: Path, depth: int) -> list[str]:
    """Return the command that trains a forest as large and as deep as scikit-learn's."""
    return [
        TRAIN, "-io.vd", str(samples), "-io.out", str(model), "-feat", *NAMES, "-cfield", "code",
        "-classifier", "rf", "-classifier.rf.nbtrees", str(TREES), "-classifier.rf.acc", "0",
        "-classifier.rf.max", str(depth), "-classifier.rf.min", "2", "-classifier.rf.var", "0",
        "-rand", "0", "-progress", "0",
    ]  # fmt: skip


def train(samples: Path, folder: Path, *, depth: int) -> Orfeo:
    """Train a forest of unlimited leaves, as deep as wanted and allowed.

    Raises:
        ProcessFailed: with what the program said.
    """
    depth = min(depth, DEEPEST)
    model = folder / "orfeo.txt"
    done = subprocess.run(
        train_command(samples, model, depth),
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode or not model.is_file():
        raise ProcessFailed(f"{TRAIN}: {(done.stderr or done.stdout).strip()[-800:]}")
    return Orfeo(model, depth, _version())


def _version() -> str:
    """Return the version that the program tells in its help; "" where it tells none."""
    told = subprocess.run([CLASSIFY, "-help"], capture_output=True, text=True, check=False)
    found = re.search(r"version ([\d.]*\d)", told.stdout + told.stderr)
    return found[1] if found else ""
