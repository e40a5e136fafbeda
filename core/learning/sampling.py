"""Training samples from a coarse map: which pixels, drawn by a seed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from ..cells.candidates import Candidates
from ..cells.coarse import CoarseMap
from ..cells.kept_pixels import Pixels
from ..cells.pixel_draw import thin
from ..cluster.choice import spread
from ..cluster.job import Job
from ..errors import GridError, InputError
from ..features.feature_file import Watched
from ..features.features import FeatureSource
from ..features.missing import blank_raster
from ..features.picking import PickedPixels, Picking, pick_pixels
from ..features.portable import PortableFeatures
from ..legends.legend import Legend
from ..phrases import counted
from ..progress import Progress
from ..rasters.grid import Area
from ..rasters.pixels import by_tile
from .sampling_rule import ALLOCATIONS, SamplingSettings, allocate, candidate_rule

__all__ = [
    "ALLOCATIONS", "ClassCount", "SampleTable", "SamplingSettings", "allocate", "extract_features",
    "sample_coarse_map", "sample_features",
]  # fmt: skip

TILE = 512  # in which features of samples are read


@dataclass(frozen=True)
class ClassCount:
    """What sampling found and took of one class, in pixels."""

    code: int
    available: int
    candidates: int
    drawn: int
    relaxed: int


@dataclass(frozen=True)
class SampleTable:
    """Samples in reading order of the grid.

    Attributes:
        row, col: pixel of the feature grid, int64 (sample,).
        label: position in ``legend``, int16 (sample,).
        cell: coarse cell as row * width + column, int64 (sample,).
        purity: share of like cells around the sample's cell, float32 (sample,).
        legend: the classes.
        counts: one entry per class that occurs.
        cell_width: columns of the coarse raster, which turn ``cell`` into a row and a column.
        features: of the samples, float32 (sample, feature); None where nobody kept them, see
            ``sample_features``.
    """

    row: np.ndarray
    col: np.ndarray
    label: np.ndarray
    cell: np.ndarray
    purity: np.ndarray
    legend: Legend
    counts: tuple[ClassCount, ...]
    cell_width: int
    features: np.ndarray | None = None

    @property
    def weights(self) -> np.ndarray:
        """Pixels each sample stands for: those of its class over its class's samples, float64."""
        share = np.zeros(len(self.legend))
        for count in self.counts:
            place = int(self.legend.index_of(np.array([count.code]))[0])
            share[place] = count.available / max(count.drawn, 1)
        return share[self.label]


def sample_coarse_map(
    coarse: CoarseMap,
    features: FeatureSource,
    *,
    area: Area | None,
    settings: SamplingSettings,
    progress: Progress,
) -> SampleTable:
    """Draw pixels whose class is that of the coarse cell they lie in.

    A pixel is a candidate when every feature has data, its cell has a class, the window its
    features look at lies inside ``area``, its cell's purity reaches ``settings.purity``, its cell
    is not left out for ``settings.homogeneity``, and it is at least ``settings.buffer`` cells away
    from every cell of another class. A class that has fewer candidates than ``min_per_class`` takes
    the missing ones from its other pixels. Which pixels are drawn depends on the seed and the
    pixels alone, not on tiles or threads.

    Memory: candidates of 31 bytes wait until the areas are known, at most about five times
    1.5 ``samples`` + (1000 + 2 ``min_per_class``) x classes of them, or of half a million where
    that is more, however large the image; with ``min_distance`` 8 ``samples`` of each class,
    buffered and not, since those that are thinned out must be known. In the rare case that a class
    then lacks some, because far fewer of its later pixels are candidates than of those before, the
    image is read a second time, with the areas known.

    Raises:
        GridError: the polygons, the coarse map and the features have no pixel in common.
        InputError: fewer than two classes are found, or left by ``settings.min_distance``.
    """
    rule = candidate_rule(settings, classes=len(coarse.legend))
    candidates = Candidates(coarse, features, area=area, rule=rule)
    pixels = candidates.collect(progress=progress)
    areas = candidates.areas
    if not areas.any():
        where = "inside GEO" if area else "in the image"
        if candidates.margin:
            where += f", {candidates.margin} pixels or more from its edge,"
        empty = features.empty if isinstance(features, Watched) else ()
        blank = blank_raster(features.recipe, features.names, empty)
        if blank:
            raise InputError(
                f"{blank} has no data at any pixel {where.rstrip(',')}, so no samples can be "
                f"drawn; give a raster that has data there, or leave {blank} out."
            )
        raise GridError(
            f"No pixel {where} has both a class in COARSE and data in every feature; "
            "check that they overlap and that the legend fits."
        )
    if np.count_nonzero(areas) < 2:
        name = coarse.legend.names[int(np.argmax(areas))]
        raise InputError(
            f"Only one class ('{name}') has pixels {'inside GEO' if area else 'in the image'}; "
            "at least two are needed: enlarge GEO, or use a coarse map with more classes there."
        )
    wanted = allocate(areas, settings=settings)
    if rule.running is not None and _lacking(candidates, pixels, wanted):
        rule = replace(rule, running=lambda _: wanted)
        candidates = Candidates(coarse, features, area=area, rule=rule)
        pixels = candidates.collect(progress=progress)
    return _draw(candidates, pixels, settings, progress)


