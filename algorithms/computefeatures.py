"""Compute features from images."""

from __future__ import annotations

from typing import Any

from ..gui.styling import Rank, SidecarStyle
from . import declare as d
from . import parameters as p
from .base import FeedbackProgress, FineCoverAlgorithm
from .cluster_parameter import cluster
from .series_parameters import memory
from .settings import check_image, feature_inputs, feature_settings
from .values import Values, translate


class ComputeFeatures(FineCoverAlgorithm):
    """Stack bands, indices, context, terrain and ancillary rasters on the image's grid."""

    NAME = "computefeatures"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "2 Compute features")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Computes what the forest learns from: bands, spectral indices, mean and standard "
            "deviation around each pixel, terrain, ancillary rasters, coordinates. Each is a "
            "described band of one raster on the image's grid; a pixel without data in one band of "
            "the images has none in any.\n\nExample: IMAGES = a Sentinel-2 scene with bands "
            "described B02, B03, B04, B08; DEM = SRTM.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        for parameter in (*p.images(), *p.feature_settings()):
            self.addParameter(parameter)
        text = translate(
            "FineCover",
            "Polygons to keep: the result is cut to them. Default: the whole image.",
        )
        label = translate("FineCover", "Keep only inside")
        self.addParameter(d.polygons("EXTENT_MASK", label, text))
        self.addParameter(p.cell())
        self.addParameter(memory())
        self.addParameter(cluster())
        text = translate("FineCover", "GeoTIFF, 32-bit floats, one described band per feature.")
        self.addParameter(d.raster_output("OUTPUT", translate("FineCover", "Features"), text))
        d.numbers(self, {"FEATURE_COUNT": translate("FineCover", "Number of features")})

    def check(self, values: Values) -> None:
        """Check the settings and that everything overlaps."""
        feature_settings(values)
        check_image(feature_inputs(values), areas=[values.area("EXTENT_MASK")])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Write the features."""
        from ..core.features.cell_statistics import CellStatistics
        from ..core.features.features import FeatureStack, write_features
        from ..core.phrases import counted, grouped

        inputs = feature_inputs(values)
        output = values.output("OUTPUT")
        settings = feature_settings(values)
        stack = FeatureStack(inputs, settings, progress=progress, keep=False)
        side = values.integer("CELL")
        try:
            if side > 1:
                stack = CellStatistics(stack, side=side)
            progress.message(f"{counted(len(stack.names), 'feature')}: {', '.join(stack.names)}.")
            area = values.area("EXTENT_MASK")
            valid, pixels = write_features(stack, output, area=area, progress=progress)
        finally:
            stack.close()
        progress.message(
            f"Pixels with data in every feature: {grouped(valid)} of {grouped(pixels)}."
        )
        SidecarStyle.attach(values.context, output, rank=Rank.IMAGE)
        return {"OUTPUT": output, "FEATURE_COUNT": len(stack.names)}
