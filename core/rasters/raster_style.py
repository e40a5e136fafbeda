"""How QGIS draws the rasters that are no maps of classes: ramps, composites, and their .qml."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Union

import numpy as np
import rasterio

from .composite import composite_bands
from .qgis_style import qgis_style

# Both read alike with every kind of colour vision, and in grey. Cividis: Nunez, J. R., Anderton,
# C. R. and Renslow, R. S. (2018), PLoS ONE 13 (7). https://doi.org/10.1371/journal.pone.0199239
CIVIDIS = ("#00224E", "#434E6C", "#7D7C78", "#BCAF6F", "#FEE838")
VIRIDIS = ("#440154", "#3B528B", "#21918C", "#5EC962", "#FDE725")
LIKE = ("#F7FBFF", "#DEEBF7", "#C6DBEF", "#9ECAE1")  # blues, which nobody takes for the next one
UNLIKE = "#D55E00"
UNLIKE_WORDS = "unlike the training samples"

_BLOCKS = 8  # looked at along each side, for the range of values
_STEP = 4  # every fourth row and column of them is enough
_FEW = 2**20  # pixels, all of which can be looked at
_CUT = (2.0, 98.0)  # percentiles between which images are stretched


@dataclass(frozen=True)
class RampStyle:
    """One band in colours whose values are known beforehand.

    Attributes:
        stops: value, "#RRGGBB" and label, rising; ``inf`` as the last one means all above.
        exact: each value stands for all up to it, instead of colours running into each other.
        unit: what follows the numbers of the legend.
    """

    stops: tuple[tuple[float, str, str], ...]
    exact: bool = False
    unit: str = ""


@dataclass(frozen=True)
class CountStyle:
    """One band of counts, from 0 to the largest there is."""


@dataclass(frozen=True)
class ImageStyle:
    """Three bands as a picture, or one in greys, stretched to what most pixels hold.

    Attributes:
        bands: numbers from 1 of the red, green and blue of the picture, or of the only band.
    """

    bands: tuple[int, ...]


RasterStyle = Union[RampStyle, CountStyle, ImageStyle]


def even_ramp(low: float, high: float, unit: str, colors: Sequence[str] = CIVIDIS) -> RampStyle:
    """Return colours at even steps from ``low`` to ``high``, labelled with their unit."""
    values = np.linspace(low, high, len(colors)).tolist()
    stops = tuple((at, color, f"{at:g}{unit}") for at, color in zip(values, colors))
    return RampStyle(stops, unit=unit)


def dissimilarity_style(threshold: float) -> RampStyle:
    """Return blues up to the threshold of the area of applicability, and orange above it."""
    bounds = [threshold * (at + 1) / len(LIKE) for at in range(len(LIKE))]
    below = tuple((bound, color, f"≤ {bound:.3g}") for bound, color in zip(bounds, LIKE))
    above = (math.inf, UNLIKE, f"> {threshold:.3g}: {UNLIKE_WORDS}")
    return RampStyle((*below, above), exact=True)


def image_style(descriptions: Sequence[str]) -> ImageStyle:
    """Return the picture that described bands make, or the first band where they make none."""
    return ImageStyle(composite_bands(descriptions) or (1,))


SURE = even_ramp(0, 100, " %")
UNSURE = even_ramp(0, 100, " %", CIVIDIS[::-1])  # of what is the larger the less sure
SHARE = even_ramp(0, 1, "")
PROBABILITY = even_ramp(0, 1, "", VIRIDIS)


def style_text(style: RasterStyle, dataset: rasterio.DatasetReader) -> str:
    """Return a QGIS style (.qml).

    Args:
        style: what to draw.
        dataset: the raster, whole; only looked at where its values decide.
    """
    if isinstance(style, ImageStyle):
        ranges = [_range(dataset, band, _CUT) for band in style.bands]
        return qgis_style(_image_lines(style.bands, ranges))
    if isinstance(style, CountStyle):
        most = max(math.ceil(_range(dataset, 1, (0.0, 100.0))[1]), 1)
        style = even_ramp(0, most, "", VIRIDIS)
    return qgis_style(_ramp_lines(style))


def _range(
    dataset: rasterio.DatasetReader, band: int, cut: tuple[float, float]
) -> tuple[float, float]:
    """Return percentiles of the values in blocks spread over the raster; 0 and 1 of none."""
    found = [np.empty(0)]
    step = _STEP if dataset.height * dataset.width > _FEW else 1
    side_rows, side_cols = dataset.block_shapes[band - 1]
    for row in _spread(dataset.height, side_rows):
        for col in _spread(dataset.width, side_cols):
            window = (
                (row, min(row + side_rows, dataset.height)),
                (col, min(col + side_cols, dataset.width)),
            )
            values = dataset.read(band, window=window)[::step, ::step]
            known = np.isfinite(values)
            if dataset.nodata is not None:
                known &= values != dataset.nodata
            found.append(values[known].astype(np.float64))
    pixels = np.concatenate(found)
    if not pixels.size:
        return 0.0, 1.0
    low, high = (float(value) for value in np.percentile(pixels, cut))
    return (low, high) if low < high else (low, low + 1.0)


def _spread(length: int, block: int) -> list[int]:
    """Return the starts of a few blocks, spread evenly."""
    count = -(-length // block)
    return sorted({at * count // _BLOCKS * block for at in range(_BLOCKS)})


def _ramp_lines(style: RampStyle) -> list[str]:
    finite = [value for value, _, _ in style.stops if math.isfinite(value)]
    low, high = (0.0 if style.exact else finite[0]), finite[-1]
    kind = "DISCRETE" if style.exact else "INTERPOLATED"
    limits = f'classificationMin="{low:g}" classificationMax="{high:.17g}"'
    lines = [
        '<rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" '
        f'nodataColor="" {limits}>',
        "  <minMaxOrigin><limits>None</limits></minMaxOrigin>",
        "  <rastershader>",
        f'    <colorrampshader colorRampType="{kind}" classificationMode="1" clip="0" '
        f'minimumValue="{low:g}" maximumValue="{high:.17g}">',
    ]
    if not style.exact:
        lines += _gradient(style)
    lines += [
        f'      <item value="{_number(value)}" color="{color.lower()}" alpha="255" '
        f'label="{html.escape(label)}"/>'
        for value, color, label in style.stops
    ]
    lines += [
        f'      <rampLegendSettings useContinuousLegend="1" suffix="{html.escape(style.unit)}" '
        'prefix="" minimumLabel="" maximumLabel="" direction="0" orientation="2"/>',
        "    </colorrampshader>",
        "  </rastershader>",
        "</rasterrenderer>",
    ]
    return lines


def _gradient(style: RampStyle) -> list[str]:
    """Return the ramp from which QGIS draws the legend's colour bar."""
    colors = [",".join(map(str, (*bytes.fromhex(color[1:]), 255))) for _, color, _ in style.stops]
    last = len(colors) - 1
    between = ":".join(f"{at / last:g};{colors[at]}" for at in range(1, last))
    told = {"color1": colors[0], "color2": colors[-1], "discrete": "0", "rampType": "gradient"}
    told["stops"] = between
    return [
        '      <colorramp type="gradient" name="[source]">',
        *(f'        <prop k="{key}" v="{value}"/>' for key, value in told.items()),
        "      </colorramp>",
    ]


def _number(value: float) -> str:
    return f"{value:.17g}" if math.isfinite(value) else "inf"


def _image_lines(bands: tuple[int, ...], ranges: Sequence[tuple[float, float]]) -> list[str]:
    if len(bands) == 3:
        names = ("red", "green", "blue")
        shown = " ".join(f'{name}Band="{band}"' for name, band in zip(names, bands))
        kind = f'type="multibandcolor" {shown}'
        stretches = [f"{name}ContrastEnhancement" for name in names]
    else:
        kind = f'type="singlebandgray" grayBand="{bands[0]}" gradient="BlackToWhite"'
        stretches = ["contrastEnhancement"]
    lines = [
        f'<rasterrenderer {kind} opacity="1" alphaBand="-1" nodataColor="">',
        "  <minMaxOrigin><limits>None</limits></minMaxOrigin>",
    ]
    for name, (low, high) in zip(stretches, ranges):
        lines.append(
            f"  <{name}><minValue>{low:.9g}</minValue><maxValue>{high:.9g}</maxValue>"
            f"<algorithm>StretchToMinimumMaximum</algorithm></{name}>"
        )
    return [*lines, "</rasterrenderer>"]
