"""Read every pixel of an image and write a map of as many, and nothing else. IMAGE OUTPUT."""

from __future__ import annotations

import sys

import rasterio


def main(image: str, output: str) -> None:
    """Read and write block by block."""
    with rasterio.open(image) as source:
        profile = {**source.profile, "count": 1, "dtype": "uint8"}
        with rasterio.open(output, "w", **profile) as target:
            for _, window in source.block_windows(1):
                pixels = source.read(window=window)
                target.write((pixels[0] >> 9).astype("uint8"), 1, window=window)


if __name__ == "__main__":
    main(*sys.argv[1:])
