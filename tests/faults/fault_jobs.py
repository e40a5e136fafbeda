"""Runs that may be killed: a process that has everything loaded and forks one child a run.

Reads jobs as lines of JSON and answers each with one. Children start in no time, and whatever
befalls one of them, a kill, a bus error on a full disk, leaves the others and the tests alone.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORE = HERE.parent / "core"
for place in (HERE.parents[1] / "benchmarks", CORE, CORE / "fractions"):
    sys.path.insert(0, str(place))

from checkout import PACKAGE, load_package

_FILE_EVENTS = (
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link",
    "os.listdir", "os.scandir", "shutil.rmtree", "shutil.move",
)  # fmt: skip
_LOOK_SECONDS = 0.0005
TILE_BYTES = 2**22  # a budget so small that tiles are small


def main() -> None:
    """Serve until the input ends."""
    load_package()
    runs = {"upsample": upsample_run, "classify": classify_run, "features": features_run,
            "shares": shares_run, "fractions": fractions_run}  # fmt: skip
    warm_up(runs)
    waiting: dict[int, int] = {}
    for line in sys.stdin:
        job = json.loads(line)
        if "wait" in job:
            answer = ended(job["wait"], waiting.pop(job["wait"]))
        else:
            pid, pipe = forked(runs[job["run"]], job)
            waiting[pid] = pipe
            answer = {"pid": pid}
        print(json.dumps(answer), flush=True)


def warm_up(runs) -> None:
    """Load and compile what runs need; in one thread, as a fork keeps none but its own."""
    from scene import build_scene

    os.environ["FINECOVER_THREADS"] = "1"
    with tempfile.TemporaryDirectory(prefix="finecover-faults-") as folder:
        scene = build_scene(Path(folder), size=96)
        (Path(folder) / "out").mkdir()
        read = {"classify": ("model.fcm", "features.tif"), "fractions": ("shares.fcm", "cells.tif")}
        for run in ("upsample", "features", "classify", "shares", "fractions"):
            job = {"scene": str(scene.folder), "out": f"{folder}/out", "seed": 0}
            for name in read.get(run, ()):
                os.replace(f"{folder}/out/{name}", f"{folder}/{name}")
            runs[run](job, Watching(job))
    deadline = time.monotonic() + 60
    while len(os.listdir("/proc/self/task")) > 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    print(json.dumps({"threads": len(os.listdir("/proc/self/task"))}), flush=True)


def forked(run, job) -> tuple[int, int]:
    """Start a run; return its process and where it tells how it ended."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    try:
        os.close(read)
        os.write(write, json.dumps(told(run, job)).encode())
    finally:
        os._exit(0)


def told(run, job) -> dict:
    """Return how a run ended, and in how many steps on files."""
    watching = Watching(job)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ["FINECOVER_THREADS"] = str(job.get("threads", 2))
    if "temp" in job:
        os.environ["TMPDIR"], tempfile.tempdir = job["temp"], None
    importlib.import_module(f"{PACKAGE}.core.mapping.resuming").LONG_MAP = 0  # all are long
    core = importlib.import_module(f"{PACKAGE}.core.errors")
    watching.begin()
    try:
        run(job, watching)
        found = {"ended": "well"}
    except core.FineCoverError as error:
        found = {"ended": "error", "kind": type(error).__name__, "text": str(error)}
    except BaseException:  # of any kind: the test fails by it
        found = {"ended": "bug", "text": traceback.format_exc()[-6000:]}
    return {**found, "cpu_seconds": time.process_time(), "events": watching.events,
            "messages": watching.messages}  # fmt: skip


def ended(pid: int, pipe: int) -> dict:
    """Return what a child told, or what killed it."""
    with os.fdopen(pipe, "rb") as stream:
        text = stream.read()
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        return {"ended": "killed", "signal": os.WTERMSIG(status), "text": ""}
    return json.loads(text) if text else {"ended": "bug", "text": f"status {status}"}


