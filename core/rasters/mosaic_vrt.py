"""The text of the VRT over the files of a mosaic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from ..legends.legend import Legend
from .output import LEGEND_TAG
from .raster_spec import RasterSpec
from .window import Window

_TYPES = {
    "uint8": "Byte", "uint16": "UInt16", "int16": "Int16", "int32": "Int32",
    "float32": "Float32", "float64": "Float64",
}  # fmt: skip
_LAST_COLOR = 255
_SMALLEST_OVERVIEW = 256  # pixels


def vrt_text(spec: RasterSpec, files: Sequence[tuple[str, Window]], *, side: int) -> str:
    """Return a VRT; its sources are told of fully, so that opening it opens none.

    Args:
        spec: of the whole raster.
        files: name of each, from the VRT's folder on, and its place.
        side: of the largest file, in pixels.
    """
    grid = spec.grid
    place = ", ".join(repr(number) for number in grid.transform.to_gdal())
    tags = dict(spec.tags)
    if spec.legend is not None:
        tags[LEGEND_TAG] = json.dumps(spec.legend.to_json())
    told = "".join(f"<MDI key={quoteattr(k)}>{escape(v)}</MDI>" for k, v in tags.items())
    bands = "".join(_band(spec, files, number) for number in range(1, len(spec.descriptions) + 1))
    return (
        f'<VRTDataset rasterXSize="{grid.shape[1]}" rasterYSize="{grid.shape[0]}">\n'
        f"<SRS>{escape(grid.crs_wkt)}</SRS>\n<GeoTransform>{place}</GeoTransform>\n"
        f"<Metadata>{told}</Metadata>\n{bands}{_overviews(spec, side)}</VRTDataset>\n"
    )


def _band(spec: RasterSpec, files: Sequence[tuple[str, Window]], number: int) -> str:
    text = escape(spec.descriptions[number - 1])
    scale, offset = spec.scalings[number - 1] if spec.scalings else (1.0, 0.0)
    scaled = f"<Offset>{offset!r}</Offset><Scale>{scale!r}</Scale>" if spec.scalings else ""
    kind = _TYPES[np.dtype(spec.dtype).name]
    sources = "".join(_source(name, window, number, kind) for name, window in files)
    return (
        f'<VRTRasterBand dataType="{kind}" band="{number}" blockXSize="256" blockYSize="256">\n'
        f"<Description>{text}</Description><NoDataValue>{spec.nodata:.17g}</NoDataValue>"
        f"{scaled}{_colors(spec.legend)}\n{sources}</VRTRasterBand>\n"
    )


def _colors(legend: Legend | None) -> str:
    if legend is None or int(legend.codes[-1]) > _LAST_COLOR:
        return ""
    table, names = legend.colormap(), legend.category_names()
    texts = [f"<Category>{escape(name)}</Category>" for name in names]
    colors = [
        '<Entry c1="{}" c2="{}" c3="{}" c4="{}"/>'.format(*table.get(code, (0, 0, 0, 255)))
        for code in range(len(names))
    ]
    return (
        f"<ColorInterp>Palette</ColorInterp><ColorTable>{''.join(colors)}</ColorTable>"
        f"<CategoryNames>{''.join(texts)}</CategoryNames>"
    )


def _source(name: str, window: Window, band: int, kind: str) -> str:
    size = f'xSize="{window.width}" ySize="{window.height}"'
    return (
        f'<SimpleSource><SourceFilename relativeToVRT="1">{escape(name)}</SourceFilename>'
        f"<SourceBand>{band}</SourceBand><SourceProperties "
        f'RasterXSize="{window.width}" RasterYSize="{window.height}" '
        f'DataType="{kind}" BlockXSize="256" BlockYSize="256"/>'
        f'<SrcRect xOff="0" yOff="0" {size}/>'
        f'<DstRect xOff="{window.col}" yOff="{window.row}" {size}/>'
        "</SimpleSource>\n"
    )


def _overviews(spec: RasterSpec, side: int) -> str:
    """Return that there are overviews: those of the files."""
    factors: list[int] = []
    left = max(spec.grid.shape)
    while left > _SMALLEST_OVERVIEW and 2 ** (len(factors) + 1) <= side // _SMALLEST_OVERVIEW:
        factors.append(2 ** (len(factors) + 1))
        left //= 2
    kind = "nearest" if spec.layout.coded else "average"
    told = " ".join(map(str, factors))
    return f'<OverviewList resampling="{kind}">{told}</OverviewList>\n' if factors else ""
