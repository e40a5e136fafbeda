"""Where ``upsample`` spends its processor time on a real scene: by stage, and by kind of work."""

from __future__ import annotations

import cProfile
import os
import pstats
import re
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...core.features.features import FeatureInputs
from ...core.mapping.classify import MapPaths
from ...core.pipeline import upsample
from ...core.progress import Silent
from ...core.rasters.raster import RasterSource
from ...core.upsample_data import UpsampleInputs, UpsamplePaths, UpsampleSettings
from ..quality.tables import table
from .figures import Figure, Part, figure_table
from .work_kinds import ARITHMETIC, TRAVERSAL, Spent, kinds_of

SCENE = "s2_capelookout_modis"
IMAGE, COARSE = "s2b_20181013_l1c_B01-B08_uint8.tif", "mcd12q1_umd_2018.tif"
LEAST_SHARE = 70.0  # percent of the processor time in forest traversal and feature arithmetic
_SHOWN = 25  # functions
_STAGE = re.compile(r"([A-Z][\w ]*): (?:\d+ min )?[\d.]+ s\.")


class SceneMissing(Exception):
    """The scene is not where it is looked for; its text is one sentence."""


@dataclass
class StageClock(Silent):
    """Takes the processor seconds of each stage from what the log says at its end."""

    started: float = field(default_factory=time.process_time)
    seconds: dict[str, float] = field(default_factory=dict)

    def message(self, text: str, *, warning: bool = False) -> None:
        """Take one sentence for the log."""
        ended = _STAGE.fullmatch(text)
        if ended:
            now = time.process_time()
            self.seconds[ended[1]] = now - self.started
            self.started = now


def run() -> Part:
    """Run ``upsample`` with its defaults in one thread: once by the clock, then under the profiler.

    Raises:
        SceneMissing: where there are no data.
    """
    here = Path(os.environ.get("FINECOVER_DATA", _neighbour())) / SCENE
    if not here.is_dir():
        raise SceneMissing(f"{here} does not exist; set FINECOVER_DATA to the folder of scenes.")
    with _one_thread():
        _upsample(here)  # what is compiled and loaded once
        stages = StageClock()
        before = time.process_time()
        pixels = _upsample(here, stages)
        total = time.process_time() - before
        profiles, watched = _profiled(here)
    stats = pstats.Stats(*profiles)
    spent = kinds_of(stats.stats, others=watched)  # type: ignore[attr-defined]
    figures = figures_of(spent.kinds)
    record = {"pixels": pixels, "cpu_seconds": total, "stages": stages.seconds,
              "profiled_cpu_seconds": watched, "kinds": spent.kinds}  # fmt: skip
    text = profile_text(spent, stages.seconds, figures, pixels=pixels, total=total)
    return Part("profile", text, tuple(figures), record)


def figures_of(kinds: Mapping[str, float]) -> list[Figure]:
    """Return the share of the time in the work that there is no way around."""
    every = sum(kinds.values())
    share = 100 * (kinds.get(TRAVERSAL, 0.0) + kinds.get(ARITHMETIC, 0.0)) / every
    name = "forest traversal and feature arithmetic"
    return [Figure(name, (share,), LEAST_SHARE, unit=" % of the processor time", digits=1)]


def profile_text(
    spent: Spent,
    stages: Mapping[str, float],
    figures: list[Figure],
    *,
    pixels: int,
    total: float,
) -> str:
    """Return the profile as markdown."""
    every = sum(spent.kinds.values())
    kinds = sorted(spent.kinds.items(), key=lambda one: -one[1])
    by_kind = [[kind, f"{seconds:.2f}", f"{100 * seconds / every:.1f}"] for kind, seconds in kinds]
    by_stage = [
        [stage, f"{seconds:.2f}", f"{100 * seconds / total:.1f}"]
        for stage, seconds in stages.items()
    ]
    functions = [
        [f"`{name}`", kind, f"{seconds:.2f}", f"{100 * seconds / every:.1f}"]
        for name, kind, seconds in spent.functions[:_SHOWN]
    ]
    return f"""## Profile of upsample

Cape Lookout, {pixels} pixels, map and confidence, all defaults, one thread, code compiled before:
{total:.1f} s of processor. By stage:

{table(["stage", "s of processor", "%"], by_stage)}

By kind of work, under Python's profiler, which slows everything down ({every:.1f} s). Time counts
for the function of FineCover that asked for it, whichever library spends it:

{table(["kind", "s of processor", "%"], by_kind)}

{figure_table(figures)}

The functions that take most:

{table(["function", "kind", "s of processor", "%"], functions)}
"""


def _upsample(scene: Path, progress: Silent | None = None) -> int:
    """Make a map of the scene, and return its pixels."""
    image = RasterSource(str(scene / IMAGE), name="IMAGES")
    with tempfile.TemporaryDirectory(prefix="finecover-bench-") as folder:
        outputs = MapPaths(f"{folder}/map.tif", confidence=f"{folder}/confidence.tif")
        found = upsample(
            UpsampleInputs(
                features=FeatureInputs(images=(image,)),
                coarse=RasterSource(str(scene / COARSE), name="COARSE"),
            ),
            UpsamplePaths(outputs),
            settings=UpsampleSettings(),
            progress=progress or Silent(),
        )
    return found.mapped.window.height * found.mapped.window.width


def _profiled(scene: Path) -> tuple[list[cProfile.Profile], float]:
    """Profile a run in every thread it starts; return what was seen and all processor seconds."""
    profiles = [cProfile.Profile(time.thread_time)]

    def watch(*_: Any) -> None:
        """Replace itself, at the first call in a thread, by a profiler of that thread."""
        profiles.append(cProfile.Profile(time.thread_time))
        profiles[-1].enable()

    threading.setprofile(watch)
    before = time.process_time()
    profiles[0].enable()
    try:
        _upsample(scene)
    finally:
        profiles[0].disable()
        threading.setprofile(None)  # type: ignore[arg-type]
    return profiles, time.process_time() - before


@contextmanager
def _one_thread() -> Iterator[None]:
    before = os.environ.get("FINECOVER_THREADS")
    os.environ["FINECOVER_THREADS"] = "1"
    try:
        yield
    finally:
        del os.environ["FINECOVER_THREADS"]
        if before is not None:
            os.environ["FINECOVER_THREADS"] = before


def _neighbour() -> Path:
    return Path(__file__).resolve().parents[3] / "shared" / "data"
