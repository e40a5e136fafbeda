"""The parameters several algorithms share, each with its help."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingParameterBand,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
)

from . import declare as d
from .values import translate


def coarse(*, optional: bool = False):
    """Return COARSE."""
    text = translate(
        "FineCover",
        "The coarse land-cover map: a raster of class codes, for example MODIS MCD12Q1, "
        "ECOCLIMAP-SG, ESA CCI or CORINE. Any coordinate system and pixel size.",
    )
    return d.raster(
        "COARSE", translate("FineCover", "Coarse land-cover map"), text, optional=optional
    )


def band():
    """Return BAND; optional because QGIS 3.22's qgis_process takes its default for missing."""
    parameter = QgsProcessingParameterBand(
        "BAND", translate("FineCover", "Band of the coarse map"), 1, "COARSE", optional=True
    )
    text = translate("FineCover", "Band that holds the class codes. Default 1.")
    return d.helped(parameter, text, advanced=True)


def legend() -> list[QgsProcessingParameterDefinition]:
    """Return LEGEND, LEGEND_FILE and CROSSWALK."""
    from ..core.legend import builtin_keys

    options = ["auto", "layer", "file", *builtin_keys()]
    return [
        d.choice(
            "LEGEND",
            translate("FineCover", "Legend"),
            translate(
                "FineCover",
                "What the codes mean. auto (default): what the map carries itself, else the public "
                "legend its name, colours or codes give away, else plain numbers. layer: names and "
                "colours of the layer in QGIS. file: LEGEND_FILE. Or a public legend by name.",
            ),
            options=options,
            default="auto",
        ),
        d.file(
            "LEGEND_FILE",
            translate("FineCover", "Legend file"),
            translate(
                "FineCover",
                "For LEGEND = file: CSV with code, name and color; lc.json with values, label and "
                "palette; a QGIS style (.qml); or a colour map (.txt, .clr).",
            ),
            optional=True,
        ),
        d.helped(
            QgsProcessingParameterFile(
                "CROSSWALK", translate("FineCover", "Crosswalk"), optional=True
            ),
            translate(
                "FineCover",
                "CSV with the columns from and to: codes to translate before the legend applies, "
                "for example to merge classes. Codes that are not listed stay.",
            ),
            advanced=True,
        ),
    ]


def geo():
    """Return GEO."""
    text = translate(
        "FineCover",
        "Polygons inside which training samples are taken. Any coordinate system. Default: "
        "everywhere the image and the coarse map overlap.",
    )
    return d.polygons("GEO", translate("FineCover", "Training area (geo)"), text)


def geo_small():
    """Return GEO_SMALL."""
    text = translate(
        "FineCover",
        "Polygons to map; the result is cut to them. Any coordinate system. Default: the whole "
        "image.",
    )
    return d.polygons("GEO_SMALL", translate("FineCover", "Area to map (geo_small)"), text)


def features():
    """Return FEATURES."""
    text = translate(
        "FineCover",
        "Raster with one feature per band, as computefeatures writes it; any other raster works "
        "too.",
    )
    return d.raster("FEATURES", translate("FineCover", "Features"), text)


