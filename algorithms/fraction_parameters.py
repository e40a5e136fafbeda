"""The parameters of soft maps, each with its help."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterField

from . import declare as d
from . import method_parameters as m
from . import parameters as p
from .checked_parameters import FeaturesParameter
from .values import translate


def share_sources() -> list:
    """Return the parameters that say what shares are learnt from."""
    text = translate(
        "FineCover",
        "Points of one class each, with the field class, as samplecoarsemap writes them. Their "
        "pixels are mixed by calculation, and shares are learnt from the mixtures. Only bands, and "
        "means of bands over time, are used: nothing else adds up in a mixed pixel.",
    )
    pure = d.helped(
        FeaturesParameter(
            "PURE_SAMPLES", translate("FineCover", "Pure samples"), d.POINTS, optional=True
        ),
        text,
    )
    return [
        d.raster(
            "FINE_LABELS",
            translate("FineCover", "Fine labels"),
            translate(
                "FineCover",
                "A raster of class codes with pixels smaller than those of FEATURES. The area each "
                "class has in every pixel of FEATURES is what is learnt. Any coordinate system. "
                "Give exactly one of FINE_LABELS, COARSE_FRACTIONS and PURE_SAMPLES.",
            ),
            optional=True,
        ),
        d.raster(
            "COARSE_FRACTIONS",
            translate("FineCover", "Coarse fractions"),
            translate(
                "FineCover",
                "A raster with a band per class and cells larger than the pixels of FEATURES: the "
                "share of the class in each cell, as part of 1, of 100 or of any other whole. "
                "Learnt are the shares of whole cells from the means of their pixels' features.",
            ),
            optional=True,
        ),
        pure,
    ]


def legend_level():
    """Return LEGEND_LEVEL."""
    text = translate(
        "FineCover",
        "The coarser level of the legend whose classes are learnt: its name, such as level1, or "
        "its number from 1 (the coarsest). Default: the classes themselves, whose shares "
        "mapfractions adds up to those of the levels.",
    )
    return d.string("LEGEND_LEVEL", translate("FineCover", "Level of the legend"), text)


def fraction_training() -> list:
    """Return the settings of training."""
    field = QgsProcessingParameterField(
        "CLASS_FIELD", translate("FineCover", "Class field"), "class", "PURE_SAMPLES", optional=True
    )
    text = translate(
        "FineCover",
        "Field of PURE_SAMPLES with the class code, or the class name. Default class.",
    )
    return [
        d.integer(
            "SAMPLES",
            translate("FineCover", "Samples (pixels)"),
            translate(
                "FineCover",
                "Most pixels of FEATURES to learn from; of COARSE_FRACTIONS most cells, of "
                "PURE_SAMPLES about as many mixtures. Default 20000.",
            ),
            default=20_000, low=10, high=1_000_000,
        ),
        d.decimal(
            "BLOCK_SIZE",
            translate("FineCover", "Validation blocks (metres)"),
            translate(
                "FineCover",
                "Side of the blocks of ground, in metres, of which a fifth is kept aside as wholes "
                "to test on. Larger than the distance over which neighbours are alike. Default, "
                "when empty: about 100 blocks over the area of the samples.",
            ),
            default=None, low=1e-3, high=1e7,
        ),
        m.training()[0],
        d.integer(
            "MIN_LEAF",
            translate("FineCover", "Smallest leaf (samples)"),
            translate(
                "FineCover", "Fewest training samples in a leaf of a tree. Default 3."
            ),
            default=3, low=1, high=1_000_000, advanced=True,
        ),
        d.boolean(
            "GROUPS",
            translate("FineCover", "Measure what each kind of input is worth"),
            translate(
                "FineCover",
                "Where there are terrain, ancillary or coordinate features beside spectral ones: "
                "train again without each kind, and tell how much larger the errors are. Default "
                "yes.",
            ),
            default=True, advanced=True,
        ),
        d.integer(
            "REFITS",
            translate("FineCover", "Fitting anew to the pixels (rounds)"),
            translate(
                "FineCover",
                "Of COARSE_FRACTIONS: after learning from cells, map the pixels, make them agree "
                "with their cells and learn from the pixels, so many times. It sharpens the map "
                "where mapfractions gets no COARSE_FRACTIONS; the errors that are told remain "
                "those of the cells. Default 0.",
            ),
            default=0, low=0, high=10, advanced=True,
        ),
        d.choice(
            "MIXING",
            translate("FineCover", "How often classes are mixed"),
            translate(
                "FineCover",
                "Of PURE_SAMPLES: proportional (default): as often as the class has samples, which "
                "should then be drawn as the classes occur. equal: all alike.",
            ),
            options=["proportional", "equal"], default="proportional", advanced=True,
        ),
        d.helped(field, text, advanced=True),
        m.seed(),
    ]  # fmt: skip


def training_parameters() -> list:
    """Return all that goes into training."""
    return [
        *share_sources(), p.features(), *p.legend(), legend_level(), p.geo(), *fraction_training(),
    ]  # fmt: skip


def mapping_parameters() -> list:
    """Return all that goes into mapping."""
    text = translate("FineCover", "A model of shares that trainfractions wrote.")
    return [
        p.features(),
        d.file("MODEL", translate("FineCover", "Model"), text, extension="fcm"),
        p.geo_small(),
        d.raster(
            "COARSE_FRACTIONS",
            translate("FineCover", "Coarse fractions to agree with"),
            translate(
                "FineCover",
                "A raster with a band per class: the share of the class in each coarse cell. The "
                "shares of the pixels in a cell are then rescaled until their mean is that of the "
                "cell. Where most of a cell is unknown its pixels stay as predicted. Default: the "
                "shares are as the model predicts them.",
            ),
            optional=True,
        ),
        d.string(
            "LEVEL",
            translate("FineCover", "Coarser level of the legend"),
            translate(
                "FineCover",
                "The level that LEVEL_MAP and LEVEL_FRACTIONS show: its name, such as level1, or "
                "its number from 1. Default: 1, the coarsest.",
            ),
        ),
        m.resume(),
    ]
