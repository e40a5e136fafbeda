"""Spectral indices by band role, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from .errors import InputError

Bands = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class SpectralIndex:
    """An index: the roles it needs, its formula, whether it needs reflectance 0..1, its source."""

    name: str
    roles: tuple[str, ...]
    formula: Callable[[Bands], np.ndarray]
    source: str
    reflectance: bool = False


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Return numerator / denominator in float32; 0 where the denominator is 0."""
    safe = np.where(denominator == 0, np.float32(1), denominator)
    return np.where(denominator == 0, np.float32(0), numerator / safe).astype(np.float32)


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


def choose_indices(wanted: str, *, scenes: Iterable[set[str]]) -> tuple[str, ...]:
    """Return the indices to compute.

    Args:
        wanted: names separated by commas; empty means those of the defaults that some scene
            has the bands for; ``none`` means no index.
        scenes: the roles each scene has.

    Raises:
        InputError: a name is unknown, or no scene has the bands it needs.
    """
    scenes = list(scenes)
    if wanted.strip().lower() == "none":
        return ()
    if not wanted.strip():
        return tuple(name for name in DEFAULT_INDICES if any(can_compute(name, s) for s in scenes))
    chosen = []
    for name in filter(None, (part.strip().upper() for part in wanted.split(","))):
        if name not in INDICES:
            raise InputError(f"INDICES: '{name}' is unknown; choose from {', '.join(INDICES)}.")
        if not any(can_compute(name, roles) for roles in scenes):
            raise InputError(
                f"INDICES: {name} needs the bands {', '.join(INDICES[name].roles)}; name them "
                "in BANDS, for example blue=1,green=2,red=3,nir=4."
            )
        if name not in chosen:
            chosen.append(name)
    return tuple(chosen)


def can_compute(name: str, roles: Iterable[str]) -> bool:
    """Tell whether the roles a scene has suffice for an index; either near infrared serves."""
    have = set(roles)
    return all(role in have or _SUBSTITUTES.get(role) in have for role in INDICES[name].roles)


def compute_index(name: str, bands: Bands) -> np.ndarray:
    """Return an index as float32 (row, col) from arrays by role."""
    index = INDICES[name]
    full = {role: bands[role if role in bands else _SUBSTITUTES[role]] for role in index.roles}
    return index.formula(full).astype(np.float32)
