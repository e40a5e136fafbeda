"""Valid legends to start from, and what is done with a legend that was read."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from finecover.core.legends.legend import Legend


def valid_legends() -> list[Legend]:
    """Return a plain legend, one with levels and nodata codes, and one with awkward names."""
    from finecover.core.legends.legend import LandCoverClass, Legend, Level

    land, water = Level("level1", 1, "Land", "#112233"), Level("level1", 2, "Water")
    return [
        Legend((LandCoverClass(1, "Forest", "#006400"), LandCoverClass(2, "Water", "#0000FF"))),
        Legend(
            (
                LandCoverClass(10, "Wood", "#006400", (land, Level("level2", 11, "Trees"))),
                LandCoverClass(65535, "Lake", "#0000FF", (water, Level("level2", 21, "Still"))),
            ),
            name="two levels",
            nodata_codes=(0, -9999),
        ),
        Legend(
            (
                LandCoverClass(0, 'say "wood", <&>; a|b', "#000000"),
                LandCoverClass(7, "Ñandú – 森林 🌲", "#FFFFFF"),
                LandCoverClass(4096, "# 12", "#ABCDEF"),
            ),
        ),
    ]


def use_legend(legend: Legend) -> None:
    """Do with a legend what maps and reports do; none of it may fail but levels that do not fit."""
    from finecover.core.errors import LegendError
    from finecover.core.legends.legend import Legend as Read
    from finecover.core.legends.legend_csv import csv_text
    from finecover.core.legends.legend_files import aux_xml_text, lc_json_text, qml_text

    for write in (csv_text, lc_json_text, qml_text, aux_xml_text):
        write(legend).encode("utf-8")
    again = Read.from_json(json.loads(json.dumps(legend.to_json())))
    if again != legend:
        raise ValueError(f"{legend} comes back as {again}")
    positions = legend.index_of(legend.codes)
    if not np.array_equal(positions, np.arange(len(legend))):
        raise ValueError(f"{legend} does not find its own codes")
    for name in legend.level_names:
        with contextlib.suppress(LegendError):
            legend.at_level(name)
