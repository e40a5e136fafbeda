"""The rasters of a soft map: what they are called, and how they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..gui.styling import Rank, ShareStyle, SidecarStyle
from . import declare as d
from .run_title import run_title
from .values import Values, translate

if TYPE_CHECKING:
    from ..core.fractions.fraction_layers import FractionPaths
    from ..core.fractions.fraction_map import FractionSummary
    from ..core.fractions.levels import ShareLevel

RASTERS = {
    "OUTPUT": "output",
    "HARD_MAP": "hard",
    "LEVEL_MAP": "level",
    "LEVEL_FRACTIONS": "level_shares",
    "ENTROPY": "entropy",
}
"""Output parameters by what the core calls them."""
_MAPS = {"HARD_MAP": Rank.MAP, "LEVEL_MAP": Rank.LEVEL_MAP, "ENTROPY": Rank.ENTROPY}


def fraction_outputs() -> list:
    """Return the parameters of the rasters."""
    texts = {
        "HARD_MAP": (
            translate("FineCover", "Hard map"),
            translate(
                "FineCover",
                "GeoTIFF of the class with the largest share, with the legend's colours and names.",
            ),
        ),
        "LEVEL_MAP": (
            translate("FineCover", "Hard map of the coarser level"),
            translate(
                "FineCover",
                "GeoTIFF of the class of LEVEL with the largest share. It need not be the one that "
                "the class in HARD_MAP belongs to: two classes of a fifth each outweigh one of a "
                "third.",
            ),
        ),
        "LEVEL_FRACTIONS": (
            translate("FineCover", "Fractions of the coarser level"),
            translate(
                "FineCover",
                "GeoTIFF with a band for each class of LEVEL: the sum of the shares of its "
                "classes, 0 to 1.",
            ),
        ),
        "ENTROPY": (
            translate("FineCover", "Entropy"),
            translate(
                "FineCover",
                "How mixed a pixel is, in percent: 0 one class has all of it, 100 all classes have "
                "the same share.",
            ),
        ),
    }
    text = translate(
        "FineCover",
        "GeoTIFF with a band for each class, named like it: its share of the pixel, 0 to 1; the "
        "bands sum to 1.",
    )
    output = d.raster_output("OUTPUT", translate("FineCover", "Fractions"), text)
    return [
        output,
        *(d.raster_output(name, *told, optional=True) for name, told in texts.items()),
    ]


def fraction_paths(paths: dict) -> FractionPaths:
    """Return the rasters to write, as the core wants them."""
    from ..core.fractions.fraction_layers import FractionPaths

    return FractionPaths(**{field: paths[name] for name, field in RASTERS.items()})


def style_fractions(
    values: Values, paths: dict, summary: FractionSummary, level: ShareLevel | None
) -> None:
    """Style the rasters that QGIS will load; of fractions the commonest class is shown."""
    title = run_title(values, paths["OUTPUT"], inputs=("FEATURES",))
    context, shares = values.context, summary.mean_shares
    band = int(shares.argmax()) + 1
    ShareStyle.attach(context, paths["OUTPUT"], band, rank=Rank.FRACTIONS, title=title)
    for name, rank in _MAPS.items():
        SidecarStyle.attach(context, paths[name], rank=rank, title=title)
    if level is not None:
        band = int(level.sums(shares).argmax()) + 1
        ShareStyle.attach(
            context, paths["LEVEL_FRACTIONS"], band, rank=Rank.LEVEL_FRACTIONS, title=title
        )
