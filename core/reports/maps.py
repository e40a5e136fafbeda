"""Pictures of the compared maps with their legend, linked under one cursor by a small script."""

from __future__ import annotations

import base64
import json
import re
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from ..accuracy.report_data import AccuracyReport, ClassKey, ClassMap
from ..errors import InputError
from .blocks import Section, class_label, paragraph, swatch
from .points import Marks
from .text import Html, join, name_text, storable, text

_AGREE = "#d3d8da"
_UNKNOWN = "#7f7f7f"  # of a class without a colour
_WINNERS = (  # Okabe and Ito's colours in steps of lightness, so that grey prints keep them apart
    ("both agree with the reference", _AGREE),
    ("only the map agrees", "#0072b2"),
    ("only the baseline agrees", "#e69f00"),
    ("neither agrees", "#1a1a1a"),
)
_PALETTE = 256
_NOTHING = Html("")
_TALLEST = 34.0  # rem
_HELP = (
    "Each picture shows the same places; hatched ones were not compared or have no class. The "
    "pictures may hold fewer pixels than the maps; all figures are those of the maps."
)


@dataclass(frozen=True, eq=False)
class _Shown:
    """A picture: its title, what its colours mean, and codes (row, col) into ``colors``; -1 = none.

    ``key`` is empty where the colours are those of the classes; ``marks`` are drawn over them.
    """

    title: str
    codes: np.ndarray
    colors: Sequence[str]
    key: Sequence[Html] = ()
    marks: Html = _NOTHING


def maps_sections(report: AccuracyReport) -> list[Section]:
    """The pictures as a section, or none.

    Raises:
        InputError: the pictures differ in shape.
    """
    if not report.maps:
        return []
    shape = report.maps[0].positions.shape
    for one in report.maps:
        if one.positions.shape != shape:
            raise InputError(
                f"The picture {one.title} has shape {one.positions.shape} and the first {shape}; "
                "draw all pictures of a report on one grid."
            )
    classes, marks = report.classes, Marks.of(report)
    if report.points is not None:
        classes = [*classes, *report.points.more_classes]
    colors = [_plain_color(color) for _, _, color in classes]
    shown = [_Shown(one.title, one.positions, colors) for one in report.maps]
    if marks is not None:
        shown = [_marked(one, marks, layer) for layer, one in enumerate(shown)]
    elif report.points is None:
        shown += _errors(report, colors)
    parts = [
        paragraph(_HELP if marks is None else marks.help()),
        Html(f'<div class="pictures">{join(_figure(one) for one in shown)}</div>'),
        _legend(classes, report.maps, marks),
        _data(classes, report.maps, marks),
    ]
    return [Section("Maps", Html(f'<div class="maps">{join(parts)}</div>'), interactive=True)]


def _marked(shown: _Shown, marks: Marks, layer: int) -> _Shown:
    height, width = shown.codes.shape
    drawing = marks.drawing(layer, (height, width))
    return replace(shown, marks=drawing, key=list(marks.key(layer)))


def _plain_color(color: str) -> str:
    return color if re.fullmatch(r"#[0-9a-fA-F]{6}", color) else _UNKNOWN


def _errors(report: AccuracyReport, colors: Sequence[str]) -> list[_Shown]:
    """Where map and reference disagree on what, and which of map and baseline is right where."""
    if len(report.maps) < 2:
        return []
    mapped, reference = report.maps[0].positions, report.maps[-1].positions
    compared = (mapped >= 0) & (reference >= 0)
    right = mapped == reference
    wrong = np.where(right, len(colors), reference)
    agree = "map and reference agree"
    found = [
        _Shown(
            "Disagreement, in the colour of the reference’s class",
            np.where(compared, wrong, -1),
            [*colors, _AGREE],
            _key([(agree, _AGREE)]),
        )
    ]
    if report.baseline is not None and len(report.maps) > 2:
        baseline = report.maps[1].positions
        winner = 3 - 2 * right - (baseline == reference)
        # 0 both, 1 map only, 2 baseline only, 3 neither: exactly the order of the colours
        both = compared & (baseline >= 0)
        names = [color for _, color in _WINNERS]
        title = "Map and baseline against the reference"
        found.append(_Shown(title, np.where(both, winner, -1), names, _key(_WINNERS)))
    return found


