"""The frame of a QGIS style file (.qml) for rasters."""

from __future__ import annotations

from collections.abc import Sequence


def qgis_style(renderer: Sequence[str]) -> str:
    """Return the lines of a raster's renderer as a .qml that this and every later QGIS reads."""
    return "\n".join(
        (
            "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>",
            '<qgis version="3.22.0" styleCategories="Symbology">',
            "  <pipe>",
            *(f"    {line}" for line in renderer),
            "  </pipe>",
            "  <blendMode>0</blendMode>",
            "</qgis>",
            "",
        )
    )
