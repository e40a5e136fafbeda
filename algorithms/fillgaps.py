"""Fill the gaps of an image series, and smooth it."""

from __future__ import annotations

from typing import Any

from ..gui.styling import Rank, SidecarStyle
from . import declare as d
from . import series_parameters as s
from .base import FeedbackProgress, FineCoverAlgorithm
from .run_title import run_title
from .series_values import fill_settings, series_inputs
from .settings import memory_bytes
from .values import Values, translate


class FillGaps(FineCoverAlgorithm):
    """Bring images of a year, with clouds, to regular dates without."""

    NAME = "fillgaps"

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return translate("FineCover", "0 Fill gaps in an image series")

    def tags(self) -> list[str]:
        """Return words to find it by."""
        words = translate(
            "FineCover", "time series,clouds,interpolation,smoothing,Whittaker,Savitzky-Golay"
        )
        return words.split(",")

    def explanation(self) -> str:
        """Return what the help panel begins with."""
        return translate(
            "FineCover",
            "Makes a regular series of a year's images: what masks and nodata leave out is "
            "interpolated in time, pixel by pixel, flat before the first and after the last "
            "observation, and smoothed if you like. Several scenes of one date are joined; the "
            "first that observed a pixel counts. The result has a band per date and band, "
            "described like nir_2019-01-31, and goes on to computefeatures (see STATISTICS "
            "there).\n\nExample: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their SCL rasters, "
            "MASK_TYPE = sentinel2_scl, START = 2019-01-01, END = 2019-12-31, STEP_DAYS = 30.",
        )

    def initAlgorithm(self, configuration=None) -> None:
        """Declare parameters and outputs."""
        images_text = translate(
            "FineCover",
            "One raster with all bands for each date, a raster for each band and date, or rasters "
            "with a band for each date. The one with the smallest pixels gives the grid of the "
            "result; the others are resampled to it.",
        )
        geo_text = translate(
            "FineCover",
            "Polygons to keep; the result is cut to them. Any coordinate system. Default: the "
            "whole frame of the images.",
        )
        output_text = translate(
            "FineCover", "GeoTIFF, 32-bit floats, a described band per date and band."
        )
        count_text = translate(
            "FineCover",
            "How often each pixel was observed between the first and the last date of the result.",
        )
        for parameter in (
            d.rasters("IMAGES", translate("FineCover", "Images"), images_text), s.bands(),
            *s.observations(advanced=False), *s.regular_dates(step=s.STEP_DAYS),
            *s.smoothing(),
            d.polygons("GEO", translate("FineCover", "Keep only inside"), geo_text),
            s.memory(),
            d.raster_output("OUTPUT", translate("FineCover", "Filled series"), output_text),
            d.raster_output("OBSERVATIONS", translate("FineCover", "Number of observations"),
                            count_text, optional=True),
        ):  # fmt: skip
            self.addParameter(parameter)
        numbers = {
            "DATE_COUNT": translate("FineCover", "Dates of the filled series"),
            "OBSERVED_DATES": translate("FineCover", "Dates observed"),
            "MEAN_OBSERVATIONS": translate("FineCover", "Mean number of observations of a pixel"),
        }
        d.numbers(self, numbers)

    def check(self, values: Values) -> None:
        """Check the settings, and what can be known of the series by its headers."""
        from ..core.rasters.places import check_overlaps
        from ..core.series.filled_images import plan_filled

        settings = fill_settings(values)
        inputs = series_inputs(values, settings, bands=values.text("BANDS"))
        grid, _ = plan_filled(inputs, settings)
        check_overlaps(grid, "IMAGES", areas=[values.area("GEO")])

    def execute(self, values: Values, progress: FeedbackProgress) -> dict[str, Any]:
        """Write the filled series."""
        from ..core.series.series_file import WriteOptions, filled_sentences, write_series
        from ..core.series.series_source import Series

        settings = fill_settings(values)
        output, counts = values.output("OUTPUT"), values.output("OBSERVATIONS")
        options = WriteOptions(counts, values.area("GEO"), memory_bytes(values))
        inputs = series_inputs(values, settings, bands=values.text("BANDS"))
        series = Series(inputs, progress=progress)
        try:
            found = write_series(series, settings, output, progress=progress, options=options)
        finally:
            series.close()
        for sentence in filled_sentences(found):
            progress.message(sentence)
        title = run_title(values, output, inputs=())
        SidecarStyle.attach(values.context, output, rank=Rank.IMAGE, title=title)
        SidecarStyle.attach(values.context, counts, rank=Rank.OBSERVATIONS)
        return {
            "OUTPUT": output,
            "OBSERVATIONS": counts,
            "DATE_COUNT": len(found.dates),
            "OBSERVED_DATES": len(series.dates),
            "MEAN_OBSERVATIONS": found.observations,
        }
