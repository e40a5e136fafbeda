"""The classes of a coarse map where a run would learn and where it would map."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Callable

import numpy as np

from ..cells.absence import ClassCells, absence_notes, compare_classes
from ..cells.coarse import CoarseMap
from ..errors import InputError
from ..legends.known_legends import check_classes, legend_of
from ..legends.labels import LabelRule, LegendChoice, choose_rule
from ..legends.legend import generic
from ..parameter_names import OF_UPSAMPLE, errors_named_here
from ..phrases import counted
from ..progress import Progress
from ..rasters.grid import Grid, Window, scaled, window_under
from ..rasters.raster import CodeReader, RasterSource
from .empty import cells_without_data
from .findings import NOTE, PROBLEM, WARNING, Findings, Told
from .job import Job, area_name
from .reference import tell_reference

FEW_CELLS = 5  # the forest is grown and tested in five parts, none of which shares a cell
_MOST_CELLS = 500_000  # counted one by one
_MOST_CODES = 1_000  # of a map of classes
_MOST_READ = 50_000_000  # cells of a map read to know its legend
_LISTED = 10
_STRIP = 64


@dataclass(frozen=True, eq=False)
class CoarseClasses:
    """What the coarse map holds.

    Attributes:
        rule: how its codes become classes.
        cells: cells of each class that occurs, in both areas.
        unknown: cells in both areas of each code that the legend does not know.
        step: 1 = every cell was counted, else every ``step``-th along each side.
        total: cells under the image.
    """

    rule: LabelRule
    cells: ClassCells
    unknown: Mapping[int, tuple[int, int]]
    step: int
    total: int


def look_at_classes(
    job: Job, grid: Grid, findings: Findings, progress: Progress, *, looked: bool
) -> CoarseClasses | None:
    """Count the cells of each class in both areas, and keep what is wrong with them.

    Args:
        job: with a coarse map that lies on the image, and a legend that can be used.
        grid: of the image.
        findings: take what is found.
        progress: may cancel.
        looked: the images can be read; cells where they have no data do not count.
    """
    empty = partial(cells_without_data, job, progress=progress) if looked else None
    found = count_classes(job, grid, findings, progress, empty=empty)
    if found is None:
        return None
    names = [area_name(area) for area in (job.geo, job.geo_small)]
    _tell_unknown(found, names, findings)
    _tell_few(found, names[0], findings)
    _tell_absent(found, names, findings)
    if findings.succeeds("REFERENCE", lambda: check_reference(job.reference, found.rule)):
        learnt = found.cells.legend.codes[found.cells.trained > 0]
        findings.attempt(
            "REFERENCE", lambda: tell_reference(job, grid, found.rule, learnt, findings)
        )
    return found


def count_classes(
    job: Job,
    grid: Grid,
    findings: Findings,
    progress: Progress,
    *,
    empty: Callable[[Grid], np.ndarray] | None = None,
) -> CoarseClasses | None:
    """Count the cells of each class in both areas; None where the coarse map is no use.

    Args:
        job: with a coarse map that lies on the image.
        grid: of the image.
        findings: take why nothing could be counted.
        progress: may cancel.
        empty: returns which cells of a grid are not to be counted, bool (row, col).
    """
    coarse, choice = job.coarse, job.choice
    if coarse is None or choice is None:
        return None
    told = Told(findings, "LEGEND", progress)
    return findings.attempt("LEGEND", lambda: _count(job, coarse, choice, grid, told, empty))


class _Framed(CodeReader):
    """A reader that takes the codes under an image for those of a whole large map."""

    frame: Window | None = None

    def used_codes(self, progress: Progress) -> dict[int, int]:
        """Count the cells of every code in the frame."""
        if self.frame is None:
            return super().used_codes(progress)
        codes, counts = np.unique(self.read(self.frame), return_counts=True)
        return {int(c): int(n) for c, n in zip(codes, counts) if c >= 0}


def _count(
    job: Job,
    source: RasterSource,
    choice: LegendChoice,
    grid: Grid,
    told: Told,
    empty: Callable[[Grid], np.ndarray] | None,
) -> CoarseClasses | None:
    reader = _Framed(source)
    with reader:
        window = window_under(grid, reader.grid)
        if window is None:  # told already
            return None
        if reader.grid.shape[0] * reader.grid.shape[1] > _MOST_READ:
            reader.frame = window
        rule = choose_rule(reader, choice, progress=told)
        step = max(1, math.ceil(math.sqrt(window.height * window.width / _MOST_CELLS)))
        codes = _read(reader, rule, window, step)
        place = reader.grid.crop(window)
        if empty is not None:
            seen = np.where(empty(place)[::step, ::step], -1, codes)
            codes = seen if (seen >= 0).any() else codes
    used = np.unique(codes[codes >= 0])
    if not used.size:
        raise InputError(
            f"{source.label} has no data under the image; choose another raster or band."
        )
    if used.size > _MOST_CODES:
        raise InputError(
            f"{source.label} holds {used.size} different values under the image, so it looks like "
            "measurements rather than classes; choose another raster or band."
        )
    every = generic(used)
    rows, cols = codes.shape
    sparse = Grid(place.crs_wkt, scaled(place.transform, step), (rows, cols))
    labels = every.index_of(codes).astype(np.int16)
    coarse = CoarseMap(labels, sparse, every, (0, 0), 1)
    cells = compare_classes(coarse, grid, geo=job.geo, geo_small=job.geo_small, progress=told)
    return _sorted(cells, rule, step=step, total=window.height * window.width)


def _read(reader: CodeReader, rule: LabelRule, window: Window, step: int) -> np.ndarray:
    """Return the codes, after the crosswalk, of every ``step``-th cell, int32 (row, col)."""
    parts = []
    for row in range(window.row, window.row + window.height, step * _STRIP):
        height = min(step * _STRIP, window.row + window.height - row)
        codes = reader.read(Window(row, window.col, height, window.width))
        parts.append(rule.translate(codes[::step, ::step]))
    return np.concatenate(parts)


def _sorted(cells: ClassCells, rule: LabelRule, *, step: int, total: int) -> CoarseClasses:
    """Tell the classes of the legend from codes it does not know."""
    codes, weight = cells.legend.codes, step * step
    known = rule.legend.index_of(codes) >= 0
    present = known & ((cells.trained > 0) | (cells.mapped > 0))
    strange = [
        at
        for at in np.flatnonzero(~known).tolist()
        if int(codes[at]) not in rule.legend.nodata_codes
    ]
    unknown = {
        int(codes[at]): (weight * int(cells.trained[at]), weight * int(cells.mapped[at]))
        for at in strange
    }
    order = np.flatnonzero(present)  # others lie beside both areas
    legend = rule.legend.subset(codes[order].tolist()) if order.size else rule.legend
    trained, mapped = (np.zeros(len(legend), np.int64) for _ in range(2))
    places = legend.index_of(codes[order])
    trained[places], mapped[places] = (
        weight * part[order] for part in (cells.trained, cells.mapped)
    )
    return CoarseClasses(rule, ClassCells(legend, trained, mapped), unknown, step, total)


def _tell_unknown(found: CoarseClasses, names: Sequence[str], findings: Findings) -> None:
    here = {code: max(both) for code, both in found.unknown.items() if max(both)}
    if not here:
        return
    listed = ", ".join(map(str, list(here)[:_LISTED])) + (", …" if len(here) > _LISTED else "")
    cells = counted(sum(here.values()), "cell")
    remedy = "choose another LEGEND, or add them to LEGEND_FILE or CROSSWALK"
    if not found.cells.trained.any():
        findings.add(
            PROBLEM, "LEGEND",
            f"The legend '{found.rule.legend.name}' knows none of the codes of COARSE in "
            f"{names[0]} ({listed}); {remedy}.",
        )  # fmt: skip
        return
    findings.add(
        WARNING, "LEGEND",
        f"{cells} of COARSE have codes that the legend does not know ({listed}); no samples are "
        f"drawn there. If they are classes, {remedy}.",
    )  # fmt: skip


def _tell_few(found: CoarseClasses, where: str, findings: Findings) -> None:
    cells = found.cells
    present = np.flatnonzero(cells.trained)
    if not present.size:
        if not found.unknown:
            findings.add(
                PROBLEM, "GEO",
                f"COARSE has no cell with a class in {where}; check that they overlap, or move "
                "GEO.",
            )  # fmt: skip
        return
    if present.size == 1:
        findings.add(
            PROBLEM, "GEO",
            f"Only one class ('{cells.legend.names[present[0]]}') has cells in {where}; at least "
            "two are needed: enlarge GEO, or use a coarse map with more classes there.",
        )  # fmt: skip
        return
    for at in present.tolist():
        count = int(cells.trained[at])
        if count < FEW_CELLS:
            findings.add(
                WARNING, "GEO",
                f"{cells.legend.names[at]} ({cells.legend.codes[at]}) has only "
                f"{counted(count, 'coarse cell')} in {where}; expect it to be mapped poorly. "
                "Enlarge GEO, or merge it with another class in CROSSWALK.",
            )  # fmt: skip


def _tell_absent(found: CoarseClasses, names: Sequence[str], findings: Findings) -> None:
    notes = absence_notes(found.cells, *names)
    lost = len(found.cells.only_mapped)
    for at, note in enumerate(notes):
        kind, parameter = (WARNING, "GEO") if at < lost else (NOTE, "GEO_SMALL")
        findings.add(kind, parameter, note)


def check_reference(reference: RasterSource | None, rule: LabelRule) -> None:
    """Raise InputError where a reference of no known legend holds measurements and no classes."""
    if reference is None:
        return
    with errors_named_here(OF_UPSAMPLE), CodeReader(reference) as reader:
        if legend_of(reader) is None:
            check_classes(reader, known=rule.legend.codes.tolist())
