"""Spectral indices by band role, each with its source, and those that users write."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..rasters.bands import ROLES
from .formula import parse, ratio

Bands = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class SpectralIndex:
    """An index of bands.

    Attributes:
        name: how its features are called.
        roles: the bands it needs; a user's formula may also name bands without role.
        formula: computes it from arrays by what ``roles`` calls them.
        source: where it was published; "" for a user's.
        reflectance: whether it needs reflectance 0..1.
        text: a user's formula, ``Formula.text``; "" for FineCover's own.
    """

    name: str
    roles: tuple[str, ...]
    formula: Callable[[Bands], np.ndarray]
    source: str
    reflectance: bool = False
    text: str = ""


def normalized_difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return (first - second) / (first + second); 0 where both are 0."""
    return ratio(first - second, first + second)


def _difference(first: str, second: str) -> Callable[[Bands], np.ndarray]:
    return lambda bands: normalized_difference(bands[first], bands[second])


def _evi(b: Bands) -> np.ndarray:
    return ratio(2.5 * (b["nir"] - b["red"]), b["nir"] + 6 * b["red"] - 7.5 * b["blue"] + 1)


def _bsi(b: Bands) -> np.ndarray:
    return normalized_difference(b["swir1"] + b["red"], b["nir"] + b["blue"])


INDICES: Mapping[str, SpectralIndex] = {
    index.name: index
    for index in (
        SpectralIndex(
            "NDVI", ("nir", "red"), _difference("nir", "red"),
            "Rouse et al. (1974), NASA SP-351, 309-317",
        ),
        SpectralIndex(
            "NDWI", ("green", "nir"), _difference("green", "nir"),
            "McFeeters (1996), https://doi.org/10.1080/01431169608948714",
        ),
        SpectralIndex(
            "MNDWI", ("green", "swir1"), _difference("green", "swir1"),
            "Xu (2006), https://doi.org/10.1080/01431160600589179",
        ),
        SpectralIndex(
            "NDMI", ("nir", "swir1"), _difference("nir", "swir1"),
            "Gao (1996), https://doi.org/10.1016/S0034-4257(96)00067-3",
        ),
        SpectralIndex(
            "NDBI", ("swir1", "nir"), _difference("swir1", "nir"),
            "Zha et al. (2003), https://doi.org/10.1080/01431160304987",
        ),
        SpectralIndex(
            "NBR", ("nir", "swir2"), _difference("nir", "swir2"),
            "Key and Benson (2006), USDA RMRS-GTR-164-CD",
        ),
        SpectralIndex(
            "BSI", ("swir1", "red", "nir", "blue"), _bsi,
            "Rikimaru et al. (2002), Tropical Ecology 43, 39-47",
        ),
        SpectralIndex(
            "NDRE", ("nir", "rededge1"), _difference("nir", "rededge1"),
            "Gitelson and Merzlyak (1994), https://doi.org/10.1016/S0176-1617(11)81633-0",
        ),
        SpectralIndex(
            "EVI", ("nir", "red", "blue"), _evi,
            "Huete et al. (2002), https://doi.org/10.1016/S0034-4257(02)00096-2", True,
        ),
        SpectralIndex(
            "EVI2", ("nir", "red"),
            lambda b: ratio(2.5 * (b["nir"] - b["red"]), b["nir"] + 2.4 * b["red"] + 1),
            "Jiang et al. (2008), https://doi.org/10.1016/j.rse.2008.06.006", True,
        ),
        SpectralIndex(
            "SAVI", ("nir", "red"),
            lambda b: ratio(1.5 * (b["nir"] - b["red"]), b["nir"] + b["red"] + 0.5),
            "Huete (1988), https://doi.org/10.1016/0034-4257(88)90106-X", True,
        ),
    )
}  # fmt: skip

