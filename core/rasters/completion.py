"""Making a raster whole whose pixels are all written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import rasterio

from ..legends.legend import Legend
from ..legends.legend_files import aux_xml_text, qml_text
from ..outputs.one_file import STYLE
from .geotiff import Layout
from .raster_style import RasterStyle, style_text
from .reread import check_whole


@dataclass(frozen=True)
class Completion:
    """What makes a raster whole, as plain data that may travel to where it is done.

    Attributes:
        path: the name that the raster shall have.
        part: the file with its pixels, which nobody writes to any more.
        layout: how the pixels are stored in the whole one.
        legend: classes of a map.
        style: how QGIS draws a raster without legend.
    """

    path: Path
    part: Path
    layout: Layout
    legend: Legend | None
    style: RasterStyle | None

    def make(self, file: Path) -> dict[Path, str]:
        """Make the whole raster, and read it again; what cannot be read must not replace anything.

        Args:
            file: where.

        Returns:
            the texts of the files that belong beside it, by the names they shall have.

        Raises:
            GDAL_ERRORS: it cannot be written, or not be read.
        """
        self.layout.rewrite(self.part, file)
        with rasterio.open(file) as whole:
            check_whole(whole)
            return texts_beside(self.path, self.legend, self.style, whole)


def texts_beside(
    path: Path, legend: Legend | None, style: RasterStyle | None, whole: rasterio.DatasetReader
) -> dict[Path, str]:
    """Return the texts of the files that belong beside a raster, by the names they shall have.

    Args:
        path: the name that the raster shall have.
        legend: classes of a map.
        style: how QGIS draws a raster without legend.
        whole: the raster.
    """
    beside = path.with_suffix(STYLE)
    if legend is not None:
        return {beside: qml_text(legend), Path(f"{path}.aux.xml"): aux_xml_text(legend)}
    return {} if style is None else {beside: style_text(style, whole)}
