"""What the series of Slovenia is worth: a forest on its fine truth, and maps made with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import rasterio

from ...core.features.features import FeatureInputs, FeatureSettings, FeatureStack
from ...core.learning.sampling import extract_features
from ...core.learning.training import TrainingSet, TrainingSettings, train
from ...core.legends.legend import generic
from ...core.progress import Silent
from ...core.rasters.raster import RasterSource, raster_environment
from ...core.series.series_file import write_series
from ...core.series.series_inputs import SeriesInputs
from ...core.series.series_settings import FillSettings
from ...core.series.series_source import Series
from ..quality.coarse_maps import NO_CLASS, block_majority, copy_to_pixels
from ..quality.methods import Task, defaults, run_upsample
from ..quality.scenes import Scene, SceneInputs, prepare
from ..quality.scoring import Scores, score

STATISTICS = (
    "median,mean,min,max,std,range,p10,p25,p75,p90,median_q1,median_q2,median_q3,median_q4,"
    "amplitude,phase,amplitude2,phase2"
)
BLOCK_PIXELS = 30  # along one side of a block that stays together: 3 coarse cells
OVERALL, KAPPA = 0.90, 0.72
COPY = "copy of the coarse map"
YEAR = 2017


@dataclass(frozen=True)
class Way:
    """What of a monthly series becomes features: dates' values, statistics, or both."""

    year: int | None
    values: bool
    statistics: bool

    @property
    def name(self) -> str:
        """As the tables call it."""
        what = ["monthly values"] * self.values + ["statistics"] * self.statistics
        return f"{self.year or '2015–2017'}, {' and '.join(what)}"

    def inputs(self, series: str) -> FeatureInputs:
        """Return the rasters of features, ``series`` being the filled one."""
        source = RasterSource(series, name="IMAGES")
        both = (replace(source, name="ANCILLARY"),) if self.values and self.statistics else ()
        return FeatureInputs((source,), ancillary=both)

    @property
    def features(self) -> dict[str, object]:
        """Settings of features."""
        return {"statistics": STATISTICS} if self.statistics else {}


# what `upsample` makes of a series where STATISTICS is empty, which is the default
PLAIN = Way(None, values=True, statistics=False)
ALL_DATES = Way(None, values=False, statistics=True)
LIKE_REFERENCE = Way(YEAR, values=True, statistics=True)
WAYS = (
    PLAIN,
    ALL_DATES,
    Way(YEAR, values=False, statistics=True),
    Way(YEAR, values=True, statistics=False),
    LIKE_REFERENCE,
)
UPSAMPLED = (PLAIN, ALL_DATES)


@dataclass(frozen=True)
class Forest:
    """Agreement of one forest with the truth in blocks it has not seen."""

    way: str
    seed: int
    overall: float
    kappa: float


@dataclass(frozen=True)
class Map:
    """A map from the coarse one with some images, scored on the fine truth."""

    images: str
    seed: int
    scores: Scores


@dataclass(frozen=True)
class Ground:
    """The scene, and the folder its files are linked in and series are written to."""

    scene: Scene
    folder: Path

    def series(self, year: int | None) -> str:
        """Return the monthly series without its clouds, written where it is not there yet."""
        path = self.folder / f"monthly_{year or 'all'}.tif"
        if path.exists():
            return str(path)
        first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
        settings = FillSettings(start=first, end=last)
        ndvi, clouds = (str(self.folder / name) for name in ("ndvi.tif", "clm.tif"))
        inputs = SeriesInputs(
            images=(RasterSource(ndvi, name="IMAGES"),),
            masks=(RasterSource(clouds, name="MASKS"),),
            mask_type="invalid_nonzero",
            first=settings.first,
            last=settings.last,
        )
        with closing(Series(inputs, progress=Silent())) as series:
            write_series(series, settings, path, progress=Silent())
        return str(path)


def ground(folder: Path) -> Ground:
    """Link the scene's files below a folder.

    Raises:
        SceneMissing: they are not there.
    """
    return Ground(prepare("slovenia", folder), folder / "slovenia")