def _lacking(candidates: Candidates, pixels: Pixels, wanted: np.ndarray) -> bool:
    """Tell whether strict candidates that are to be drawn were not kept."""
    kept = np.bincount(pixels.label[~pixels.loose], minlength=wanted.size)
    return bool((kept < np.minimum(wanted, candidates.strict)).any())


def _draw(
    candidates: Candidates, pixels: Pixels, settings: SamplingSettings, progress: Progress
) -> SampleTable:
    """Take as many of each class as allocated: those of smallest key, strict ones first."""
    coarse, width = candidates.coarse, candidates.features.grid.shape[1]
    wanted = allocate(candidates.areas, settings=settings)
    pixels = pixels.take(np.lexsort((pixels.key, pixels.loose)))
    if settings.min_distance > 0:
        rows, cols = np.divmod(pixels.index, width)
        kept = thin(rows, cols, distance=settings.min_distance, progress=progress)
        pixels = pixels.take(kept)
    chosen, counts = [], []
    for label in np.flatnonzero(wanted):
        mine = pixels.label == label
        strict = np.flatnonzero(mine & ~pixels.loose)[: wanted[label]]
        floor = min(wanted[label], max(settings.min_per_class, 1))
        missing = max(int(floor) - strict.size, 0)
        loose = np.flatnonzero(mine & pixels.loose)[:missing]
        chosen += [strict, loose]
        counts.append(
            ClassCount(
                int(coarse.legend.codes[label]), int(candidates.areas[label]),
                int(candidates.strict[label]), strict.size + loose.size, loose.size,
            )
        )  # fmt: skip
    _check_two_classes(counts, settings)
    drawn = pixels.take(np.concatenate(chosen))
    drawn = drawn.take(np.argsort(drawn.index))
    return SampleTable(
        row=drawn.index // width,
        col=drawn.index % width,
        label=drawn.label,
        cell=drawn.cell,
        purity=drawn.purity,
        legend=coarse.legend,
        counts=tuple(counts),
        cell_width=coarse.full_width,
        features=drawn.values if candidates.keeps_values else None,
    )


def _check_two_classes(counts: list[ClassCount], settings: SamplingSettings) -> None:
    # every class gives a sample at least, unless those of others lie too near
    if sum(count.drawn > 0 for count in counts) < 2:
        drawn = counted(sum(count.drawn for count in counts), "sample")
        raise InputError(
            f"MIN_DISTANCE: {settings.min_distance:g} pixels leaves room for {drawn} of one class "
            "only, and at least two classes are needed; choose a smaller distance, or a larger GEO."
        )


def sample_features(
    samples: SampleTable, features: FeatureSource, *, progress: Progress
) -> np.ndarray:
    """Return the features of samples just drawn, float32 (sample, feature).

    What drawing had to read is not read again.
    """
    if samples.features is not None:
        return samples.features
    return extract_features(features, samples.row, samples.col, progress=progress)


def extract_features(
    features: FeatureSource, rows: np.ndarray, cols: np.ndarray, *, progress: Progress
) -> np.ndarray:
    """Return the features of pixels, reading each tile that holds some of them once.

    Args:
        features: where to read.
        rows, cols: pixels of the feature grid, int64 (sample,).
        progress: told of each tile.

    Returns:
        float32 (sample, feature); NaN where a pixel lies off the grid or has no data.
    """
    result = np.full((rows.size, len(features.names)), np.nan, np.float32)
    height, width = features.grid.shape
    on_grid = np.flatnonzero((rows >= 0) & (rows < height) & (cols >= 0) & (cols < width))
    groups = list(by_tile(rows[on_grid], cols[on_grid], size=TILE))
    wanted = (
        PickedPixels(window, rows[on_grid[at]] - window.row, cols[on_grid[at]] - window.col)
        for at, window in groups
    )

    def elsewhere() -> Job[PickedPixels, np.ndarray] | None:
        portable = PortableFeatures.of(features)
        return None if portable is None else Job(pick_pixels, portable)

    found = spread(elsewhere, wanted, local=Picking(features), progress=progress)
    with closing(found) as tables:
        for done, values in enumerate(tables):
            result[on_grid[groups[done][0]]] = values
            progress.set((done + 1) / len(groups))
    return result
