"""From the parameters of a series of images to how it is filled and smoothed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from qgis.core import QgsProcessingUtils

from ..core.errors import InputError
from .series_parameters import STEP_DAYS
from .settings import memory_bytes
from .values import Values, translate

if TYPE_CHECKING:
    from ..core.series.filled_images import ImageSeries
    from ..core.series.series_inputs import SeriesInputs
    from ..core.series.series_settings import FillSettings

# what has no meaning where no series is filled, and the values that stand for nothing given
_OF_SERIES = (
    "DATES", "MASK_TYPE", "MASK_DILATION", "SCL_CLASSES", "START", "END", "MAX_GAP_DAYS",
    "SERIES_SMOOTHING",
)  # fmt: skip
_NOTHING = (None, "", "none", 0, "0")


def image_series(values: Values) -> ImageSeries | None:
    """Return how the images of the chain are filled first; None where they are used as they are.

    Raises:
        InputError: what belongs to a series is given, but not that one is to be filled.
    """
    from ..core.series.filled_images import ImageSeries

    if not values.given("STEP_DAYS") and not values.rasters("MASKS"):
        stray = [n for n in _OF_SERIES if values.parameters.get(n) not in _NOTHING]
        if stray:
            text = translate(
                "FineCover",
                "{name} is given, but neither STEP_DAYS nor MASKS, so that no series is filled; "
                "give STEP_DAYS, for example 30, or leave {name} out.",
            )
            raise InputError(text.format(name=stray[0]))
        return None
    settings = fill_settings(values, smoothing_name="SERIES_SMOOTHING")
    return ImageSeries(
        series_inputs(values, settings),
        settings,
        folder=QgsProcessingUtils.tempFolder(),
        memory=memory_bytes(values),
    )


def fill_settings(values: Values, *, smoothing_name: str = "SMOOTHING") -> FillSettings:
    """Return how to fill and smooth."""
    from ..core.series.series_settings import FillSettings

    def number(name: str) -> float | None:
        return values.number(name) if values.given(name) else None

    return FillSettings(
        start=_date(values, "START"),
        end=_date(values, "END"),
        step_days=values.integer("STEP_DAYS") if values.given("STEP_DAYS") else STEP_DAYS,
        max_gap_days=number("MAX_GAP_DAYS"),
        smoothing=values.choice(smoothing_name),
        window=values.integer("WINDOW"),
        polyorder=values.integer("POLYORDER"),
        lam=number("LAMBDA"),
        envelope=number("ENVELOPE"),
        harmonics=values.integer("HARMONICS"),
    )


def series_inputs(values: Values, settings: FillSettings, *, bands: str = "") -> SeriesInputs:
    """Return the images, their bands, when they were taken, and their masks.

    ``bands`` is BANDS of fillgaps; that of upsample counts the bands of the filled series.
    """
    from ..core.rasters.dates import parse_dates
    from ..core.series.observation_masks import parse_scl_classes
    from ..core.series.series_inputs import SeriesInputs

    kept = parse_scl_classes(values.text("SCL_CLASSES"))
    _check_masks(values)
    return SeriesInputs(
        images=values.rasters("IMAGES"),
        dates=parse_dates(values.text("DATES")),
        masks=values.rasters("MASKS"),
        mask_type=values.choice("MASK_TYPE"),
        dilation=values.integer("MASK_DILATION"),
        scl_kept=kept,
        first=settings.first,
        last=settings.last,
        bands=bands,
    )


def _check_masks(values: Values) -> None:
    """Make sure that what is said of masks is not said in vain."""
    kind = values.choice("MASK_TYPE")
    if values.integer("MASK_DILATION") > 0 and not values.rasters("MASKS"):
        text = translate(
            "FineCover",
            "MASK_DILATION is given, but MASKS is empty, so that there is nothing to grow; give "
            "the masks, or leave MASK_DILATION at 0.",
        )
        raise InputError(text)
    if values.text("SCL_CLASSES") and kind != "sentinel2_scl":
        text = translate(
            "FineCover",
            "SCL_CLASSES is given, but MASK_TYPE is {kind}; choose sentinel2_scl, or leave "
            "SCL_CLASSES out.",
        )
        raise InputError(text.format(kind=kind))


def _date(values: Values, name: str) -> date | None:
    from ..core.rasters.dates import parse_date

    text = values.text(name)
    return parse_date(text, name=name) if text else None
