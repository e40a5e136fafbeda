"""The parameters that say how a series of images is filled and smoothed."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterDefinition

from . import declare as d
from .values import translate

STEP_DAYS = 30  # default of the step, where a series is filled


def observations(*, advanced: bool) -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that say when images were taken and what of them counts."""
    from ..core.series.observation_masks import MASK_TYPES

    return [
        d.string(
            "DATES",
            translate("FineCover", "Dates"),
            translate(
                "FineCover",
                "When the images were taken, in their order, for example 2019-01-05,2019-01-15: "
                "one for each raster, or one for each band. Default: read from file names "
                "(Sentinel-2, Landsat, HLS and MODIS products, 2019-01-05, 20190105, 2019005), "
                "band descriptions and metadata.",
            ),
            advanced=advanced,
        ),
        d.rasters(
            "MASKS",
            translate("FineCover", "Masks"),
            translate(
                "FineCover",
                "What tells clouds and their shadows: a raster for each image, or one with a band "
                "for each date. Any grid; MASK_TYPE says what the values mean.",
            ),
            optional=True,
        ),
        d.choice(
            "MASK_TYPE",
            translate("FineCover", "Masks are"),
            translate(
                "FineCover",
                "invalid_nonzero: 0 is clear, all else is left out. valid_nonzero: 0 is left out. "
                "sentinel2_scl: the scene classification of level 2A. landsat_qa_pixel: QA_PIXEL "
                "of Collection 2 (fill, cloud, dilated cloud, cirrus, shadow and snow are left "
                "out). none (default): there are no masks.",
            ),
            options=list(MASK_TYPES),
            default="none",
        ),
        d.integer(
            "MASK_DILATION",
            translate("FineCover", "Grow masks by (pixels)"),
            translate(
                "FineCover",
                "Pixels of the image this near to a masked one are left out, too. Default 0.",
            ),
            default=0, low=0, high=200, advanced=True,
        ),
        d.string(
            "SCL_CLASSES",
            translate("FineCover", "Scene classes to keep"),
            translate(
                "FineCover",
                "For sentinel2_scl: classes that count as observed. Default 2,4,5,6,7 (dark areas, "
                "vegetation, bare ground, water, unclassified); add 11 to keep snow.",
            ),
            advanced=True,
        ),
    ]  # fmt: skip


def bands():
    """Return BANDS of a series that is to be filled."""
    text = translate(
        "FineCover",
        "Which band of each date is what, for example blue=1,green=2,red=3,nir=4; only these bands "
        "are used, and the result's are described so. Where every raster has a single band the "
        "rasters of one date are counted. Roles: coastal, blue, green, red, rededge1-3, nir, "
        "nir08, swir1, swir2. Default: every band, names and roles read from band descriptions "
        "and file names.",
    )
    return d.string("BANDS", translate("FineCover", "Bands"), text)


def regular_dates(*, step: int | None) -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of the dates wanted; ``step`` is the default of STEP_DAYS."""
    text = translate(
        "FineCover",
        "Days from one date of the result to the next. 30 (default) suits a year, 10 a season.",
    )
    if step is None:
        text = translate(
            "FineCover",
            "For images of many dates: first fills their gaps, as fillgaps does, and makes an "
            "image every so many days, for example 30 (which is also taken where only MASKS is "
            "given). Default: the images are used as they are.",
        )
    return [
        d.integer(
            "STEP_DAYS",
            translate("FineCover", "Step (days)"),
            text,
            default=step, low=1, high=366,
        ),
        d.string(
            "START",
            translate("FineCover", "From"),
            translate(
                "FineCover",
                "First date of the filled series, for example 2019-01-01. Observations up to 60 "
                "days (with MAX_GAP_DAYS, that and 60 days) earlier help at its beginning. "
                "Default: the date of the first image.",
            ),
        ),
        d.string(
            "END",
            translate("FineCover", "To"),
            translate(
                "FineCover",
                "The filled series ends on this date or less than a step before, for example "
                "2019-12-31. Default: the date of the last image.",
            ),
        ),
        d.decimal(
            "MAX_GAP_DAYS",
            translate("FineCover", "Longest gap (days)"),
            translate(
                "FineCover",
                "A pixel stays without data where its observations lie further apart. Default: "
                "every gap is filled.",
            ),
            default=None, low=0, high=100_000,
        ),
    ]  # fmt: skip


def smoothing(name: str = "SMOOTHING") -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of smoothing in time; ``name`` is that of the choice itself."""
    from ..core.series.series_settings import SMOOTHINGS

    return [
        d.choice(
            name,
            translate("FineCover", "Smoothing in time"),
            translate(
                "FineCover",
                "none (default): straight lines between observations. savitzky_golay: a polynomial "
                "over WINDOW dates. whittaker: as smooth as LAMBDA says; ENVELOPE follows the "
                "upper observations. harmonic: HARMONICS waves a year.",
            ),
            options=list(SMOOTHINGS),
            default="none",
            advanced=name != "SMOOTHING",
        ),
        d.integer(
            "WINDOW",
            translate("FineCover", "Savitzky-Golay: window (dates)"),
            translate("FineCover", "Dates the polynomial is fitted to, an odd number. Default 5."),
            default=5, low=3, high=365, advanced=True,
        ),
        d.integer(
            "POLYORDER",
            translate("FineCover", "Savitzky-Golay: degree"),
            translate("FineCover", "Degree of the polynomial, less than WINDOW. Default 2."),
            default=2, low=0, high=10, advanced=True,
        ),
        d.decimal(
            "LAMBDA",
            translate("FineCover", "Whittaker: lambda"),
            translate(
                "FineCover",
                "The larger the smoother, for dates STEP_DAYS apart; try 1 to 100. Default: chosen "
                "for each pixel by the V-curve.",
            ),
            default=None, low=1e-9, high=1e12, advanced=True,
        ),
        d.decimal(
            "ENVELOPE",
            translate("FineCover", "Whittaker: envelope"),
            translate(
                "FineCover",
                "Weight of observations above the curve, those below weigh 1 less this; 0.9 "
                "follows the upper ones, for a vegetation index that clouds lower. Default: both "
                "weigh the same.",
            ),
            default=None, low=0.001, high=0.999, advanced=True,
        ),
        d.integer(
            "HARMONICS",
            translate("FineCover", "Harmonic: waves a year"),
            translate(
                "FineCover",
                "Waves that a year is made of: 1 suits one season a year, 2 up to two. Default 2.",
            ),
            default=2, low=1, high=10, advanced=True,
        ),
    ]  # fmt: skip


def memory():
    """Return MEMORY."""
    text = translate(
        "FineCover",
        "What the tiles being worked on may take together, in GB, while a series is filled, "
        "features are computed or the map is made; more is faster where there are many dates or "
        "features. The result does not depend on it. Default 1.",
    )
    return d.decimal(
        "MEMORY", translate("FineCover", "Memory (GB)"), text,
        default=1.0, low=0.1, high=1000, advanced=True,
    )  # fmt: skip


def chain() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of a series for the whole chain, all folded away."""
    every = [
        *observations(advanced=True), *regular_dates(step=None), *smoothing("SERIES_SMOOTHING"),
        memory(),
    ]  # fmt: skip
    return [d.helped(one, one.help(), advanced=True) for one in every]
