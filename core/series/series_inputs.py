"""What a series is made of: the parameters, and the scenes they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..errors import InputError
from ..phrases import counted
from ..progress import Progress
from ..rasters.bands import parse_bands
from ..rasters.raster_file import RasterInfo, RasterSource
from .mask_plan import Files, plan_masks
from .observation_dates import BandDates, DatedRaster, observation_dates, read_dates
from .observation_masks import SCL_KEPT, check_mask_type
from .series_plan import SeriesPlan, named_dates, plan_series


@dataclass(frozen=True)
class SeriesInputs:
    """The rasters of a series and how they are to be understood.

    Attributes:
        images: one multi-band raster per date, one raster per date and band, or stacks with a
            band per date.
        dates: explicit dates, as ``observation_dates`` takes them; empty = told by the rasters.
        masks: one per scene or per date, or stacks with a band per date.
        mask_type: one of MASK_TYPES.
        dilation: pixels of the images by which what the masks leave out is grown.
        scl_kept: classes that count as observed, for sentinel2_scl.
        first: dates before it are left out; None = none.
        last: dates after it are left out; None = none.
        bands: which band of a date is what, as ``blue=1,green=2``; "" = as they are described.

    Raises:
        InputError: there is no image, the masks' parameters do not go together, or ``bands``
            cannot be understood.
    """

    images: tuple[RasterSource, ...]
    dates: tuple[date, ...] = ()
    masks: tuple[RasterSource, ...] = ()
    mask_type: str = "none"
    dilation: int = 0
    scl_kept: tuple[int, ...] = SCL_KEPT
    first: date | None = None
    last: date | None = None
    bands: str = ""

    def __post_init__(self) -> None:
        if not self.images:
            raise InputError("IMAGES is empty; give at least one raster.")
        check_mask_type(self.mask_type, masks=len(self.masks))
        if self.dilation < 0:
            raise InputError(f"The dilation of masks is {self.dilation} pixels; give 0 or more.")
        parse_bands(self.bands)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that is read."""
        return tuple(source.path for source in (*self.images, *self.masks))


def understand_series(
    images: Sequence[tuple[RasterSource, RasterInfo]],
    masks: Sequence[tuple[RasterSource, RasterInfo]],
    inputs: SeriesInputs,
    progress: Progress,
) -> SeriesPlan:
    """Return the scenes of a series, each with its mask, and tell the rules that were applied.

    Args:
        images: the rasters of ``inputs.images`` and their headers.
        masks: those of ``inputs.masks``.
        inputs: all parameters.
        progress: told of rules.

    Raises:
        InputError: a raster tells no date, dates differ in their bands, a scene lacks its mask, or
            fewer than two dates are left.
    """
    rasters = [DatedRaster.of(source, info) for source, info in images]
    dates = observation_dates(rasters, explicit=inputs.dates)
    _tell_dates(rasters, dates, progress)
    plan = plan_series(rasters, dates, bands=inputs.bands)
    every = plan.dates
    told = [DatedRaster.of(source, info) for source, info in masks]
    mask_dates = [_mask_dates(mask) for mask in told]
    if any(mask_dates):  # a mask that tells its date may be missing where its image is left out
        plan = plan.between(inputs.first, inputs.last)
        _tell_spare(plan, mask_dates, progress)
    if masks and plan.scenes:
        plan = plan_masks(plan, Files(rasters, told), mask_dates)
    plan = plan.between(inputs.first, inputs.last)
    _check_dates(plan, every, inputs)
    _tell_rules(plan, len(every), progress)
    return plan


def _tell_rules(plan: SeriesPlan, given: int, progress: Progress) -> None:
    for doubt in plan.doubts:
        progress.message(doubt, warning=True)
    left_out = given - len(plan.dates)
    if left_out:
        progress.message(
            f"IMAGES: {left_out} of {counted(given, 'date')} outside {plan.dates[0]} to "
            f"{plan.dates[-1]} left out."
        )
    several = [day for day in plan.dates if len(plan.of_date(day)) > 1]
    if several:
        progress.message(
            f"IMAGES: several scenes of {named_dates(several)} are mosaicked; the first that "
            "observed a pixel counts."
        )


def _mask_dates(mask: DatedRaster) -> BandDates | None:
    found = read_dates(mask)
    return None if found is None or found.doubtful else found


def _tell_dates(
    rasters: Sequence[DatedRaster], dates: Sequence[BandDates], progress: Progress
) -> None:
    origins = dict.fromkeys(found.origin for found in dates)
    progress.message(f"IMAGES: dates from {', '.join(origins)}.")
    doubtful = [raster.source.label for raster, found in zip(rasters, dates) if found.doubtful]
    if doubtful:
        progress.message(
            f"{doubtful[0]}{' and others tell' if len(doubtful) > 1 else ' tells'} no date but "
            "that of the file's creation, which is taken; give DATES if the images are older.",
            warning=True,
        )


def _tell_spare(plan: SeriesPlan, dates: Sequence[BandDates | None], progress: Progress) -> None:
    days = {day for found in dates if found for day in found.dates}
    spare = sorted(days - set(plan.dates))
    if spare and plan.scenes:
        progress.message(f"MASKS: those of {named_dates(spare)} belong to no image used.")


def _check_dates(plan: SeriesPlan, every: Sequence[date], inputs: SeriesInputs) -> None:
    if len(every) < 2:
        raise InputError(
            f"IMAGES: every raster is of {every[0]}; a series needs two dates or more (check "
            "DATES)."
        )
    if len(plan.dates) < 2:
        left = f"only {plan.dates[0]}" if plan.dates else "none"
        bounds = [f"from {inputs.first}"] * (inputs.first is not None)
        bounds += [f"up to {inputs.last}"] * (inputs.last is not None)
        raise InputError(
            f"IMAGES: of {len(every)} dates, {every[0]} to {every[-1]}, {left} lies "
            f"{' '.join(bounds)}; change START and END, or give images of that time."
        )
