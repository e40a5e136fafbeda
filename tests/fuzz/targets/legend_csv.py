"""Legends as CSV or colour map."""

from __future__ import annotations

from harness import written
from legend_use import use_legend, valid_legends

NAMES = ("classes.csv",)
TOKENS = (
    *(b"code,name,color\n", b"level1_code", b"level1_name", b"value", b"r,g,b", b"red", b"nodata"),
    *(b"#1F78B4", b"rgb(1,2,3)", b"No data", b'"', b'""', b"\t", b";", b"|", b"\0", b"\xff\xfe"),
    *(b"\xef\xbb\xbf", b"1e999", b"65535", b"65536", b"-1", b"9" * 40, b"INTERPOLATION:EXACT\n"),
)


def target(data: bytes) -> None:
    from finecover.core.legends.legend_files import read_legend_file

    use_legend(read_legend_file(written("classes.csv", data)))


def seeds() -> list[bytes]:
    from finecover.core.legends.legend_csv import csv_text

    made = [csv_text(legend).encode() for legend in valid_legends()]
    return [
        *made,
        made[0].replace(b",", b";").decode().encode("utf-16"),
        b"1,Forest,#006400\n2,Water,#0000ff\n",
        b"code\tname\tr\tg\tb\n1\tForest\t0\t100\t0\n",
        b"# QGIS Generated Color Map Export File\nINTERPOLATION:EXACT\n1,0,100,0,255,Forest\n",
        b"1 0 100 0\n2 0 0 255\n",
        "1,Forêt\n2,Étang\n".encode("latin-1"),
    ]
