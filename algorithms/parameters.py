"""The parameters that say what goes in, which several algorithms share, each with its help."""

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
    parameter = d.raster(
        "COARSE", translate("FineCover", "Coarse land-cover map"), text, optional=optional
    )
    parameter.setMetadata({"widget_wrapper": {"class": d.COARSE_WIDGET}})
    return parameter


def band():
    """Return BAND; optional because QGIS 3.22's qgis_process takes its default for missing."""
    parameter = QgsProcessingParameterBand(
        "BAND", translate("FineCover", "Band of the coarse map"), 1, "COARSE", optional=True
    )
    text = translate("FineCover", "Band that holds the class codes. Default 1.")
    return d.helped(parameter, text, advanced=True)


def legend() -> list[QgsProcessingParameterDefinition]:
    """Return LEGEND, LEGEND_FILE and CROSSWALK."""
    from ..core.legends.legend import builtin_keys

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
                "used. Of a series, as fillgaps writes it, the bands of one date are counted. "
                "Roles: coastal, blue, green, red, rededge1-3, nir, nir08, swir1, swir2. Default: "
                "every band, roles read from band descriptions and file names.",
            ),
        ),
        d.raster(
            "DEM",
            translate("FineCover", "Elevation model (metres)"),
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
                "More rasters used as features as they are (rainfall, evapotranspiration, "
                "temperature, radar, population), called by their bands' descriptions or their "
                "files. Any grid: bilinear where coarser than the image, averaged where finer. "
                "Where one has no data, no samples are drawn, and the map goes by the others.",
            ),
            optional=True,
        ),
    ]


def feature_settings() -> list[QgsProcessingParameterDefinition]:
    """Return the advanced parameters of features."""
    return [
        d.decimal(
            "SCALE",
            translate("FineCover", "Scale (factor)"),
            translate(
                "FineCover",
                "Band values are multiplied by this. Default 1: as the files tell, if they tell "
                "a scale.",
            ),
            default=1.0, low=-1e9, high=1e9, advanced=True,
        ),
        d.decimal(
            "OFFSET",
            translate("FineCover", "Offset (added after scaling)"),
            translate("FineCover", "Then this is added. Default 0."),
            default=0.0, low=-1e9, high=1e9, advanced=True,
        ),
        d.string(
            "INDICES",
            translate("FineCover", "Spectral indices"),
            translate(
                "FineCover",
                "Names separated by commas, of NDVI, NDWI, MNDWI, NDMI, NDBI, NBR, BSI, NDRE, EVI, "
                "EVI2, SAVI; none for none. The last three need reflectance 0..1 (see SCALE). Your "
                "own as NAME=formula of bands, by role or name, for example "
                "NDVI,Mine=(nir-red)/(nir+red+0.16): + - * / **, parentheses, comparisons, min, "
                "max, abs, sqrt, log, exp, clip(value, low, high), where(condition, yes, no); a "
                "division by 0 gives 0. Default: those of NDVI, NDWI, MNDWI, NDMI, NBR, BSI and "
                "NDRE the bands allow.",
            ),
            advanced=True,
        ),
        d.string(
            "STATISTICS",
            translate("FineCover", "Statistics over dates"),
            translate(
                "FineCover",
                "For images of several dates, in place of the single dates, separated by commas: "
                "mean, median, min, max, std, range, percentiles such as p10. Where every image "
                "has a date also these of a quarter of the year, such as median_q1 (January to "
                "March); amplitude and phase of the yearly wave, amplitude2 and phase2 of the "
                "half-yearly one; date_max, when the value is highest. Phase and date_max are days "
                "of the year. A pixel without data for one of them has none. Default: every date "
                "is used as it is.",
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
        d.boolean(
            "COORDINATES",
            translate("FineCover", "Coordinates as features"),
            translate(
                "FineCover",
                "Adds the place of each pixel, x and y in kilometres (in degrees where the image's "
                "coordinate system is), as two features. For a large area in which classes change "
                "from place to place and no image, elevation or climate shows why; over a small "
                "one the forest learns the coarse cells themselves, and the map gets worse. What "
                "is learnt does not carry to other places: map where the samples lie. Compare "
                "agreement by blocks (BLOCK_CV_ACCURACY) with and without. Default: no.",
            ),
            default=False, advanced=True,
        ),
    ]  # fmt: skip


def cell() -> QgsProcessingParameterDefinition:
    """Return CELL."""
    return d.integer(
        "CELL",
        translate("FineCover", "Cell (pixels along a side)"),
        translate(
            "FineCover",
            "For soft maps of cells larger than the pixels of the images: the result has a pixel "
            "for each square of so many pixels, with the mean of each feature and, under its name "
            "with _spread, how much each band and index differs within the square. Default 1: a "
            "pixel for each pixel.",
        ),
        default=1, low=1, high=500, advanced=True,
    )  # fmt: skip