def _key(colors: Sequence[tuple[str, str]]) -> list[Html]:
    """What the colours of a picture mean."""
    return [
        Html(f'<span class="item">{swatch(color)}{text(name)}</span>') for name, color in colors
    ]


def _figure(shown: _Shown) -> Html:
    height, width = shown.codes.shape
    data = base64.b64encode(png(shown.codes, shown.colors)).decode("ascii")
    widest = f"{_TALLEST * width / height:.2f}rem"
    return Html(
        f'<figure style="max-width:{widest}"><div class="view"><img alt="{text(shown.title)}" '
        f'width="{width}" height="{height}" src="data:image/png;base64,{data}">{shown.marks}</div>'
        f"<figcaption><strong>{name_text(shown.title)}</strong>{join(shown.key)}</figcaption></figure>"
    )


def png(codes: np.ndarray, colors: Sequence[str]) -> bytes:
    """Return a PNG file with one colour per code, clear where the code is -1.

    Args:
        codes: integers (row, col), positions in ``colors`` or -1.
        colors: as ``#rrggbb``.
    """
    height, width = codes.shape
    table = np.zeros((len(colors) + 1, 4), np.uint8)
    for place, color in enumerate(colors):
        table[place] = [*bytes.fromhex(color[1:]), 255]
    profile = {"driver": "PNG", "height": height, "width": width, "dtype": "uint8"}
    with MemoryFile() as memory, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a picture has no place
        if len(table) <= _PALETTE:
            with memory.open(count=1, **profile) as dataset:
                dataset.write(np.where(codes < 0, len(colors), codes).astype(np.uint8), 1)
                dataset.write_colormap(1, {at: tuple(c) for at, c in enumerate(table.tolist())})
        else:
            with memory.open(count=4, **profile) as dataset:
                dataset.write(np.moveaxis(table[codes], -1, 0))
        return bytes(memory.read())


def _legend(classes: Sequence[ClassKey], maps: Sequence[ClassMap], marks: Marks | None) -> Html:
    shown = [np.unique(one.positions) for one in maps]
    shown += [] if marks is None else [np.unique(marks.points.reference)]
    used = np.unique(np.concatenate(shown))
    items = (
        f"<li>{class_label((code, name, _plain_color(color)))}</li>"
        for place, (code, name, color) in sorted(enumerate(classes), key=lambda one: one[1][0])
        if (used == place).any()
    )
    return Html(f'<ul class="legend" aria-label="Legend">{"".join(items)}</ul>')


def _data(classes: Sequence[ClassKey], maps: Sequence[ClassMap], marks: Marks | None) -> Html:
    """What the script reads: the class at each place of each map, packed.

    Positions + 1 as unsigned integers of 1 or 2 bytes, the low byte first, row by row; zlib.
    """
    size = 1 if len(classes) < _PALETTE else 2
    layers = [
        base64.b64encode(
            zlib.compress((one.positions.astype(np.int32) + 1).astype(f"<u{size}").tobytes(), 9)
        ).decode("ascii")
        for one in maps
    ]
    height, width = maps[0].positions.shape
    names = [(code, storable(name), _plain_color(color)) for code, name, color in classes]
    content = {
        "width": width,
        "height": height,
        "bytes": size,
        "titles": [storable(one.title) for one in maps],
        "classes": names,
        "layers": layers,
    }
    if marks is not None:
        content["points"] = marks.content((height, width))
    # The only way out of a script element is "</script" or "<!--", so no "<" may stay.
    plain = json.dumps(content, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" class="map-data">{plain}</script>')
