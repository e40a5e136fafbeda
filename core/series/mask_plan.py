"""Which mask belongs to each scene of a series: by date, then by name, frame or order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..phrases import counted
from ..rasters.grid import Grid, footprint
from ..rasters.name_tokens import words_of
from .observation_dates import BandDates, DatedRaster
from .series_plan import FileBand, Scene, SeriesPlan, named_dates

_CLEARLY = 0.02  # by which the shares of two frames must differ to tell them apart


@dataclass(frozen=True)
class Files:
    """The rasters that positions in a plan mean."""

    images: Sequence[DatedRaster]
    masks: Sequence[DatedRaster]


def plan_masks(plan: SeriesPlan, files: Files, dates: Sequence[BandDates | None]) -> SeriesPlan:
    """Return the plan with a mask for every scene.

    Masks that tell their dates are matched by date: one mask serves every scene of its date, and
    as many masks as scenes are matched by what their names share, else by their frames, else in
    the order given, which is a doubt. Masks that tell none are matched by position with the
    scenes, in the order these were given. Masks of other dates are not used.

    Args:
        plan: from ``plan_series``.
        files: the rasters, in the order given.
        dates: what each mask tells, from ``read_dates``; None where it tells nothing.

    Raises:
        InputError: a scene has no mask, it cannot be told which is its own, or the mask lies
            elsewhere.
    """
    masks = files.masks
    untold = [mask for mask, told in zip(masks, dates) if told is None]
    if len(untold) == len(masks):
        return _masks_by_position(plan, files)
    if untold:
        raise InputError(
            f"{untold[0].source.label} tells no date, while other masks do; name all masks by "
            "their dates, or none."
        )
    return _masks_by_date(plan, files, _bands_by_date(masks, dates))


def _bands_by_date(
    masks: Sequence[DatedRaster], dates: Sequence[BandDates | None]
) -> dict[date, list[FileBand]]:
    of_day: defaultdict[date, list[FileBand]] = defaultdict(list)
    for file, (mask, told) in enumerate(zip(masks, dates)):
        if told is None:
            continue
        if not told.per_band and len(told.dates) > 1:
            raise InputError(
                f"{mask.source.label} holds {len(told.dates)} bands for one date; give a mask "
                "with one band per date."
            )
        for band, day in enumerate(told.dates):
            of_day[day].append(FileBand(file, band))
    return of_day


def _masks_by_position(plan: SeriesPlan, files: Files) -> SeriesPlan:
    bands = [
        FileBand(file, band)
        for file, mask in enumerate(files.masks)
        for band in range(len(mask.descriptions))
    ]
    given = sorted(plan.scenes, key=lambda scene: min((b.file, b.band) for b in scene.bands))
    if len(bands) != len(given):
        raise InputError(
            f"MASKS tells no dates and holds {counted(len(bands), 'band')}, but IMAGES holds "
            f"{counted(len(given), 'scene')}; give one mask per scene in the same order, or masks "
            "whose names or band descriptions tell their dates."
        )
    mask_of = dict(zip(given, bands))
    masked = [replace(scene, mask=mask_of[scene]) for scene in plan.scenes]
    for scene in masked:
        _check_overlap(scene, files)
    return replace(plan, scenes=tuple(masked))


def _masks_by_date(
    plan: SeriesPlan, files: Files, of_day: Mapping[date, list[FileBand]]
) -> SeriesPlan:
    missing = [day for day in plan.dates if day not in of_day]
    if missing:
        raise InputError(
            f"MASKS: no mask for {named_dates(missing)}; add it, or leave these images out."
        )
    scenes: list[Scene] = []
    doubtful = []
    for day in plan.dates:
        mine, masks = plan.of_date(day), of_day[day]
        if len(masks) not in (1, len(mine)):
            raise InputError(
                f"MASKS: {counted(len(masks), 'mask')} but {counted(len(mine), 'scene')} on {day}; "
                "give one mask per scene, or one for all scenes of the date."
            )
        if len(masks) == 1:
            scenes.extend(replace(scene, mask=masks[0]) for scene in mine)
            continue
        order, doubt = _pair(mine, masks, files)
        doubtful += [day] * doubt
        masked = [replace(scene, mask=masks[at]) for scene, at in zip(mine, order)]
        for scene in masked:
            _check_overlap(scene, files)
        scenes.extend(masked)
    doubts = (
        f"MASKS: neither names nor frames tell which masks of {named_dates(doubtful)} belong to "
        "which scenes, so their order does; give masks the names of their images.",
    )
    return replace(plan, scenes=tuple(scenes), doubts=(*plan.doubts, *(doubts if doubtful else ())))


def _pair(
    scenes: Sequence[Scene], masks: Sequence[FileBand], files: Files
) -> tuple[list[int], bool]:
    """Return the mask of each scene, by position, and whether only their order tells it."""
    order = list(range(len(scenes)))
    if len({mask.file for mask in masks}) == 1 and len({_file(scene) for scene in scenes}) == 1:
        return order, False  # stacks of the same passes
    words = [_words(scene, files) for scene in scenes]
    shared = frozenset.intersection(*words)
    own = [words_of(Path(files.masks[mask.file].source.path).stem) for mask in masks]
    alike = np.array([[len((mine - shared) & told) for told in own] for mine in words], float)
    found = _best(alike, least=1)
    if found is None:
        grids = [files.images[_file(scene)].grid for scene in scenes]
        found = _best(_shares(grids, [files.masks[m.file].grid for m in masks]), least=_CLEARLY)
    return (order, True) if found is None else (found, False)


def _best(scores: np.ndarray, *, least: float) -> list[int] | None:
    """Return the mask, column, each scene, row, fits best; None unless each fits one clearly."""
    best = scores.argmax(axis=1)
    if len(set(best.tolist())) < len(best):
        return None
    for axis in (0, 1):
        ranked = np.sort(scores, axis=axis).take((-1, -2), axis=axis)
        first, second = (ranked.take(at, axis=axis) for at in (0, 1))
        if (first < second + least).any():
            return None
    return [int(at) for at in best]


def _shares(scenes: Sequence[Grid | None], masks: Sequence[Grid | None]) -> np.ndarray:
    """Return how much of each other frames cover, 0..1, (scene, mask)."""
    return np.array([[_covered(one, other) * _covered(other, one) for other in masks]
                     for one in scenes])  # fmt: skip


def _covered(grid: Grid | None, by: Grid | None) -> float:
    if grid is None or by is None:
        return 0.0
    shared = footprint(by, grid)
    return shared.height * shared.width / (grid.shape[0] * grid.shape[1]) if shared else 0.0


def _words(scene: Scene, files: Files) -> frozenset[str]:
    paths = {files.images[band.file].source.path for band in scene.bands}
    return frozenset().union(*(words_of(Path(path).stem) for path in paths))


def _file(scene: Scene) -> int:
    return scene.bands[0].file


def _check_overlap(scene: Scene, files: Files) -> None:
    """Make sure that a mask tells something of its scene.

    Raises:
        InputError: it lies elsewhere.
    """
    if scene.mask is None:
        return
    image, mask = files.images[_file(scene)], files.masks[scene.mask.file]
    if image.grid and mask.grid and footprint(mask.grid, image.grid) is None:
        raise InputError(
            f"{mask.source.label} does not overlap {image.source.label} of {scene.day}, to which "
            "its name or its place in the list gives it; name masks like their images, or give "
            "them in the order of the images."
        )
