"""Legends in XML: QGIS styles (.qml) and GDAL's side files (.aux.xml), read with suspicion."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from xml.parsers import expat

from ..errors import LegendError
from ..rasters.qgis_style import qgis_style
from .legend_rows import Row, parse_code, parse_color, rgb_color
from .legend_table import Legend

_MAX_DEPTH = 200
_MAX_ELEMENTS = 200_000
_MAX_AUX_CODE = 4095  # longer lists of names make side files large and GDAL slow
_INTEGER, _TEXT = 0, 2  # GDAL's GDALRATFieldType; the last number is its GDALRATFieldUsage
_TABLE = (
    ("Value", _INTEGER, 5), ("Class", _TEXT, 2),
    ("Red", _INTEGER, 6), ("Green", _INTEGER, 7), ("Blue", _INTEGER, 8),
)  # fmt: skip
_KEPT = frozenset(
    {
        "qgis",
        "rasterrenderer",
        "paletteEntry",
        "colorrampshader",
        "item",
        "PAMDataset",
        "PAMRasterBand",
        "CategoryNames",
        "Category",
        "ColorTable",
        "Entry",
    }
)


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    parent: str
    band: str
    text: list[str] = field(default_factory=list)


class _Collector:
    """Keeps the elements that matter, in order; builds no tree and expands no entity."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.kept: list[_Element] = []
        self.open: list[str] = []
        self.band = ""
        self.root = ""

    def doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal:
            raise LegendError(
                f"{self.file} defines XML entities in its DOCTYPE, which no QGIS or GDAL file "
                "needs; remove them."
            )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self.open[-1] if self.open else ""
        self.root = self.root or tag
        self.open.append(tag)
        if tag == "PAMRasterBand":
            self.band = attributes.get("band", "")
        if tag in _KEPT:
            self.kept.append(_Element(tag, attributes, parent, self.band))
        if len(self.open) > _MAX_DEPTH or len(self.kept) > _MAX_ELEMENTS:
            raise LegendError(
                f"{self.file} is nested or repeated beyond any style; check the file."
            )

    def end(self, tag: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        if self.open[-1] == "Category":
            self.kept[-1].text.append(data)


def xml_rows(data: bytes, *, file: str) -> list[Row]:
    """Return the classes of a QGIS style or a GDAL side file.

    Reads paletted styles, single-band pseudocolour styles with exact colours, and category names
    with their colour table (of the first band that has names).

    Args:
        data: the file's bytes.
        file: the file's name, for messages.

    Raises:
        LegendError: not well formed, entities defined, another kind of XML, or no classes within.
    """
    found = _parse(data, file=file)
    if found.root == "qgis":
        return _qml_rows(found)
    if found.root == "PAMDataset":
        return _aux_rows(found)
    raise LegendError(
        f"{file} is XML of the kind <{found.root[:40]}>; choose a QGIS style (.qml) or a GDAL side "
        "file (.aux.xml)."
    )


def _parse(data: bytes, *, file: str) -> _Collector:
    collector = _Collector(file)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = collector.doctype
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise LegendError(f"{file} is not well-formed XML ({error}); save it again.") from error
    return collector


def _qml_rows(found: _Collector) -> list[Row]:
    exact = {
        element.attributes.get("colorRampType", "").upper()
        for element in found.kept
        if element.tag == "colorrampshader"
    }
    entries = [element for element in found.kept if element.tag == "paletteEntry"]
    if not entries and exact == {"EXACT"}:
        entries = [
            element
            for element in found.kept
            if element.tag == "item" and element.parent == "colorrampshader"
        ]
    if not entries:
        raise LegendError(
            f"{found.file} holds no classes; in QGIS style the raster by paletted/unique values "
            "and save the style again."
        )
    rows = []
    for number, element in enumerate(entries, start=1):
        where = f"{found.file}, class {number}: "
        code = parse_code(element.attributes.get("value", ""), where=where)
        color = parse_color(element.attributes.get("color", ""), where=where)
        rows.append(Row(code, element.attributes.get("label", ""), color, where=where))
    return rows


def _aux_rows(found: _Collector) -> list[Row]:
    named = [element for element in found.kept if element.tag == "Category"]
    if not named:
        raise LegendError(f"{found.file} holds no category names; choose a file that lists names.")
    band = named[0].band
    colors = [
        element
        for element in found.kept
        if element.tag == "Entry" and element.parent == "ColorTable" and element.band == band
    ]
    rows = []
    for code, element in enumerate(item for item in named if item.band == band):
        where = f"{found.file}, category {code}: "
        name = "".join(element.text).strip()
        color = _entry_color(colors[code], where=where) if code < len(colors) else ""
        if name:
            rows.append(Row(code, name, color, where=where))
    return rows


def _entry_color(element: _Element, *, where: str) -> str:
    parts = [parse_code(element.attributes.get(key, ""), where=where) for key in ("c1", "c2", "c3")]
    if not all(0 <= part <= 255 for part in parts):
        raise LegendError(f"{where}colour {parts} is outside 0 to 255; correct the colour table.")
    return rgb_color(*parts)


def qml_text(legend: Legend) -> str:
    """Return a QGIS style: one named, coloured entry for each class of band 1."""
    entries = [
        f'    <paletteEntry value="{entry.code}" color="{entry.color.lower()}" alpha="255" '
        f'label="{html.escape(entry.name)}"/>'
        for entry in legend.classes
    ]
    return qgis_style(
        [
            '<rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">',
            "  <colorPalette>",
            *entries,
            "  </colorPalette>",
            "</rasterrenderer>",
        ]
    )


def aux_xml_text(legend: Legend) -> str:
    """Return GDAL's side file for band 1: category names and a raster attribute table.

    The names are left out where a code exceeds 4095. From 3.30 on QGIS reads the table, which
    lists the classes there are and no others.
    """
    lines = ["<PAMDataset>", '  <PAMRasterBand band="1">']
    if int(legend.codes[-1]) <= _MAX_AUX_CODE:
        names = (html.escape(name, quote=False) for name in legend.category_names())
        lines.append("    <CategoryNames>")
        lines += [f"      <Category>{name}</Category>" for name in names]
        lines.append("    </CategoryNames>")
    lines += [*_table_lines(legend), "  </PAMRasterBand>", "</PAMDataset>", ""]
    return "\n".join(lines)


def _table_lines(legend: Legend) -> list[str]:
    """Return code, name and colour of every class as GDAL keeps raster attribute tables."""
    lines = ['    <GDALRasterAttributeTable tableType="thematic">']
    for at, (name, kind, usage) in enumerate(_TABLE):
        lines.append(
            f'      <FieldDefn index="{at}"><Name>{name}</Name><Type>{kind}</Type>'
            f"<Usage>{usage}</Usage></FieldDefn>"
        )
    for at, entry in enumerate(legend.classes):
        values = (entry.code, html.escape(entry.name, quote=False), *entry.rgb)
        cells = "".join(f"<F>{value}</F>" for value in values)
        lines.append(f'      <Row index="{at}">{cells}</Row>')
    return [*lines, "    </GDALRasterAttributeTable>"]
