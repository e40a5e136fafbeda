"""A seeded scene of mixed pixels: features coarser than the labels, and shares of coarse cells."""

from __future__ import annotations

import numpy as np
import tiny_scene

SIDE = 4  # fine labels along a side of a pixel
CELL = 6  # pixels along a side of a coarse cell
LEGEND = (
    "code,name,color,level1_code,level1_name\n1,Water,#1f78b4,1,Wet\n2,Forest,#33a02c,2,Dry\n"
    "3,Cropland,#ffd92f,2,Dry\n"
)
QUICK = {"TREES": 8, "BLOCK_SIZE": 200}


def means(bands, side):
    """Means over blocks of (band, row, col)."""
    count, rows, cols = bands.shape
    return bands.reshape(count, rows // side, side, cols // side, side).mean(axis=(2, 4))


def true_shares():
    """Share of each class in each pixel of the features."""
    truth = tiny_scene.truth_array()
    return means(np.stack([truth == code for code in (1, 2, 3)]).astype(float), SIDE)


def build(folder, scene):
    """Write features of mixed pixels, a legend with levels and coarse fractions; return paths."""
    image = np.stack([tiny_scene.read(scene.image, band) for band in (1, 2, 3, 4)])
    features = tiny_scene.write_raster(
        folder / "features.tif", means(image.astype(np.float32), SIDE).astype(np.float32),
        pixel=tiny_scene.PIXEL * SIDE, names=tiny_scene.BANDS,
    )  # fmt: skip
    (folder / "legend.csv").write_text(LEGEND, encoding="utf-8")
    cells = means(true_shares(), CELL).astype(np.float32)
    coarse = tiny_scene.write_raster(
        folder / "cells.tif", cells, pixel=tiny_scene.PIXEL * SIDE * CELL,
        names=("Water", "Forest", "Cropland"),
    )  # fmt: skip
    return {
        "folder": folder, "features": str(features), "coarse": str(coarse),
        "legend": {"LEGEND": "file", "LEGEND_FILE": str(folder / "legend.csv")},
    }  # fmt: skip
