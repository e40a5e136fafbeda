"""What a plain script does: windows by rasterio, classes by scikit-learn. IMAGE FOREST OUTPUT."""

from __future__ import annotations

import sys

import joblib
import rasterio


def main(image: str, forest: str, output: str) -> None:
    """Map an image with a forest in two threads."""
    classifier = joblib.load(forest)
    classifier.n_jobs = 2
    with rasterio.open(image) as source:
        profile = {**source.profile, "count": 1, "dtype": "uint8"}
        with rasterio.open(output, "w", **profile) as target:
            for _, window in source.block_windows(1):
                pixels = source.read(window=window)
                codes = classifier.predict(pixels.reshape(len(pixels), -1).T)
                target.write(codes.reshape(pixels.shape[1:]).astype("uint8"), 1, window=window)


if __name__ == "__main__":
    main(*sys.argv[1:])
