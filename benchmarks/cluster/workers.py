"""Worker processes on this machine, and a map that they make, timed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from ...core.cluster.choice import on_cluster
from ...core.features.features import FeatureFile
from ...core.learning.model import read_model
from ...core.mapping import classify as mapping
from ...core.mapping.classify import MEMORY, MapPaths, MapSettings, classify
from ...core.mapping.map_tiles import TileResult, TileWork
from ...core.progress import Silent
from ...core.rasters.grid import Window
from ...core.rasters.raster import RasterSource, raster_environment
from ..checkout import PACKAGE, ROOT


@dataclass
class Timed:
    """What a run took, in seconds.

    Attributes:
        seconds: all of it, without the start of the workers.
        tiles: of each tile on its worker by the clock, reading included; empty without workers.
        work: of the processor, for each tile; empty where it is done elsewhere.
        coordinator: of this thread between a tile's arrival and the wish for the next, by the
            processor.
        fetch: of each tile's way here, by the clock; empty without workers.
        finish: from the last tile to the end.
    """

    seconds: float = 0.0
    tiles: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    coordinator: list[float] = field(default_factory=list)
    fetch: list[float] = field(default_factory=list)
    finish: float = 0.0


@contextmanager
def workers_here(count: int, folder: Path) -> Iterator[Any]:
    """Start a scheduler and processes of one thread each that talk over TCP."""
    from distributed import LocalCluster

    packages = folder / "packages"
    packages.mkdir(exist_ok=True)
    if not (packages / PACKAGE).exists():
        (packages / PACKAGE).symlink_to(ROOT, target_is_directory=True)
    sys.path.insert(0, str(packages))  # which the processes take over
    try:
        with LocalCluster(
            n_workers=count, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address=None, local_directory=str(folder / "dask"), silence_logs="CRITICAL",
        ) as cluster:  # fmt: skip
            yield cluster
    finally:
        sys.path.remove(str(packages))


def timed_map(image: Path, model: Path, folder: Path, cluster: Any = None) -> Timed:
    """Map features with all defaults, and no coarse map; time it."""
    timed, last = Timed(), [0.0]
    real = mapping.spread

    def spread(*arguments: Any, **more: Any) -> Iterator[Any]:
        with closing(real(*arguments, **more)) as results:
            for result in results:
                begin = time.thread_time()
                yield result
                last[0] = time.perf_counter()
                timed.coordinator.append(time.thread_time() - begin)

    call = TileWork.__call__

    def work(self: TileWork, tile: Window) -> TileResult:
        begin = time.thread_time()
        found = call(self, tile)
        timed.work.append(time.thread_time() - begin)
        return found

    watched = _watching(cluster, timed) if cluster is not None else None
    address = "" if cluster is None else cluster.scheduler_address
    with (
        mock.patch.object(mapping, "spread", spread), mock.patch.object(TileWork, "__call__", work),
        on_cluster(address, progress=Silent()),
    ):  # fmt: skip
        start = time.perf_counter()
        with raster_environment(), closing(
            FeatureFile(RasterSource(str(image)), memory=MEMORY)
        ) as features:  # fmt: skip
            classify(
                read_model(model), features, MapPaths(str(folder / "map.tif")),
                area=None, coarse=None, settings=MapSettings(), progress=Silent(), sure=False,
                memory=MEMORY - features.block_bytes,
            )  # fmt: skip
        end = time.perf_counter()
    timed.seconds, timed.finish = end - start, end - last[0]
    if watched is not None:
        watched()
    return timed


def _watching(cluster: Any, timed: Timed) -> Any:
    """Note what tiles take on workers and on their way; return what ends it."""
    from distributed import Future
    from distributed.diagnostics.plugin import SchedulerPlugin

    class Watch(SchedulerPlugin):
        def transition(self, key: str, start: str, finish: str, *arguments: Any, **more: Any):
            if finish == "memory" and str(key).startswith("finecover-item"):
                timed.tiles.extend(
                    one["stop"] - one["start"]
                    for one in more.get("startstops") or ()
                    if one["action"] == "compute"
                )

    real = Future.result

    def result(future: Any, *arguments: Any, **more: Any) -> Any:
        begin = time.perf_counter()
        found = real(future, *arguments, **more)
        timed.fetch.append(time.perf_counter() - begin)
        return found

    patch = mock.patch.object(Future, "result", result)
    patch.start()
    cluster.scheduler.add_plugin(Watch(), name="finecover-watch")

    def end() -> None:
        patch.stop()
        cluster.scheduler.plugins.pop("finecover-watch", None)

    return end