def images() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters that say what features are computed from."""
    return [
        d.rasters(
            "IMAGES",
            translate("FineCover", "Images"),
            translate(
                "FineCover",
                "The fine image: one raster with several bands, or several rasters (bands in files "
                "of their own, or dates). The one with the smallest pixels gives the grid of the "
                "result; the others are resampled to it.",
            ),
        ),
        d.string(
            "BANDS",
            translate("FineCover", "Bands"),
            translate(
                "FineCover",
                "Which band is what, for example blue=1,green=2,red=3,nir=4; only these bands are "
                "used. Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. "
                "Default: every band, roles read from band descriptions and file names.",
            ),
        ),
        d.raster(
            "DEM",
            translate("FineCover", "Elevation model"),
            translate(
                "FineCover",
                "Elevation in metres; adds elevation, slope, aspect and relative height. Any grid. "
                "Where it has no data, no samples are drawn, and the map goes by the image.",
            ),
            optional=True,
        ),
        d.rasters(
            "ANCILLARY",
            translate("FineCover", "Ancillary rasters"),
            translate(
                "FineCover",
                "More rasters used as features as they are (radar, climate, population); bilinear "
                "where coarser than the image, averaged where finer.",
            ),
            optional=True,
        ),
    ]


def feature_settings() -> list[QgsProcessingParameterDefinition]:
    """Return the advanced parameters of features."""
    return [
        d.decimal(
            "SCALE",
            translate("FineCover", "Scale"),
            translate("FineCover", "Band values are multiplied by this. Default 1."),
            default=1.0, low=-1e9, high=1e9, advanced=True,
        ),
        d.decimal(
            "OFFSET",
            translate("FineCover", "Offset"),
            translate("FineCover", "Then this is added. Default 0."),
            default=0.0, low=-1e9, high=1e9, advanced=True,
        ),
        d.string(
            "INDICES",
            translate("FineCover", "Spectral indices"),
            translate(
                "FineCover",
                "Names separated by commas, of NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, "
                "EVI2, SAVI; none for none. The last three need reflectance 0..1 (see SCALE). "
                "Default: those of NDVI, NDWI, MNDWI, NDMI, NBR, BSI and NDRE the bands allow.",
            ),
            advanced=True,
        ),
        d.string(
            "STATISTICS",
            translate("FineCover", "Statistics over dates"),
            translate(
                "FineCover",
                "For images of several dates: mean, median, min, max, std, range or percentiles "
                "such as p10, separated by commas, in place of the single dates. Default: every "
                "date is used as it is.",
            ),
            advanced=True,
        ),
        d.integer(
            "CONTEXT",
            translate("FineCover", "Context window (pixels)"),
            translate(
                "FineCover",
                "Side of the square over which the mean and the standard deviation of each band "
                "are added as features; an odd number of pixels, 0 for none. Default 0.",
            ),
            default=0, low=0, high=51, advanced=True,
        ),
    ]  # fmt: skip


def sampling() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of sampling."""
    return [
        d.integer(
            "SAMPLES",
            translate("FineCover", "Samples"),
            translate("FineCover", "Training pixels in all, about. Default 20000."),
            default=20_000, low=2, high=10_000_000,
        ),
        d.choice(
            "ALLOCATION",
            translate("FineCover", "Allocation"),
            translate(
                "FineCover",
                "Samples per class. proportional_clipped (default): by area, but between "
                "MIN_PER_CLASS and MAX_PER_CLASS. proportional: by area. equal: the same for all.",
            ),
            options=["proportional_clipped", "proportional", "equal"],
            default="proportional_clipped", advanced=True,
        ),
        d.integer(
            "MIN_PER_CLASS",
            translate("FineCover", "Fewest samples of a class"),
            translate("FineCover", "For proportional_clipped. Default 600."),
            default=600, low=0, high=10_000_000, advanced=True,
        ),
        d.integer(
            "MAX_PER_CLASS",
            translate("FineCover", "Most samples of a class"),
            translate("FineCover", "For proportional_clipped. Default 8000."),
            default=8_000, low=0, high=10_000_000, advanced=True,
        ),
        d.decimal(
            "BUFFER",
            translate("FineCover", "Buffer (coarse cells)"),
            translate(
                "FineCover",
                "Samples keep this distance, in coarse cells, from cells of other classes. "
                "Default 0.",
            ),
            default=0.0, low=0.0, high=4.0, advanced=True,
        ),
        d.decimal(
            "PURITY",
            translate("FineCover", "Purity"),
            translate(
                "FineCover",
                "Least share, 0 to 1, of a cell and its neighbours that must have its class. "
                "Default 0.",
            ),
            default=0.0, low=0.0, high=1.0, advanced=True,
        ),
        d.decimal(
            "HOMOGENEITY",
            translate("FineCover", "Homogeneity"),
            translate(
                "FineCover",
                "Share, 0 to 1, of the cells of each class that samples keep out of: those in "
                "which the image varies most. Above 0 the features are read twice. Default 0.",
            ),
            default=0.0, low=0.0, high=1.0, advanced=True,
        ),
        d.decimal(
            "MIN_DISTANCE",
            translate("FineCover", "Distance between samples (pixels)"),
            translate("FineCover", "No two samples are closer than this. Default 0."),
            default=0.0, low=0.0, high=10_000.0, advanced=True,
        ),
    ]  # fmt: skip


