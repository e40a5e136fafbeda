"""Prepare the labels of a coarse map."""

from __future__ import annotations

from typing import Any

from ..gui.styling import SidecarStyle
from . import declare as d
from . import parameters as p
from .base import FeedbackProgress, FineCoverAlgorithm
from .settings import check_legend, legend_choice
from .values import Values, translate


class PrepareLabels(FineCoverAlgorithm):
    """Translate a coarse map's codes, and give them names and colours."""

    NAME = "preparelabels"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "1 Prepare coarse labels")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Finds the legend of a coarse land-cover map and writes the map with class codes, "
            "names "
            "and colours on its own grid. Codes the legend does not know become nodata and are "
            "counted.\n\nExample: COARSE = MCD12Q1 of 2018 in its sinusoidal projection, LEGEND = "
            "auto.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        for parameter in (p.coarse(), p.band(), *p.legend(), p.geo()):
            self.addParameter(parameter)
        text = translate(
            "FineCover", "GeoTIFF on the coarse map's grid, with colours and names; .qml beside it."
        )
        self.addParameter(d.raster_output("OUTPUT", translate("FineCover", "Coarse labels"), text))
        d.numbers(
            self,
            {
                "CLASS_COUNT": translate("FineCover", "Classes that occur"),
                "UNKNOWN_PIXELS": translate("FineCover", "Pixels with unknown codes"),
            },
        )

    def check(self, values: Values) -> None:
        """Check the map, the legend and the polygons."""
        from ..core.rasters.places import check_places

        check_legend(values)
        check_places(values.raster("COARSE", band="BAND"), areas=[values.area("GEO")])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Write the labels."""
        from ..core.legends.prepared_labels import prepare_labels

        coarse = values.raster("COARSE", band="BAND")
        output = values.output("OUTPUT")
        prepared = prepare_labels(
            coarse, output, choice=legend_choice(values), area=values.area("GEO"), progress=progress
        )
        for code, count in prepared.counts.items():
            progress.message(f"{code} {prepared.legend.get(code).name}: {count}")
        SidecarStyle.attach(values.context, output)
        return {
            "OUTPUT": output,
            "CLASS_COUNT": len(prepared.counts),
            "UNKNOWN_PIXELS": sum(prepared.unknown.values()),
        }
