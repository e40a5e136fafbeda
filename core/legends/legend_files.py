"""Legend files: reading them, told apart by what they hold, and the texts to be written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import LegendError
from .legend_csv import color_map_rows, csv_rows, csv_text, is_color_map
from .legend_rows import Row, assemble, decode, parse_code, parse_color, read_bytes, rgb_color
from .legend_table import Legend, whole_codes
from .legend_xml import aux_xml_text, qml_text, xml_rows

__all__ = [
    "aux_xml_text",
    "csv_text",
    "lc_json_text",
    "legend_from_table",
    "qml_text",
    "read_legend_file",
]

_CODES = ("values", "value", "codes", "code", "id")
_NAMES = ("label", "labels", "names", "name", "description", "class")
_COLORS = ("palette", "colors", "color", "colours", "colour", "hex")


def read_legend_file(path: str | os.PathLike[str]) -> Legend:
    """Read a legend; names the legend after the file.

    Kinds: CSV (with or without header), JSON (parallel lists values, label, palette; a list of
    objects; ``Legend.to_json``), QGIS style (.qml), QGIS or ArcGIS colour map (.txt, .clr), GDAL
    side file (.aux.xml).

    Raises:
        InputError: the file cannot be read or is no text.
        LegendError: it lists no usable classes; the message names file, row and value.
    """
    file = Path(path)
    data = read_bytes(file)
    name = _title(file)
    head = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if head.startswith(b"<"):
        return assemble(xml_rows(data, file=file.name), name=name, file=file.name)
    text = decode(data, file=file.name)
    if head[:1] in (b"{", b"["):
        return _from_json(text, name=name, file=file.name)
    if is_color_map(text):
        rows = color_map_rows(text, file=file.name)
    else:
        rows = csv_rows(text, file=file.name)
    return assemble(rows, name=name, file=file.name)


def _title(file: Path) -> str:
    """The file's name without its endings, as a legend's name; "" when it cannot be one."""
    title = file.name.split(".")[0]
    return " ".join(title.split()) if title.isprintable() and len(title) <= 200 else ""


def _from_json(text: str, *, name: str, file: str) -> Legend:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LegendError(f"{file} is not valid JSON ({error}); save it again.") from error
    if isinstance(data, dict) and isinstance(data.get("classes"), list):
        if all(isinstance(item, dict) and "levels" in item for item in data["classes"]):
            return _from_own_json(data, file=file)
        data = data["classes"]
    if isinstance(data, dict):
        rows = _parallel_rows(data, file=file)
    else:
        rows = [_object_row(item, where=f"{file}, entry {i}: ") for i, item in enumerate(data, 1)]
    return assemble(rows, name=name, file=file)


def _from_own_json(data: object, *, file: str) -> Legend:
    try:
        return Legend.from_json(data)
    except LegendError as error:
        raise LegendError(f"{file}: {error}") from error


def _parallel_rows(data: Mapping[str, Any], *, file: str) -> list[Row]:
    codes = _list(data, _CODES, file=file)
    if codes is None:
        raise LegendError(
            f"{file} has no list of codes; give the lists values, label and palette, or a list of "
            "objects with value, label and color."
        )
    names = _list(data, _NAMES, file=file) or [""] * len(codes)
    colors = _list(data, _COLORS, file=file) or [""] * len(codes)
    if not len(codes) == len(names) == len(colors):
        raise LegendError(
            f"{file} lists {len(codes)} values, {len(names)} labels and {len(colors)} colours; "
            "make the lists equally long."
        )
    rows = [
        _json_row(code, label, color, where=f"{file}, entry {number}: ")
        for number, (code, label, color) in enumerate(zip(codes, names, colors), start=1)
    ]
    for code in _list(data, ("nodata",), file=file) or []:
        rows.append(Row(parse_code(code, where=f"{file}, nodata: "), "No data"))
    return rows


def _list(data: Mapping[str, Any], keys: Sequence[str], *, file: str) -> list[Any] | None:
    key = next((key for key in keys if key in data), None)
    if key is None:
        return None
    if not isinstance(data[key], list):
        raise LegendError(f'{file}: "{key}" is not a list; write it like [1, 2, 3].')
    return list(data[key])


def _object_row(item: object, *, where: str) -> Row:
    if not isinstance(item, dict):
        raise LegendError(
            f"{where}{ascii(item)[:60]} is not an object with value, label and color; write it "
            'like {"value": 1, "label": "Wood", "color": "#006400"}.'
        )
    fields = {str(key).casefold(): value for key, value in item.items()}
    code, name, color = (
        next((fields[key] for key in keys if key in fields), "")
        for keys in (_CODES, _NAMES, (*_COLORS, "color-hint", "color_hint"))
    )
    return _json_row(code, name, color, where=where)


def _json_row(code: object, name: object, color: object, *, where: str) -> Row:
    if not isinstance(name, (str, int, float)) or isinstance(name, bool):
        raise LegendError(f"{where}label {ascii(name)[:60]} is not text; write it in quotes.")
    return Row(
        parse_code(code, where=where), str(name), parse_color(color, where=where), where=where
    )


def legend_from_table(
    colormap: Mapping[int, Sequence[int]] | None,
    category_names: Sequence[str | None] | None,
    *,
    codes: np.ndarray,
    name: str = "",
) -> Legend:
    """Make a legend of a raster's own colour table and category names.

    Args:
        colormap: code -> (red, green, blue, …), 0..255, or None.
        category_names: names by code (item i names class i; "" or None where there is none), or
            None.
        codes: the codes in use, without nodata; a colour table also lists hundreds that are not.
        name: the legend's name.

    Returns:
        The classes in use; those without a name are called "Class 7". A category called "NA" or "No
        data" becomes a nodata code.

    Raises:
        LegendError: neither table is given, no code is in use, or a value cannot be used.
    """
    if not colormap and not any(category_names or ()):
        raise LegendError(
            "the raster carries neither a colour table nor category names; choose a legend file or "
            "a built-in legend."
        )
    labels = list(category_names or ())
    rows = []
    for code in whole_codes(codes).tolist():
        label = (labels[code] or "") if 0 <= code < len(labels) else ""
        entry = (colormap or {}).get(code)
        color = rgb_color(*(int(part) for part in entry[:3])) if entry else ""
        rows.append(Row(code, label, color))
    return assemble(rows, name=name, file="the raster")


def lc_json_text(legend: Legend) -> str:
    """Return the parallel lists values, label and palette (and nodata) as JSON."""
    data: dict[str, list[Any]] = {
        "values": [entry.code for entry in legend.classes],
        "label": list(legend.names),
        "palette": [color[1:] for color in legend.colors],
    }
    if legend.nodata_codes:
        data["nodata"] = list(legend.nodata_codes)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
