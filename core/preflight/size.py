"""How large a run is: pixels, tiles, memory, disk and time, each about.

Memory follows the tiles, the threads and MEMORY; disk is the room that files take without
compression, as they may hardly compress; time is an order of magnitude.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..compiled import may_compile
from ..features.features import TILE as SAMPLING_TILE
from ..features.features import FeatureRecipe
from ..mapping.map_memory import MapMemory, TileNumbers
from ..mapping.outside import pixels_to_map
from ..mapping.resuming import LONG_MAP
from ..mapping.smoothing import smoothing_margin
from ..outputs.disk_room import peak_bytes
from ..parallel import thread_count
from ..rasters.area import Area
from ..rasters.grid import Grid, Window
from .job import Job, area_name

BASE = 700 * 2**20
"""Bytes that a process holds however small the job: the libraries of QGIS and of Python's packages,
GDAL's cache, the pictures of the report. Measured as the peak of runs on QGIS 3.22, less the rest
of ``_memory``."""

# Seconds on one core of a server of 2023, where they were measured; elsewhere another number.
PREDICT = 1.0e-7
"""For a pixel in a tree, walked by NumPy."""
PREDICT_COMPILED = 2.5e-8
"""The same where numba walks."""
FITS = 3
"""Times that the forest is grown: before and after cleaning, and what trials take."""
_FIT = 5.5e-8  # for a tree, a sample, a doubling of the samples, and the root of the features
_SMOOTH = 1.5e-9  # for a neighbour of a pixel and each number compared or averaged
_READ = 6.0e-8  # for a feature of a pixel, where it was not measured here
_TREE_NODE = 60  # bytes beside the class shares
_NUMBER, _SHARE = 4, 8  # bytes of a feature, and of a class share in a leaf
_BESIDE = 8  # numbers of a pixel beside bands and features
_CANDIDATE = 100  # bytes
_OVERVIEWS = 4 / 3
_CELL_NUMBER = 8  # bytes of a sum per coarse cell, see ``CellSums``


@dataclass(frozen=True)
class JobSize:
    """How large a run is.

    Attributes:
        pixels: to map, about.
        frame: rows and columns of the map.
        features: number of features.
        classes: number of classes that may be learnt.
        tiles: that the map is made in.
        memory: bytes that the run takes at its peak.
        disk: bytes that files take at their peak, by folder; temporary ones included.
        seconds: by stage.
        timed: reading was timed on these images, on this machine.
        measured: so was a part of the run, from which the seconds are.
        looked: pixels without data were looked for; else they count as if they were mapped.
    """

    pixels: int
    frame: tuple[int, int]
    features: int
    classes: int
    tiles: int
    memory: int
    disk: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    timed: bool = False
    measured: bool = False
    looked: bool = False

    @property
    def disk_total(self) -> int:
        """Bytes in all folders."""
        return sum(self.disk.values())

    @property
    def total_seconds(self) -> float:
        """Seconds of all stages."""
        return sum(self.seconds.values())


def measure(
    job: Job,
    grid: Grid,
    recipe: FeatureRecipe,
    *,
    classes: int,
    cells: int = 0,
    reading: float = math.nan,
    lacking: Mapping[str, float] | None = None,
) -> JobSize:
    """Return how large a job is.

    Args:
        job: whose areas lie on the image.
        grid: of the image.
        recipe: the features.
        classes: that may be learnt.
        cells: coarse cells under the map.
        reading: seconds for the features of a pixel on one core; of a series, for filling it.
        lacking: share without data by the name of the area, as far as it was looked at.
    """
    frame, pixels = area_frame(job.geo_small, grid, lacking or {})
    plan = map_plan(job, recipe, classes, frame)
    trained = area_frame(job.geo, grid, lacking or {})[1]
    return JobSize(
        pixels=pixels,
        frame=(frame.height, frame.width),
        features=len(recipe.names),
        classes=classes,
        tiles=math.ceil(frame.height / plan.side) * math.ceil(frame.width / plan.side),
        memory=_memory(job, recipe, classes, plan),
        disk=_disk(job, grid, recipe, frame=frame, classes=classes, cells=cells),
        seconds=_seconds(
            job, recipe, classes=classes, pixels=(grid.shape[0] * grid.shape[1], trained, pixels),
            reading=reading,
        ),
        timed=not math.isnan(reading),
        looked=bool(lacking),
    )  # fmt: skip


def area_frame(area: Area | None, grid: Grid, lacking: Mapping[str, float]) -> tuple[Window, int]:
    """Return what of the image is mapped, and about how many pixels with data.

    ``lacking`` is the share without data by the name of the area.
    """
    mask = area.on(grid) if area else None
    share = 1 - lacking.get(area_name(area), 0.0)
    pixels = max(1, round(share * pixels_to_map(mask, grid.window)))
    return (mask.window if mask else grid.window), pixels


def map_plan(job: Job, recipe: FeatureRecipe, classes: int, frame: Window) -> MapMemory:
    """Return the tiles of the map, as if there were a report, which wants all probabilities."""
    numbers = TileNumbers(
        features=len(recipe.names),
        used=len(recipe.names),
        classes=classes,
        margin=smoothing_margin(job.settings.mapping.smoothing),
        planes=1 + ("PROBABILITIES" in job.outputs),
        layers=len(job.outputs),
    )
    return MapMemory.of(
        numbers, memory=job.memory, frame=frame, recipe={"statistics": recipe.statistics}
    )


def _memory(job: Job, recipe: FeatureRecipe, classes: int, plan: MapMemory) -> int:
    """Return the bytes of the hungriest stage."""
    threads, names = thread_count(), len(recipe.names)
    stack = _NUMBER * (len(recipe.read_bands) + 2 * names + _BESIDE)
    if recipe.statistics:
        stack += 12 * _NUMBER * len(recipe.scenes)
    waiting = 2 * threads * _NUMBER * names
    margin = recipe.margin + 1
    side = (SAMPLING_TILE + 2 * margin) ** 2
    sampling = min(threads * side * stack, job.memory) + waiting * SAMPLING_TILE**2
    most = max(job.settings.sampling.max_per_class, job.settings.sampling.samples // 4)
    sampling += 3 * _CANDIDATE * most * classes
    mapping = plan.bytes
    if recipe.statistics:  # which are computed in memory of their own
        mapping += min(threads * plan.side**2 * stack, job.memory)
    forest = _forest(job, classes)
    series = job.series.memory if job.series is not None else 0
    return BASE + max(sampling, mapping + forest, 2 * forest + _table(job, names), series)


def _forest(job: Job, classes: int) -> int:
    training = job.settings.training
    leaves = job.settings.sampling.samples / (2 * (training.min_leaf or 5))
    return int(training.trees * leaves * (2 * _TREE_NODE + 2 * _SHARE * classes))


def _table(job: Job, names: int) -> int:
    return 4 * _NUMBER * names * job.settings.sampling.samples


def _disk(
    job: Job, grid: Grid, recipe: FeatureRecipe, *, frame: Window, classes: int, cells: int
) -> dict[str, int]:
    """Return the bytes that files take in each folder while the last of them is completed."""
    size = frame.height * frame.width * _OVERVIEWS
    per_pixel = {
        "OUTPUT": 1 if classes < 256 else 2, "CONFIDENCE": 1, "MARGIN": 1, "ENTROPY": 1,
        "APPLICABILITY": _NUMBER, "PROBABILITIES": _NUMBER * classes,
    }  # fmt: skip
    files = [(folder, size * per_pixel.get(name, 0)) for name, folder in job.outputs.items()]
    needed = peak_bytes(files)
    sums = cells * _CELL_NUMBER * (1 + 2 * classes)
    pixels = frame.height * frame.width
    if "OUTPUT" in job.outputs and job.settings.resume and pixels > LONG_MAP:
        kept = 1 + sum(per_pixel.get(name, 0) for name in job.outputs)  # classes take two bytes
        needed[job.outputs["OUTPUT"]] += pixels * kept + sums
    scratch = float(sums)
    whole = grid.shape[0] * grid.shape[1]
    if job.series is not None:
        scratch += 2.0 * _NUMBER * len(recipe.read_bands) * whole
    if recipe.statistics:
        scratch += float(_NUMBER) * len(recipe.names) * whole
    needed[job.scratch] = needed.get(job.scratch, 0.0) + scratch
    return {folder: int(value) for folder, value in needed.items()}


def _seconds(
    job: Job, recipe: FeatureRecipe, *, classes: int, pixels: Sequence[int], reading: float
) -> dict[str, float]:
    """Return about how long each stage takes; ``pixels``: of the image, to learn from, to map."""
    whole, trained, mapped = pixels
    threads, names = thread_count(), len(recipe.names)
    steps = job.settings
    known = _READ * names if math.isnan(reading) else reading
    seconds = {}
    if job.series is not None:
        seconds["Series"] = whole * known / threads
        known = _READ * names
    samples = steps.sampling.samples
    passes = 2 if steps.sampling.homogeneity > 0 else 1
    growing = steps.training.trees * samples * math.log2(max(samples, 2)) * math.sqrt(names)
    around = (2 * smoothing_margin(steps.mapping.smoothing) + 1) ** 2 / 2
    smoothing = _SMOOTH * around * (names + 2 * classes)
    seconds["Sampling"] = passes * trained * known / threads
    seconds["Training"] = FITS * _FIT * growing / threads
    # once more for the survey of the coarse cells, which is worth about a reading
    walking = PREDICT_COMPILED if may_compile() else PREDICT
    mapping = 2 * known + walking * steps.training.trees + smoothing
    seconds["Mapping"] = mapped * mapping / threads
    return seconds
