"""Band formulas and names of indices, as INDICES holds them."""

from __future__ import annotations

import numpy as np

NAMES = ("INDICES",)
TOKENS = (
    *(b"NDVI", b"none", b"nir", b"red", b"min(", b"max(", b"where(", b"clip(", b"log(", b"exp("),
    *(b"9**9**9", b"^", b"**", b"1e999", b"1e38", b"(" * 40, b"-" * 40, b"<=", b"!=", b";", b"\n"),
    *(b"Mine=", b"__import__", b".", "×".encode(), "²".encode(), b"\xed\xa0\x80"),
)


def target(data: bytes) -> None:
    from finecover.core.features.indices import can_compute, compute_index, parse_indices

    text = data.decode("utf-8", "surrogateescape")
    names = ("nir", "red", "blue", "green", "swir1", "swir2", "rededge1")
    bands = {
        name: np.array([[0, 1e-3, np.nan, 3e38]], np.float32) + at for at, name in enumerate(names)
    }
    for index in parse_indices(text):
        if can_compute(index, names):
            value = compute_index(index, bands)
            if value.dtype != np.float32:
                raise ValueError(f"{index.name} is {value.dtype}")
            if index.text and np.isinf(value).any():
                raise ValueError(f"{index.name} is infinite")
        elif index.text:
            index.formula(dict.fromkeys(index.roles, bands["nir"]))


def seeds() -> list[bytes]:
    return [
        b"",
        b"NDVI, ndwi;EVI",
        b"Mine=(nir-red)/(nir+red+0.16)",
        b"A=where(nir>0.2, clip(red,0,1), -log(exp(red)))\nB=min(nir,red,blue)^2**-1",
        b"C=sqrt(abs(nir)) != 1e-3",
    ]
