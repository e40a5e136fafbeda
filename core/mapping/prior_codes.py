"""The coarse map that classify is given as prior: does the model know its classes?"""

from __future__ import annotations

import numpy as np

from ..cells.coarse import CoarseMap, read_coarse
from ..errors import GridError, LegendError
from ..learning.model import Model
from ..legends.labels import LabelRule, LegendChoice, choose_rule
from ..progress import Progress
from ..rasters.grid import Area, Grid, Window, window_under
from ..rasters.raster import NO_CODE, CodeReader, RasterSource
from .posterior import MapSettings

_LISTED = 5  # codes


def read_prior(
    source: RasterSource,
    model: Model,
    fine: Grid,
    *,
    area: Area | None,
    settings: MapSettings,
    progress: Progress,
) -> CoarseMap:
    """Read the coarse map under a map to be made, and tell which codes the model does not know.

    Args:
        source: the coarse map.
        model: what maps.
        fine: grid of the features.
        area: polygons to map; None maps everything.
        settings: where they leave the coarse map unused, its codes do not matter.
        progress: warned of unknown codes.

    Raises:
        LegendError: the model knows none of the codes under the map.
        GridError: the coarse map, or an area, does not overlap the features.
        InputError: it cannot be read or holds no class codes.
    """
    with CodeReader(source) as reader:
        rule = choose_rule(reader, LegendChoice(), progress=progress)
        coarse = read_coarse(source, rule, fine)
        if settings.weight_for(model, coarse) > 0:
            codes = _codes_under(reader, rule, fine, area)
            sentence = check_codes(codes, model, source=source)
            if sentence:
                progress.message(sentence, warning=True)
    return coarse


def check_codes(codes: np.ndarray, model: Model, *, source: RasterSource) -> str:
    """Return a sentence about codes the model does not know, "" where it knows all.

    Args:
        codes: of the cells under the map that have one, integers (cell,).
        model: what maps.
        source: the coarse map, for the message.

    Raises:
        LegendError: the model knows none of them.
    """
    unknown = codes[model.class_legend.index_of(codes) < 0]
    if not unknown.size:
        return ""
    if unknown.size == codes.size:
        known = _listed(model.class_legend.codes)
        raise LegendError(
            f"{source.label}: the model knows none of its codes under the map "
            f"({_listed(unknown)}), only {known}; give the coarse map the model was trained with, "
            "or leave COARSE empty."
        )
    share = 100 * unknown.size / codes.size
    shown = f"{share:.1f} %" if share >= 0.05 else "Less than 0.1 %"
    return (
        f"{shown} of the coarse cells under the map hold codes the model does not know "
        f"({_listed(unknown)}); as prior they count for no class."
    )


def _codes_under(reader: CodeReader, rule: LabelRule, fine: Grid, area: Area | None) -> np.ndarray:
    """Return the codes of the cells under the map that have one, integers (cell,)."""
    frame = fine if area is None else fine.crop(area.on(fine).window)
    box = window_under(frame, reader.grid)
    if box is None:  # the features overlap elsewhere
        return np.zeros(0, np.int64)
    codes = reader.read(box)
    held = codes != NO_CODE
    held &= ~np.isin(codes, list(rule.legend.nodata_codes))
    if area is not None:
        held &= _touched(area, reader.grid, box)
    return codes[held].astype(np.int64)


def _touched(area: Area, cells: Grid, box: Window) -> np.ndarray:
    try:
        under = cells.crop(box)
        return area.on(under, all_touched=True).read(under.window)
    except GridError:  # polygons on the features, but beside the coarse map
        return np.zeros((box.height, box.width), bool)


def _listed(codes: np.ndarray) -> str:
    found = np.unique(codes).tolist()
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    return ", ".join(map(str, found[:_LISTED])) + more