def forest_on_truth(here: Ground, way: Way, seed: int) -> Forest:
    """Train a forest on every labelled pixel and return what block cross-validation says of it."""
    truth = here.scene.reference
    rows, cols = np.nonzero(truth != NO_CLASS)
    codes = truth[rows, cols].astype(np.int64)
    across = truth.shape[1] // BLOCK_PIXELS + 1
    blocks = rows // BLOCK_PIXELS * across + cols // BLOCK_PIXELS
    inputs, settings = way.inputs(here.series(way.year)), FeatureSettings(**way.features)
    with raster_environment(), closing(FeatureStack(inputs, settings, progress=Silent())) as stack:
        table = extract_features(stack, rows, cols, progress=Silent())
        samples = TrainingSet(table, codes, blocks, generic(np.unique(codes)))
        chosen = TrainingSettings(clean=False, seed=seed)
        found = train(samples, stack, settings=chosen, progress=Silent()).block_cv
    if found is None:
        raise RuntimeError(f"{way.name}: the pixels could not be dealt into blocks")
    return Forest(way.name, seed, found.overall, found.kappa)


def single_dates(here: Ground) -> Mapping[str, Path]:
    """Return the dates that see every pixel: the NDVI of each, and the scenes of 13 bands."""
    found = {}
    for path in here.scene.inputs.images:
        with rasterio.open(path) as raster:
            if raster.count == 1 and not raster.dataset_mask().all():
                continue
            day = path.stem[-10:]
            found[f"{day}, {'NDVI' if raster.count == 1 else f'{raster.count} bands'}"] = path
    return found


def upsampled(here: Ground, inputs: SceneInputs, name: str, seed: int) -> Map:
    """Make a map from block majority with some images, and score it."""
    cells = block_majority(here.scene.reference, factor=inputs.factor)
    with tempfile.TemporaryDirectory(prefix="finecover-bench-") as folder:
        mapped = run_upsample(Task(inputs, cells, seed, Path(folder)), change=defaults)
    return Map(name, seed, score(mapped, here.scene.reference))


def series_inputs(here: Ground, way: Way) -> SceneInputs:
    """Return the scene with nothing but a monthly series."""
    path = Path(here.series(way.year))
    return replace(here.scene.inputs, images=(path,), dem=None, features=way.features)


def date_inputs(here: Ground, path: Path) -> SceneInputs:
    """Return the scene with nothing but one image."""
    return replace(here.scene.inputs, images=(path,), dem=None, features={})


def copied(here: Ground) -> Map:
    """Score the copy of the coarse map."""
    truth, factor = here.scene.reference, here.scene.inputs.factor
    cells = block_majority(truth, factor=factor)
    return Map(COPY, 0, score(copy_to_pixels(cells, factor=factor, shape=truth.shape), truth))


def maps(here: Ground, seeds: Sequence[int]) -> Iterator[Map]:
    """Yield the copy, the maps of the series, and those of single dates.

    Every date is tried with the first seed; the best by the truth, of NDVI and of 13 bands, then
    with all.
    """
    yield copied(here)
    for way in UPSAMPLED:
        for seed in seeds:
            yield upsampled(here, series_inputs(here, way), way.name, seed)
    dates = single_dates(here)
    tried = {}
    for name, path in dates.items():
        tried[name] = upsampled(here, date_inputs(here, path), name, seeds[0])
        yield tried[name]
    for best in best_dates(tried.values()):
        for seed in seeds[1:]:
            yield upsampled(here, date_inputs(here, dates[best]), best, seed)


def best_dates(tried: Iterator[Map] | Sequence[Map]) -> list[str]:
    """Return the single date of highest kappa of each kind of image."""
    best: dict[str, Map] = {}
    for one in tried:
        kind = one.images.partition(", ")[2]
        if kind not in best or one.scores.kappa > best[kind].scores.kappa:
            best[kind] = one
    return [one.images for one in best.values()]
