"""Legends as QGIS styles and GDAL side files."""

from __future__ import annotations

from harness import written
from legend_use import use_legend, valid_legends

NAMES = ("style.qml",)
TOKENS = (
    *(b"<!DOCTYPE x [", b'<!ENTITY a "aaaa">', b"&a;", b"]>", b'SYSTEM "file:///etc/passwd"'),
    *(b"<paletteEntry ", b"<colorrampshader ", b'colorRampType="EXACT"', b"<item ", b"<Category>"),
    *(b'value="1"', b'label="x"', b'color="#000000"', b"<PAMDataset>", b"<PAMRasterBand>"),
    *(b"<![CDATA[", b"]]>", b"&#0;", b"&#xD800;", b"<a>" * 20, b'encoding="utf-7"', b"<?xml "),
)
_EXACT = b"""<qgis version="3.22"><pipe><rasterrenderer type="singlebandpseudocolor"><rastershader>
<colorrampshader colorRampType="EXACT"><item value="1" label="Wood" color="#006400" alpha="255"/>
<item value="2" label="Water" color="#0000ff" alpha="255"/></colorrampshader></rastershader>
</rasterrenderer></pipe></qgis>"""
_COLORS = b"""<PAMDataset><PAMRasterBand band="1"><CategoryNames><Category></Category>
<Category>Wood</Category></CategoryNames><ColorTable><Entry c1="0" c2="0" c3="0" c4="255"/>
<Entry c1="1" c2="2" c3="3" c4="255"/></ColorTable></PAMRasterBand></PAMDataset>"""


def target(data: bytes) -> None:
    from finecover.core.legends.legend_files import read_legend_file

    use_legend(read_legend_file(written("style.qml", data)))


def seeds() -> list[bytes]:
    from finecover.core.legends.legend_files import aux_xml_text, qml_text

    made = valid_legends()
    first = b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE qgis PUBLIC "a" "b">'
    return [
        *(qml_text(legend).encode() for legend in made),
        *(aux_xml_text(legend).encode() for legend in made if legend.codes[-1] < 100),
        first + _EXACT,
        _COLORS,
    ]
