"""The ways to a fine map that are compared, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ...core.legends.labels import LegendChoice
from ...core.legends.legend import generic
from ...core.mapping.classify import MapPaths
from ...core.pipeline import UpsampleInputs, UpsamplePaths, UpsampleSettings, upsample
from ...core.progress import Silent
from ...core.rasters.raster import CodeReader, RasterSource
from .coarse_maps import NO_CLASS, copy_to_pixels, write_cells
from .scenes import SceneInputs

Change = Callable[[UpsampleSettings], UpsampleSettings]


@dataclass(frozen=True)
class Task:
    """One map to make.

    Attributes:
        scene: images and the like.
        cells: the coarse map, class codes, int32 (row, col); -1 = no class.
        seed: of whatever is drawn.
        folder: an empty one, for files.
        truth: the fine reference, int32 (row, col), -1 = not labelled; only for a method that
            says it learns from it.
    """

    scene: SceneInputs
    cells: np.ndarray
    seed: int
    folder: Path
    truth: np.ndarray | None = None


@dataclass(frozen=True)
class Method:
    """A way to a fine map.

    Attributes:
        make: returns class codes on the image's grid, int32 (row, col); -1 = not mapped.
        told: what it is, for the table's notes.
        change: for methods that run ``upsample``: its settings, from the defaults.
        on_truth: it learns from the fine reference, and so is the same however coarse maps err.
    """

    make: Callable[[Task], np.ndarray]
    told: str
    change: Change | None = None
    on_truth: bool = False


def changed(settings: UpsampleSettings, **parts: Mapping[str, Any]) -> UpsampleSettings:
    """Return settings with some values of some parts replaced: ``sampling={"buffer": 0.0}``."""
    return replace(
        settings,
        **{part: replace(getattr(settings, part), **values) for part, values in parts.items()},
    )


def default_settings(scene: SceneInputs, seed: int) -> UpsampleSettings:
    """Return the product's defaults with the seed, and with what the images themselves ask for."""
    settings = UpsampleSettings()
    parts = {entry.name: getattr(settings, entry.name) for entry in fields(settings)}
    seeds = {name: {"seed": seed} for name, part in parts.items() if hasattr(part, "seed")}
    return changed(changed(settings, **seeds), features=scene.features)


# What the usual recipe fixes, and what means nothing to it; a test makes sure that every setting
# of the product is in one of the two.
USUAL: Mapping[str, Mapping[str, Any]] = {
    "sampling": {
        "samples": 20_000, "allocation": "equal", "buffer": 0.0, "purity": 0.0,
        "min_distance": 0.0, "homogeneity": 0.0,
    },
    "training": {"trees": 100, "min_leaf": 1, "clean": False},
    "mapping": {
        "prior_weight": 0.0, "prior_correction": 0.0, "smoothing": 0.0, "keep_edges": False,
        "min_mapping_unit": 0,
    },
}  # fmt: skip
SHARED: Mapping[str, frozenset[str]] = {
    "sampling": frozenset({"min_per_class", "max_per_class", "seed"}),
    "training": frozenset({"seed", "block_size"}),  # blocks of cross-validation, not of the map
    "mapping": frozenset(),
}


def usual(settings: UpsampleSettings, *, allocation: str = "equal") -> UpsampleSettings:
    """Return the usual recipe: a plain forest on pixels drawn anywhere in their cells."""
    return changed(changed(settings, **USUAL), sampling={"allocation": allocation})


def defaults(settings: UpsampleSettings) -> UpsampleSettings:
    """Return the settings as they are."""
    return settings


def copy_cells(task: Task) -> np.ndarray:
    """Copy the coarse map to the fine grid by nearest neighbour."""
    return copy_to_pixels(task.cells, factor=task.scene.factor, shape=task.scene.grid.shape)


def run_upsample(task: Task, *, change: Change) -> np.ndarray:
    """Run the product with its defaults after ``change``."""
    fine, factor = task.scene.grid, task.scene.factor
    coarse = write_cells(task.folder / "coarse.tif", task.cells, fine=fine, factor=factor)
    legend = generic(task.cells[task.cells != NO_CLASS])
    inputs = UpsampleInputs(
        features=task.scene.sources,
        coarse=RasterSource(str(coarse), name="COARSE"),
        choice=LegendChoice(kind="layer", layer_legend=legend),
    )
    output = str(task.folder / "map.tif")
    settings = change(default_settings(task.scene, task.seed))
    upsample(inputs, UpsamplePaths(MapPaths(output)), settings=settings, progress=Silent())
    with CodeReader(RasterSource(output, name="OUTPUT")) as reader:
        return reader.read(reader.grid.window).astype(np.int32)


def upsampling(change: Change, told: str) -> Method:
    """Return the method that runs the product with changed settings."""
    return Method(partial(run_upsample, change=change), told, change=change)
