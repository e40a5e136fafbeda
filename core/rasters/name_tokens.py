"""Words of file names that tell where and when an image was taken, not what it shows.

They are those that producers put into their product names: Sentinel-2's satellite, tile, relative
orbit and processing baseline (ESA, S2-PDGS-TAS-DI-PSD), Landsat's satellite, level, path and row,
collection and tier (USGS, LSDS-1618, LSDS-1619), and MODIS's sinusoidal tile (LP DAAC).
"""

from __future__ import annotations

import re

from .dates import undated

_APART = r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])"
_PATH_ROW = r"(?:[01]\d\d|2[0-3]\d)[_-]?(?:[01]\d\d|2[0-4]\d)"
_LANDSAT = re.compile(
    _APART.format(
        rf"L[COTEM]0[4-9]_L\d[A-Z]{{2}}_{_PATH_ROW}_\d{{8}}(?:_\d{{8}})?(?:_\d\d(?:_(?:T1|T2|RT))?)?"
    )
)
_COLUMNS = ("[S-Z]", "[A-H]", "[J-NP-R]")  # of the military grid's squares, by zone
_SQUARES = "|".join(f"{zone:02}[C-HJ-NP-X]{_COLUMNS[zone % 3]}[A-HJ-NP-V]" for zone in range(1, 61))
_PLACES = (
    f"T?(?:{_SQUARES})",
    r"[hH]\d\dv\d\d|H\d\dV\d\d",
    _PATH_ROW,
    r"[Pp]\d{1,3}[_-]?[Rr]\d{1,3}",
)
_PASSES = (
    r"S[12][A-D]|L[COTEM]0[4-9]|L[COTEM][4-9]",
    r"R\d{3}|A\d{6}",  # relative and absolute orbit
    r"N\d{4}|N\d\d\.\d\d",  # processing baseline
)
_PLACE = re.compile(_APART.format(f"(?:{'|'.join(_PLACES)})"))
_PASS = re.compile(_APART.format(f"(?:{'|'.join(_PASSES)})"))
_SIZE = re.compile(r"(?<![A-Za-z0-9.])\d+(?:\.\d+)?[kc]?m(?![A-Za-z0-9])")


def variable_of(stem: str) -> str:
    """Return a file's name without date, tile, orbit, satellite and baseline; "" = nothing left."""
    text = undated(_LANDSAT.sub("", stem))
    for words in (_PLACE, _PASS):
        text = words.sub("", text)
    text = re.sub(r"([_\-. ])[_\-. ]+", r"\1", text).strip("_-. ")
    return text if re.search(r"[A-Za-z0-9]", text) else ""


def words_of(stem: str, *, without: str = "") -> frozenset[str]:
    """Return the words of a file's name in lower case, but for the size of its pixels.

    The T before a tile's name is left out, for not all write it.

    Args:
        stem: the name.
        without: what is cut from it first, such as the name of a band.
    """
    text = _SIZE.sub("", stem)
    if without:
        text = re.sub(_APART.format(re.escape(without)), "", text, flags=re.IGNORECASE)
    words = (word.lower() for word in re.split(r"[^A-Za-z0-9]+", text) if word)
    return frozenset(re.sub(r"^t(?=\d\d[a-z]{3}$)", "", word) for word in words)