class Watching:
    """The progress of a run, which pauses it or kills it where the job says so.

    - ``{"pause": {"at": 0.5, "gate": path}}`` makes ``<gate>.reached`` and waits for ``<gate>.go``;
    - ``{"kill": {"event": 7}}`` dies before the seventh step on a file of the output folder;
    - ``{"kill": {"copying": [2, 0.003]}}`` dies so long after the second raster began to be copied;
    - ``{"kill": {"journal": 3}}`` dies when a journal grew for the third time.
    """

    def __init__(self, job) -> None:
        self.job, self.kill, self.pause = job, job.get("kill", {}), job.get("pause")
        self.events, self.messages, self._copies = 0, [], 0
        self._watched = (job["out"], job.get("temp", job["out"]))

    def begin(self) -> None:
        """Watch what has no progress."""
        sys.addaudithook(self._audit)
        if "copying" in self.kill:
            import rasterio.shutil

            self._copy, rasterio.shutil.copy = rasterio.shutil.copy, self._copied
        if "journal" in self.kill:
            threading.Thread(target=self._look, daemon=True).start()

    def set(self, fraction: float) -> None:
        """Pause where the job says so."""
        if self.pause is None or fraction < self.pause["at"]:
            return
        gate, self.pause = self.pause["gate"], None
        Path(f"{gate}.reached").touch()
        while not Path(f"{gate}.go").exists():
            time.sleep(0.005)

    def message(self, text: str, *, warning: bool = False) -> None:
        """Keep a sentence."""
        self.messages.append(text)

    def cancelled(self) -> bool:
        """Go on."""
        return False

    def _audit(self, event: str, arguments) -> None:
        if event not in _FILE_EVENTS or not any(map(self._is_watched, arguments)):
            return
        self.events += 1
        if self.events == self.kill.get("event"):
            die()

    def _is_watched(self, argument) -> bool:
        if not isinstance(argument, (str, bytes, os.PathLike)):
            return False
        return os.fsdecode(argument).startswith(self._watched)

    def _copied(self, *arguments, **more):
        self._copies += 1
        which, seconds = self.kill["copying"]
        if self._copies == which:
            threading.Timer(seconds, die).start()
        return self._copy(*arguments, **more)

    def _look(self) -> None:
        sizes: dict[str, int] = {}
        grown = 0
        while True:
            for path in Path(self.job["out"]).glob(".*/*journal*"):
                try:
                    size = path.stat().st_size
                except OSError:
                    continue
                grown += size > sizes.get(str(path), 0)
                sizes[str(path)] = size
                if grown >= self.kill["journal"]:
                    die()
            time.sleep(_LOOK_SECONDS)


def die() -> None:
    """End as nothing can prepare for."""
    os.kill(os.getpid(), signal.SIGKILL)


def sources(job):
    """Return how to name a raster of the scene."""
    from finecover.core.rasters.raster import RasterSource

    def source(name: str, parameter: str) -> RasterSource:
        return RasterSource(str(Path(job["scene"]) / f"{name}.tif"), name=parameter)

    return source


def map_paths(job):
    """Return every raster of a map."""
    from finecover.core.mapping.classify import MapPaths

    names = ("output", "confidence", "probabilities", "applicability")
    only = job.get("only", names)
    out = {name: str(Path(job["out"]) / f"{name}.tif") for name in names if name in only}
    return MapPaths(**{**out, **job.get("rasters", {})})


def upsample_run(job, progress) -> None:
    """Run the whole chain with every output."""
    from finecover.core.features.features import FeatureInputs, FeatureSettings
    from finecover.core.learning.sampling import SamplingSettings
    from finecover.core.learning.training import TrainingSettings
    from finecover.core.mapping.classify import MapSettings
    from finecover.core.pipeline import upsample
    from finecover.core.upsample_data import UpsampleInputs, UpsamplePaths, UpsampleSettings

    source, out, seed = sources(job), job["out"], job["seed"]
    rest = {"model": "model.fcm", "report": "report.html", "metrics": "figures.json",
            "cells": "cells.tif"}  # fmt: skip
    others = {name: f"{out}/{file}" for name, file in rest.items() if "only" not in job}
    upsample(
        UpsampleInputs(FeatureInputs((source("image", "IMAGES"),), memory=TILE_BYTES),
                       source("coarse", "COARSE")),
        UpsamplePaths(map_paths(job), **others),
        settings=UpsampleSettings(
            FeatureSettings(indices="none", context=3),
            SamplingSettings(samples=500, min_per_class=60, max_per_class=300, seed=seed),
            TrainingSettings(trees=5, seed=seed), MapSettings(min_mapping_unit=job.get("unit", 0)),
        ),
        progress=progress,
    )  # fmt: skip


