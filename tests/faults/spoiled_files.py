"""What may happen to an input while it is used."""

from __future__ import annotations

import rasterio


def remove(path):
    path.unlink()


def truncate(path):
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.truncate(size // 3)


def replace(path):
    """Put a file of the same shape in the place, as a program that saves does."""
    part = path.with_suffix(".new.tif")
    with rasterio.open(path) as dataset, rasterio.open(part, "w", **dataset.profile) as target:
        target.write(dataset.read()[:, ::-1])
        target.descriptions = dataset.descriptions
        target.update_tags(**dataset.tags())
    part.rename(path)
