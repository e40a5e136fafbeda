"""The legend FineCover writes into the tags of its maps."""

from __future__ import annotations

import json
from types import SimpleNamespace

from legend_use import use_legend, valid_legends

NAMES = ("COARSE 'map.tif'",)
TOKENS = (
    *(b'"classes"', b'"code"', b'"name"', b'"color"', b'"levels"', b'"label"', b'"nodata_codes"'),
    *(b"1e999", b"NaN", b"[" * 60, b'"\\ud800"', b"null", b"65536", b"9" * 60, b"[]", b"{}"),
)


def target(data: bytes) -> None:
    from finecover.core.legends.labels import tagged_legend
    from finecover.core.rasters.output import LEGEND_TAG

    text = data.decode("utf-8", "surrogateescape")
    reader = SimpleNamespace(
        info=SimpleNamespace(tags={LEGEND_TAG: text}),
        source=SimpleNamespace(label="COARSE 'map.tif'", path="map.tif"),
    )
    legend = tagged_legend(reader)
    if legend is not None:
        use_legend(legend)


def seeds() -> list[bytes]:
    return [b"", *(json.dumps(legend.to_json()).encode() for legend in valid_legends())]