def seed():
    """Return SEED."""
    text = translate("FineCover", "The same inputs and seed give the same result. Default 0.")
    return d.integer(
        "SEED",
        translate("FineCover", "Seed"),
        text,
        default=0,
        low=0,
        high=2**31 - 1,
        advanced=True,
    )


def training() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of training."""
    return [
        d.integer(
            "TREES",
            translate("FineCover", "Trees"),
            translate("FineCover", "Trees of the random forest. Default 100."),
            default=100, low=1, high=10_000, advanced=True,
        ),
        d.integer(
            "MIN_LEAF",
            translate("FineCover", "Smallest leaf"),
            translate(
                "FineCover",
                "Fewest training samples in a leaf of a tree. Default, when empty: half the "
                "samples a coarse cell has on average, between 5 and 100, because samples of one "
                "cell carry one label and do not confirm each other; 5 where the samples name no "
                "coarse cell.",
            ),
            default=None, low=1, high=1_000_000, advanced=True,
        ),
        d.boolean(
            "CLEAN",
            translate("FineCover", "Clean the samples"),
            translate(
                "FineCover",
                "Leave out samples of coarse cells whose label is probably wrong, by what trees "
                "that have not seen the cell make of its pixels and by the cells around it; and "
                "samples in a spectral cluster that is nearly all another class. Samples that name "
                "no coarse cell are judged one by one (confident learning). Default yes.",
            ),
            default=True,
        ),
        d.integer(
            "BLOCK_SIZE",
            translate("FineCover", "Validation blocks (coarse cells)"),
            translate(
                "FineCover",
                "Coarse cells along one side of the blocks that cross-validation keeps whole, so "
                "that a forest is tested only where it has not been trained. Samples that name no "
                "coarse cell are kept together in squares of a tenth of their area's longer side "
                "instead. Default 3.",
            ),
            default=3, low=1, high=1_000, advanced=True,
        ),
    ]  # fmt: skip


def mapping() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of mapping."""
    return [
        d.decimal(
            "PRIOR_WEIGHT",
            translate("FineCover", "Weight of the coarse map"),
            translate(
                "FineCover",
                "Exponent, 0 to 2, with which the classes of the coarse map around a pixel count; "
                "0: the coarse map is not used. Default, when empty: chosen by self-validation "
                "(what brings the coarse map back best from a degraded one), 0.5 where training "
                "could not try it.",
            ),
            default=None, low=0.0, high=2.0, advanced=True,
        ),
        d.decimal(
            "PRIOR_CORRECTION",
            translate("FineCover", "Correction of the training shares"),
            translate(
                "FineCover",
                "Exponent, 0 to 1.5, with which the forest is freed from how common each class is "
                "among its samples; 0: not at all, 1: fully. Default, when empty: chosen by "
                "self-validation together with the weight of the coarse map.",
            ),
            default=None, low=0.0, high=1.5, advanced=True,
        ),
        d.decimal(
            "SMOOTHING",
            translate("FineCover", "Smoothing (pixels)"),
            translate(
                "FineCover",
                "Standard deviation, in pixels, of the Gaussian that smooths class probabilities; "
                "0 for none. Default 1.",
            ),
            default=1.0, low=0.0, high=10.0, advanced=True,
        ),
        d.integer(
            "MIN_MAPPING_UNIT",
            translate("FineCover", "Minimum mapping unit (pixels)"),
            translate(
                "FineCover",
                "Patches of fewer pixels give way to what surrounds them; 0 keeps all. Default 0.",
            ),
            default=0, low=0, high=500, advanced=True,
        ),
    ]  # fmt: skip