def features_run(job, progress) -> None:
    """Write the features that ``classify_run`` reads."""
    from finecover.core.features.features import (
        FeatureInputs,
        FeatureSettings,
        FeatureStack,
        write_features,
    )
    from finecover.core.rasters.raster import raster_environment

    inputs = FeatureInputs((sources(job)("image", "IMAGES"),))
    settings = FeatureSettings(indices="none", context=3)
    with raster_environment(), closing(FeatureStack(inputs, settings, progress=progress)) as stack:
        write_features(stack, f"{job['out']}/features.tif", area=None, progress=progress)


def classify_run(job, progress) -> None:
    """Map features that lie in a file, with a model that does."""
    from finecover.core.features.features import FeatureFile
    from finecover.core.learning.model import read_model
    from finecover.core.mapping.classify import MadeFrom, MapSettings, classify
    from finecover.core.mapping.input_stamps import InputStamps
    from finecover.core.rasters.raster import raster_environment

    source = sources(job)("features", "FEATURES")
    made_from = MadeFrom(InputStamps.of([source]))
    with raster_environment(), closing(FeatureFile(source)) as features:
        classify(
            read_model(f"{job['scene']}/model.fcm"), features, map_paths(job),
            area=None, coarse=None, progress=progress, memory=TILE_BYTES, made_from=made_from,
            settings=MapSettings(smoothing=1 + job["seed"] / 10,
                                 min_mapping_unit=job.get("unit", 0)),
        )  # fmt: skip


def shares_run(job, progress) -> None:
    """Write the model of shares and the cells that ``fractions_run`` reads."""
    import rasterio
    from finecover.core.features.features import FeatureFile
    from finecover.core.fractions.fraction_model import write_fraction_model
    from fraction_scene import LEGEND, block_means, one_hot, small_model
    from scene import CELL, PIXEL, write_raster

    with closing(FeatureFile(sources(job)("features", "FEATURES"))) as features:
        values, names, recipe = features.read(features.grid.window), features.names, features.recipe
    with rasterio.open(f"{job['scene']}/truth.tif") as truth:
        shares = block_means(one_hot(truth.read(1)))
    model = small_model(block_means(values), shares, names=names, recipe=recipe)
    write_fraction_model(model, f"{job['out']}/shares.fcm")
    cells = Path(job["out"]) / "cells.tif"
    write_raster(cells, shares.astype("float32"), pixel=PIXEL * CELL, names=LEGEND.names)


def fractions_run(job, progress) -> None:
    """Map shares that agree with cells; with another seed than 0 those that are predicted."""
    from finecover.core.features.features import FeatureFile
    from finecover.core.fractions import fraction_map
    from finecover.core.fractions.downscaling import CoarseFractions
    from finecover.core.fractions.fraction_bands import FractionBands
    from finecover.core.fractions.fraction_model import read_fraction_model
    from finecover.core.mapping.input_stamps import InputStamps
    from finecover.core.rasters.raster import raster_environment

    fraction_map.TILE = 64  # more tiles
    source, cells = sources(job)("features", "FEATURES"), sources(job)("cells", "COARSE_FRACTIONS")
    made_from = fraction_map.MadeFrom(InputStamps.of([source, cells]))
    model = read_fraction_model(f"{job['scene']}/shares.fcm")
    names = ("output", "hard", "level", "entropy", "level_shares")
    paths = fraction_map.FractionPaths(**{name: f"{job['out']}/{name}.tif" for name in names})
    with (
        raster_environment(), closing(FeatureFile(source)) as features,
        closing(FractionBands(cells, model.class_legend)) as bands,
    ):  # fmt: skip
        known = None if job["seed"] else CoarseFractions(bands, bands.legend)
        fraction_map.map_fractions(
            model, features, paths, area=None, progress=progress,
            settings=fraction_map.FractionMapSettings(fractions=known, made_from=made_from),
        )  # fmt: skip


if __name__ == "__main__":
    main()
