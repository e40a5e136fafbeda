"""Crosswalks of several maps, and to levels of a legend, as CSV."""

from __future__ import annotations

from harness import written
from legend_use import valid_legends

NAMES = ("walk.csv", "crosswalk walk")
TOKENS = (
    *(b"from,to\n", b"to_name", b"map", b"level1", b"level2", b"levelx", b"source", b"target"),
    *(b'"', b"\t", b";", b"|", b"\0", b"65535", b"65536", b"-1", b"9" * 40, b"1.0", b"Forest"),
)


def target(data: bytes) -> None:
    from finecover.core.legends.crosswalk_table import read_crosswalk_table

    plain, leveled, _ = valid_legends()
    table = read_crosswalk_table(written("walk.csv", data))
    goal = leveled
    if table.level in leveled.level_names:
        goal, _ = leveled.at_level(table.level)
    for name in (*table.maps, "map"):
        table.crosswalk([name], source=plain, target=goal, unnamed=True)


def seeds() -> list[bytes]:
    return [
        b"from,to,to_name\n1,10,Wood\n2,,\n",
        "map,from,to\nmap,1,65535\nother,Water,10\n".encode("utf-16"),
        b"from\tlevel1\tlevel2\n1\t1\t11\n2\t2\tStill\n",
        b"1;10\n2;10\n",
    ]
