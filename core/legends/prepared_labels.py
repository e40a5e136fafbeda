"""A coarse map written as classes of a legend, on its own grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import InputError, LegendError
from ..phrases import counted
from ..progress import Progress, Stage, check
from ..rasters.grid import Area, AreaMask, Window
from ..rasters.output import RasterSpec, RasterWriter
from ..rasters.raster import MAX_CODE, NO_CODE, CodeReader, RasterSource
from .labels import LabelRule, LegendChoice, choose_rule, map_dtype
from .legend import Legend

_TILE = 2048


@dataclass(frozen=True)
class PreparedLabels:
    """What ``prepare_labels`` wrote: cells per code, and of codes the legend does not know."""

    legend: Legend
    counts: Mapping[int, int]
    unknown: Mapping[int, int]


def prepare_labels(
    source: RasterSource,
    path: str | Path,
    *,
    choice: LegendChoice,
    area: Area | None,
    progress: Progress,
) -> PreparedLabels:
    """Write a coarse map's classes, with the legend's colours and names, on its own grid.

    Args:
        source: the coarse map.
        path: GeoTIFF to write; codes the legend does not know become nodata.
        choice: the legend and crosswalk.
        area: polygons to keep; cells they do not touch become nodata.
        progress: told of each tile.

    Raises:
        InputError, LegendError, GridError: the map, the legend or the polygons cannot be used.
    """
    with CodeReader(source) as reader:
        rule = choose_rule(reader, choice, progress=Stage(progress, 0.0, 0.4))
        mask = area.on(reader.grid, all_touched=True) if area else None
        if mask is not None:
            _ = mask.window  # raises where the polygons miss the map
        dtype, nodata = map_dtype(rule.legend)
        spec = RasterSpec(reader.grid, dtype, nodata, ("class",), legend=rule.legend)
        with RasterWriter(path, spec) as writer:
            counts, unknown = _write_labels(
                reader, rule, writer, mask=mask, progress=Stage(progress, 0.4, 1.0)
            )
            _check_known(source, rule.legend, counts, unknown)
    strange = {int(code): int(unknown[code]) for code in np.flatnonzero(unknown)}
    _tell_unknown(strange, progress)
    found = {int(code): int(counts[code]) for code in np.flatnonzero(counts)}
    return PreparedLabels(rule.legend, found, strange)


def _tell_unknown(strange: Mapping[int, int], progress: Progress) -> None:
    if strange:
        listed = ", ".join(map(str, list(strange)[:10]))
        progress.message(
            f"Left out: {counted(sum(strange.values()), 'cell')} with codes that are not in the "
            f"legend ({listed}).",
            warning=True,
        )


def _write_labels(
    reader: CodeReader,
    rule: LabelRule,
    writer: RasterWriter,
    *,
    mask: AreaMask | None,
    progress: Progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Write the classes; return the cells of every code, and of every unknown code."""
    counts, unknown = np.zeros(MAX_CODE + 1, np.int64), np.zeros(MAX_CODE + 1, np.int64)
    tiles = list(reader.grid.tiles(_TILE))
    for done, tile in enumerate(tiles):
        check(progress)
        codes = _masked(rule.translate(reader.read(tile)), mask, tile)
        known = rule.legend.index_of(codes) >= 0
        counts += np.bincount(codes[known], minlength=counts.size)
        unknown += np.bincount(codes[~known & (codes != NO_CODE)], minlength=counts.size)
        writer.write(tile, np.where(known, codes, writer.spec.nodata))
        progress.set((done + 1) / len(tiles))
    for code in rule.legend.nodata_codes:
        if 0 <= code < unknown.size:
            unknown[code] = 0
    return counts, unknown


def _masked(codes: np.ndarray, mask: AreaMask | None, tile: Window) -> np.ndarray:
    return codes if mask is None else np.where(mask.read(tile), codes, NO_CODE)


def _check_known(
    source: RasterSource, legend: Legend, counts: np.ndarray, unknown: np.ndarray
) -> None:
    if counts.any():
        return
    if not unknown.any():
        raise InputError(
            f"{source.label} holds no class: every cell is nodata; choose another raster or band."
        )
    listed = ", ".join(map(str, np.flatnonzero(unknown)[:10]))
    raise LegendError(
        f"{source.label}: none of its codes ({listed}) is in the legend '{legend.name}'; choose "
        "another legend."
    )
