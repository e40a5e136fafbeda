"""The rasters and figures of a map, which classify and upsample share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..gui.styling import ApplicabilityStyle, Rank, SidecarStyle
from . import declare as d
from .run_title import run_title
from .values import Values, translate

if TYPE_CHECKING:
    from ..core.mapping.classify import MapPaths, MapSummary
    from ..core.reports.run import CoarseCheck

RASTERS = ("OUTPUT", "CONFIDENCE", "PROBABILITIES", "APPLICABILITY", "MARGIN", "ENTROPY")
_RANKS = {
    "OUTPUT": Rank.MAP,
    "CONFIDENCE": Rank.CONFIDENCE,
    "PROBABILITIES": Rank.PROBABILITIES,
    "MARGIN": Rank.MARGIN,
    "ENTROPY": Rank.ENTROPY,
}


def map_outputs() -> list:
    """Return the parameters of the map and its confidence."""
    return [
        d.raster_output(
            "OUTPUT",
            translate("FineCover", "Fine map"),
            translate(
                "FineCover",
                "GeoTIFF of class codes with the legend's colours and names; .qml beside it.",
            ),
        ),
        d.raster_output(
            "CONFIDENCE",
            translate("FineCover", "Confidence"),
            translate("FineCover", "Probability of the mapped class, in percent."),
            optional=True,
        ),
    ]


def trust_outputs() -> list:
    """Return the parameters of the other rasters that tell how far to trust the map."""
    texts = {
        "PROBABILITIES": (
            translate("FineCover", "Probabilities"),
            translate("FineCover", "A band per class, 0 to 1."),
        ),
        "APPLICABILITY": (
            translate("FineCover", "Applicability"),
            translate(
                "FineCover",
                "Dissimilarity to the training samples; above the threshold in the file's tag "
                "AOA_THRESHOLD the model is used where it has not learnt.",
            ),
        ),
        "MARGIN": (
            translate("FineCover", "Margin"),
            translate(
                "FineCover",
                "Probability of the mapped class minus that of the second, in percent; near 0 "
                "either could be right.",
            ),
        ),
        "ENTROPY": (
            translate("FineCover", "Entropy"),
            translate(
                "FineCover",
                "How evenly the probabilities spread over the classes, in percent: 0 one class is "
                "certain, 100 all are equally likely.",
            ),
        ),
    }
    return [
        d.raster_output(name, label, text, optional=True, advanced=True)
        for name, (label, text) in texts.items()
    ]


def cells_output():
    """Return the parameter of the raster of coarse cells, which upsample alone writes."""
    return d.raster_output(
        "CELLS",
        translate("FineCover", "Agreement with the coarse cells"),
        translate(
            "FineCover",
            "Where the map contradicts the coarse map, on the coarse grid: band 1 the share, 0 to "
            "1, of a cell's mapped pixels that have the cell's class, band 2 the class most of "
            "them have. No data where less than half of a cell is mapped or it has no class. "
            "Compared before MIN_MAPPING_UNIT; agreement is not accuracy.",
        ),
        optional=True,
        advanced=True,
    )


def map_numbers() -> dict[str, str]:
    """Return the names and labels of the figures that come with the map."""
    return {
        "OUTSIDE_APPLICABILITY_SHARE": translate(
            "FineCover", "Share of the map outside the area of applicability"
        ),
        "PRIOR_WEIGHT_USED": translate("FineCover", "Weight of the coarse map in the fine map"),
        "PRIOR_CORRECTION_USED": translate(
            "FineCover", "Correction for the class shares of the samples in the fine map"
        ),
    }


def map_paths(paths: dict) -> MapPaths:
    """Return the rasters to write, as the core wants them."""
    from ..core.mapping.classify import MapPaths

    return MapPaths(**{name.lower(): paths[name] for name in RASTERS})


def map_results(values: Values, paths: dict, summary: MapSummary) -> dict[str, Any]:
    """Style the rasters that QGIS will load, and return the map's figures.

    The share outside the area of applicability is only told where every pixel was compared.
    """
    title = run_title(values, paths["OUTPUT"])
    for name, rank in _RANKS.items():
        SidecarStyle.attach(values.context, paths[name], rank=rank, title=title)
    share = None
    if paths["APPLICABILITY"] and summary.outside is not None:
        ApplicabilityStyle.attach(
            values.context, paths["APPLICABILITY"], summary.outside.threshold,
            rank=Rank.APPLICABILITY, title=title,
        )  # fmt: skip
        share = summary.outside_share
    return {
        "OUTSIDE_APPLICABILITY_SHARE": share,
        "PRIOR_WEIGHT_USED": summary.prior_weight,
        "PRIOR_CORRECTION_USED": summary.correction,
    }


def cells_results(values: Values, path: str | None, check: CoarseCheck) -> dict[str, Any]:
    """Style the raster of coarse cells, and return it and the agreement, as far as known."""
    if check.consistency is None:
        return {"CELLS": None}
    SidecarStyle.attach(values.context, path, rank=Rank.CELLS)
    return {"CELLS": path, "COARSE_AGREEMENT": check.consistency.agreement}
