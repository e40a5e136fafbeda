"""Crosswalks of one map as CSV."""

from __future__ import annotations

import numpy as np
from harness import written
from legend_use import use_legend, valid_legends

NAMES = ("walk.csv", "crosswalk walk", "CROSSWALK", "the crosswalk")
TOKENS = (
    *(b"from,to\n", b"to_name", b"source", b"target", b"value", b"Wood", b"Forest", b"No data"),
    *(b'"', b"\t", b";", b"|", b"\0", b"65535", b"65536", b"-1", b"9" * 40, b"1.0", "²".encode()),
)


def target(data: bytes) -> None:
    from finecover.core.errors import FineCoverError
    from finecover.core.legends.crosswalk import read_crosswalk

    path, (plain, leveled, _) = written("walk.csv", data), valid_legends()
    try:
        walk = read_crosswalk(path, source=plain, target=leveled)
    except FineCoverError:
        walk = read_crosswalk(path)
    codes = np.array([[0, 1], [2, 65535]], np.uint16)
    walk.apply(codes, nodata=0)
    use_legend(walk.legend(leveled))


def seeds() -> list[bytes]:
    return [
        b"from,to,to_name\n1,10,Wood\n2,,\n",
        b"from;to\nForest;Wood\nWater;Lake\n",
        b"1;10\n2;10\n",
        "from\tto\n1\t65535\n".encode("utf-16"),
    ]