DEFAULT_INDICES = ("NDVI", "NDWI", "MNDWI", "NDMI", "NBR", "BSI", "NDRE")
_SUBSTITUTES = {"nir": "nir08", "nir08": "nir"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def parse_indices(wanted: str) -> tuple[SpectralIndex, ...]:
    """Read ``NDVI,Mine=(nir-red)/(nir+red+0.16)`` into indices.

    Args:
        wanted: names and ``NAME=formula`` (see ``formula.parse``) separated by commas, semicolons
            or lines; empty and ``none`` name no index.

    Raises:
        InputError: a name is unknown or means two things, or a formula cannot be understood.
    """
    if wanted.strip().lower() == "none":
        return ()
    named: dict[str, SpectralIndex] = {}
    for part in _split(wanted):
        index = _user_index(part) if "=" in part else _own_index(part)
        same = named.setdefault(index.name.upper(), index)
        if (same.name, same.text) != (index.name, index.text):
            raise InputError(
                f"INDICES: {index.name} is given two formulas; call one of them something else."
            )
    return tuple(named.values())


def choose_indices(wanted: str, *, scenes: Iterable[Collection[str]]) -> tuple[SpectralIndex, ...]:
    """Return the indices to compute.

    Args:
        wanted: as for ``parse_indices``; empty means those of the defaults that some scene has
            the bands for.
        scenes: what each scene has: the roles and the names of its bands.

    Raises:
        InputError: as ``parse_indices``, or no scene has the bands an index needs.
    """
    scenes = list(scenes)
    if not wanted.strip():
        own = (INDICES[name] for name in DEFAULT_INDICES)
        return tuple(index for index in own if any(can_compute(index, s) for s in scenes))
    named = parse_indices(wanted)
    for index in named:
        if not any(can_compute(index, bands) for bands in scenes):
            raise InputError(_lacking(index, scenes))
    return named


def can_compute(index: SpectralIndex, bands: Collection[str]) -> bool:
    """Tell whether the roles and names of bands suffice; either near infrared serves."""
    return all(_find(role, bands) for role in index.roles)


def compute_index(index: SpectralIndex, bands: Bands) -> np.ndarray:
    """Return an index as float32 (row, col) from arrays by role and name, which suffice for it."""
    full = {role: bands[_find(role, bands)] for role in index.roles}
    return index.formula(full).astype(np.float32, copy=False)


def _find(role: str, bands: Collection[str]) -> str:
    """Return what the scene calls a band, "" where it has none of the kind."""
    for name in (role, _SUBSTITUTES.get(role, role)):
        if name in bands:
            return name
    low = role.lower()  # FineCover's own are lower case already: only formulas come here
    if low != role and low in (*bands, *_SUBSTITUTES):
        return _find(low, bands)
    return min((name for name in bands if name.lower() == low), default="")


def _split(text: str) -> list[str]:
    """Return the parts between separators that stand in no parentheses."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character in ";\n" or (character == "," and depth <= 0):
            parts.append("")
            depth = 0
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def _own_index(name: str) -> SpectralIndex:
    if name.upper() not in INDICES:
        raise InputError(
            f"INDICES: '{name.upper()}' is unknown; choose from {', '.join(INDICES)}, or write it "
            "as NAME=formula."
        )
    return INDICES[name.upper()]


def _user_index(text: str) -> SpectralIndex:
    name, _, formula = (part.strip() for part in text.partition("="))
    if not _NAME.fullmatch(name):
        raise InputError(
            f"INDICES: '{name}' cannot be the name of an index; write letters, digits and _ "
            "(at most 40, a letter first) before the '='."
        )
    if name.upper() in INDICES or name.lower() in (*ROLES, "none"):
        raise InputError(f"INDICES: the name {name} is taken; call your formula something else.")
    read = parse(formula, name=name)
    return SpectralIndex(name, read.names, read.evaluate, "", text=read.text)


def _lacking(index: SpectralIndex, scenes: Iterable[Collection[str]]) -> str:
    if not index.text:
        return (
            f"INDICES: {index.name} needs the bands {', '.join(index.roles)}; name them "
            "in BANDS, for example blue=1,green=2,red=3,nir=4."
        )
    known = dict.fromkeys(name for bands in scenes for name in sorted(bands))
    return (
        f"INDICES: {index.name} needs the bands {', '.join(index.roles)} at one date; there are "
        f"{', '.join(known)}; correct the formula, or name the bands in BANDS."
    )
