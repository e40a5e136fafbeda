"""The parameters of sampling, training and mapping, each with its help."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterDefinition

from . import declare as d
from .values import translate


def sampling() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of sampling."""
    return [
        d.integer(
            "SAMPLES",
            translate("FineCover", "Samples (pixels)"),
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
            translate("FineCover", "Purity (0 to 1)"),
            translate(
                "FineCover",
                "Least share, 0 to 1, of a cell and its neighbours that must have its class. "
                "Default 0.",
            ),
            default=0.0, low=0.0, high=1.0, advanced=True,
        ),
        d.decimal(
            "HOMOGENEITY",
            translate("FineCover", "Homogeneity (0 to 1)"),
            translate(
                "FineCover",
                "Share, 0 to 1, of the cells of each class that samples keep out of: those in "
                "which the image varies most. At 1 one cell of each class remains. Above 0 the "
                "features are read twice. Default 0.",
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


def resume():
    """Return RESUME."""
    text = translate(
        "FineCover",
        "Go on where an earlier run of the same map stopped, by an error, a power cut or Cancel: "
        "the finished tiles of a long map are kept beside it, and the result is the same to the "
        "last byte. Where an input or a setting has changed since, and with no, the run starts "
        "afresh. Default yes.",
    )
    return d.boolean(
        "RESUME", translate("FineCover", "Go on with a run that stopped"), text,
        default=True, advanced=True,
    )  # fmt: skip


def training() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of training."""
    return [
        d.integer(
            "TREES",
            translate("FineCover", "Number of trees"),
            translate("FineCover", "Trees of the random forest. Default 100."),
            default=100, low=1, high=10_000, advanced=True,
        ),
        d.integer(
            "MIN_LEAF",
            translate("FineCover", "Smallest leaf (samples)"),
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
                "samples in a spectral cluster that is nearly all another class. Where most "
                "samples name no coarse cell they are judged one by one (confident learning); "
                "where they do, but cross-validation by blocks is not possible, none is left out. "
                "Default yes.",
            ),
            default=True,
        ),
        d.integer(
            "BLOCK_SIZE",
            translate("FineCover", "Validation blocks (coarse cells)"),
            translate(
                "FineCover",
                "Coarse cells along one side of the blocks that cross-validation keeps whole, so "
                "that a forest is tested only where it has not been trained. Where most samples "
                "name no coarse cell they are kept together in squares instead, whose sides are a "
                "tenth of the longer side of the samples' area. Default 3.",
            ),
            default=3, low=1, high=1_000, advanced=True,
        ),
    ]  # fmt: skip


def mapping() -> list[QgsProcessingParameterDefinition]:
    """Return the parameters of mapping."""
    return [
        d.decimal(
            "PRIOR_WEIGHT",
            translate("FineCover", "Weight of the coarse map (0 to 2)"),
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
            translate("FineCover", "Correction of the training shares (0 to 1.5)"),
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
                "0 for none. Default 2.",
            ),
            default=2.0, low=0.0, high=10.0, advanced=True,
        ),
        d.boolean(
            "KEEP_EDGES",
            translate("FineCover", "Smooth along edges seen in the image"),
            translate(
                "FineCover",
                "Smooth class probabilities over the neighbours that look like the pixel, so that "
                "smoothing does not cross edges seen in the image; no: over all neighbours. "
                "Default yes.",
            ),
            default=True, advanced=True,
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
