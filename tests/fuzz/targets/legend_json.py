"""Legends as lc.json: parallel lists, objects, or FineCover's own form."""

from __future__ import annotations

import json

from harness import written
from legend_use import use_legend, valid_legends

NAMES = ("lc.json",)
TOKENS = (
    *(b'"values"', b'"label"', b'"palette"', b'"classes"', b'"levels"', b'"nodata"', b'"name"'),
    *(b"1e999", b"NaN", b"-Infinity", b"[" * 60, b"{" * 60, b'"\\ud800"', b"null", b"true", b"-1"),
    *(b"65536", b"9" * 60, b"[]", b"{}", b'""', b"1.5", b'{"code": 1}', b'"No data"'),
)


def target(data: bytes) -> None:
    from finecover.core.legends.legend_files import read_legend_file

    use_legend(read_legend_file(written("lc.json", data)))


def seeds() -> list[bytes]:
    from finecover.core.legends.legend_files import lc_json_text

    legends = valid_legends()
    objects = [{"value": 1, "label": "Wood", "color": "#006400"}, {"value": "2", "name": 7}]
    return [
        *(lc_json_text(legend).encode() for legend in legends),
        *(json.dumps(legend.to_json()).encode() for legend in legends),
        json.dumps(objects).encode(),
    ]
