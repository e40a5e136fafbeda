"""Mapping while watching what the map holds in each coarse cell."""

from __future__ import annotations

from contextlib import ExitStack

from ..cells.cell_sums import CellSums, can_compare
from ..cells.coarse import CoarseMap
from ..cells.consistency import check_consistency, write_cells
from ..errors import InputError
from ..features.features import FeatureSource
from ..learning.model import Model
from ..progress import Progress, Stage
from ..reports.consistency import consistency_headline
from ..reports.consistency_picture import consistency_picture
from ..reports.run import CoarseCheck
from ..upsample_data import Run
from .classify import MapSummary, classify

_MAPPING = 0.95  # of the time; the rest compares cells
_TOO_SMALL = (
    "The coarse cells hold fewer than four pixels each, too few to compare the fine map with them."
)


def map_and_check(
    model: Model, stack: FeatureSource, coarse: CoarseMap, run: Run, *, progress: Progress
) -> tuple[MapSummary, CoarseCheck]:
    """Write the fine map, and compare it with the coarse cells where these are large enough.

    A temporary folder without room for the sums costs the comparison and its raster, not the map.
    Probabilities are summed only where a report is wanted.

    Raises:
        FineCoverError: as ``classify``.
    """
    with ExitStack() as context:
        sums, missing = _open_sums(context, model, stack, coarse, run)
        if missing:
            lost = bool(run.paths.cells)
            told = f"{missing} CELLS is not written." if lost else missing
            progress.message(told, warning=lost or missing is not _TOO_SMALL)
        mapped = classify(
            model, stack, run.paths.map, area=run.inputs.geo_small, coarse=coarse,
            settings=run.settings.mapping, progress=Stage(progress, 0.0, _MAPPING),
            observer=sums, memory=run.inputs.features.memory, made_from=run.made_from,
        )  # fmt: skip
        if sums is None:
            return mapped, CoarseCheck(missing=missing)
        return mapped, _check(sums, coarse, run, Stage(progress, _MAPPING, 1.0))


def _open_sums(
    context: ExitStack, model: Model, stack: FeatureSource, coarse: CoarseMap, run: Run
) -> tuple[CellSums | None, str]:
    """Return sums that live as long as the context, or None and why there are none."""
    if not can_compare(coarse, stack.grid):
        return None, _TOO_SMALL
    area = run.inputs.geo_small
    frame = stack.grid.window if area is None else area.on(stack.grid).window
    sums = CellSums(coarse, stack.grid, model.class_legend, frame=frame, soft=run.paths.tells)
    try:
        return context.enter_context(sums), ""
    except InputError as error:
        return None, f"The fine map is not compared with the coarse cells. {error}"


def _check(sums: CellSums, coarse: CoarseMap, run: Run, progress: Progress) -> CoarseCheck:
    consistency = check_consistency(sums, coarse, progress=progress)
    progress.message(consistency_headline(consistency))
    picture = None
    if run.paths.report:
        picture = consistency_picture(sums, coarse, consistency, progress=progress)
    if run.paths.cells:
        write_cells(run.paths.cells, sums, coarse, consistency, progress=progress)
    unit = run.settings.mapping.min_mapping_unit
    return CoarseCheck(consistency, picture=picture, min_mapping_unit=unit)
