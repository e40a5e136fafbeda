"""Features: what they are (the recipe) and their values, tile by tile."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .bands import Band, ImageBands, join_scene, resolve_bands
from .errors import GridError, InputError
from .focal import focal_mean_std
from .grid import Area, Grid, Window, footprint
from .indices import can_compute, choose_indices, compute_index
from .output import RasterSpec, RasterWriter
from .parallel import ordered_map
from .progress import Progress
from .raster import RasterReader, RasterSource, describe
from .statistics import parse_statistics, series_statistic
from .terrain import TERRAIN_MARGIN, TERRAIN_NAMES, terrain_features

RECIPE_TAG = "FINECOVER_RECIPE"
TILE = 512
_FILL_SHARE = 0.02  # of the frame's edge; fewer pixels are bright sand or deep shadow


@dataclass(frozen=True)
class FeatureSettings:
    """What to compute; the texts are the parameters of ``computefeatures``."""

    bands: str = ""
    scale: float = 1.0
    offset: float = 0.0
    indices: str = ""
    statistics: str = ""
    context: int = 5

    def __post_init__(self) -> None:
        if self.context != 0 and (self.context < 3 or self.context % 2 == 0):
            raise InputError(
                f"CONTEXT: a window of {self.context} pixels has no centre; give an odd number "
                "from 3, or 0 for none."
            )
        if not np.isfinite([self.scale, self.offset]).all() or self.scale == 0:
            raise InputError(f"SCALE {self.scale:g} and OFFSET {self.offset:g} must be finite, "
                             "and SCALE not 0.")  # fmt: skip


@dataclass(frozen=True)
class FeatureInputs:
    """The rasters features come from."""

    images: tuple[RasterSource, ...]
    dem: RasterSource | None = None
    ancillary: tuple[RasterSource, ...] = ()

    def __post_init__(self) -> None:
        if not self.images:
            raise InputError("IMAGES is empty; give at least one raster.")

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that is read."""
        rest = (self.dem,) if self.dem else ()
        return tuple(source.path for source in (*self.images, *rest, *self.ancillary))


@dataclass(frozen=True)
class FeatureRecipe:
    """What each feature is, in the order of the bands; travels in feature files and models."""

    bands: tuple[Band, ...]
    scale: float
    offset: float
    indices: tuple[str, ...]
    statistics: tuple[str, ...]
    context: int
    terrain: bool
    ancillary: tuple[str, ...]

    @property
    def scenes(self) -> tuple[str, ...]:
        """Scenes in order of first appearance."""
        return tuple(dict.fromkeys(band.scene for band in self.bands))

    @property
    def margin(self) -> int:
        """Pixels around a pixel that its spectral features look at."""
        return self.context // 2

    @property
    def band_features(self) -> tuple[str, ...]:
        """Names of the features that are bands, or the first statistic of them."""
        if self.statistics:
            names = dict.fromkeys(band.name for band in self.bands)
            return tuple(f"{name}_{self.statistics[0]}" for name in names)
        return tuple(band.feature for band in self.bands)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all features."""
        context = [
            f"{name}_{kind}{self.context}"
            for name in self.band_features
            for kind in ("mean", "std")
            if self.context
        ]
        terrain = TERRAIN_NAMES if self.terrain else ()
        return (*self._series_names(), *context, *terrain, *self.ancillary)

    def _series_names(self) -> list[str]:
        indices = [
            (index, scene)
            for index in self.indices
            for scene in self.scenes
            if can_compute(index, self.roles(scene))
        ]
        if not self.statistics:
            return [b.feature for b in self.bands] + [join_scene(i, s) for i, s in indices]
        names = dict.fromkeys([b.name for b in self.bands] + [i for i, _ in indices])
        return [f"{name}_{statistic}" for name in names for statistic in self.statistics]

    def roles(self, scene: str) -> set[str]:
        """Return the spectral roles a scene has."""
        return {band.role for band in self.bands if band.scene == scene and band.role}

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as plain JSON."""
        return {**asdict(self), "names": list(self.names)}


class FeatureSource(Protocol):
    """Features of a grid's pixels, computed or read from a file."""

    grid: Grid
    names: tuple[str, ...]
    recipe: Mapping[str, Any]

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col); NaN in every feature where one is missing."""

    def close(self) -> None:
        """Close the files."""


def recipe_margin(recipe: Mapping[str, Any]) -> int:
    """Return how many pixels around a pixel its features look at; 0 for a foreign raster."""
    context = recipe.get("context", 0)
    return context // 2 if isinstance(context, int) and 0 <= context < 1000 else 0


class FeatureStack:
    """Features computed from images, elevation and ancillary rasters while they are read."""

    def __init__(
        self, inputs: FeatureInputs, settings: FeatureSettings, *, progress: Progress
    ) -> None:
        """Understand the inputs; nothing but headers and the frame's edge is read yet.

        Raises:
            InputError: a raster, band or index that is asked for is missing.
            GridError: rasters without coordinate system, or that do not overlap.
        """
        infos = [describe(source) for source in inputs.images]
        described = [
            ImageBands(s.path, tuple(i.descriptions[b - 1] for b in s.bands) if s.bands
                       else i.descriptions)
            for s, i in zip(inputs.images, infos)
        ]  # fmt: skip
        bands = resolve_bands(described, bands=settings.bands)
        scenes = dict.fromkeys(band.scene for band in bands)
        roles = [{b.role for b in bands if b.scene == scene and b.role} for scene in scenes]
        self._recipe = FeatureRecipe(
            bands=bands,
            scale=settings.scale,
            offset=settings.offset,
            indices=choose_indices(settings.indices, scenes=roles),
            statistics=parse_statistics(settings.statistics),
            context=settings.context,
            terrain=inputs.dem is not None,
            ancillary=_ancillary_names(inputs.ancillary),
        )
        self.names = self._recipe.names
        self.recipe: Mapping[str, Any] = self._recipe.to_json()
        _check_unique(self.names)
        self.grid = finest_grid([info.grid for info in infos])
        others = [s for s in (inputs.dem, *inputs.ancillary) if s]
        _check_overlap(self.grid, (*inputs.images, *others))
        margin = self._recipe.margin
        self._images = {
            at: RasterReader(
                RasterSource(source.path, _used_bands(bands, at, source), source.crs_wkt, "IMAGES"),
                self.grid,
                reach=margin,
            )
            for at, source in enumerate(inputs.images)
            if any(band.image == at for band in bands)
        }
        self._dem = (
            RasterReader(inputs.dem, self.grid, reach=TERRAIN_MARGIN) if inputs.dem else None
        )
        self._ancillary = [RasterReader(source, self.grid) for source in inputs.ancillary]
        self._fill = {scene: self._find_fill(scene, progress) for scene in scenes}

    def close(self) -> None:
        """Close the files."""
        for reader in (
            *self._images.values(),
            *self._ancillary,
            *((self._dem,) if self._dem else ()),
        ):
            reader.close()

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col); NaN in every feature where one is missing."""
        recipe, margin = self._recipe, self._recipe.margin
        wide = self._read_bands(window.expand(margin))
        inner = (slice(margin, margin + window.height), slice(margin, margin + window.width))
        parts = self._series(wide, inner) if recipe.statistics else self._scenes(wide, inner)
        if recipe.context:
            for values in self._context_bases(wide):
                parts.extend(focal_mean_std(values, size=recipe.context))
        if self._dem is not None:
            parts.extend(self._terrain(window))
        for reader in self._ancillary:
            parts.extend(reader.read(window))
        stack = np.stack(parts).astype(np.float32, copy=False)
        stack[:, ~np.isfinite(stack).all(axis=0)] = np.nan
        return stack

    def _read_raw(self, window: Window) -> dict[Band, np.ndarray]:
        values: dict[Band, np.ndarray] = {}
        for at, reader in self._images.items():
            mine = [band for band in self._recipe.bands if band.image == at]
            values.update(zip(mine, reader.read(window)))
        return values

    def _read_bands(self, window: Window) -> dict[Band, np.ndarray]:
        values = self._read_raw(window)
        for scene, fill in self._fill.items():
            if fill is not None:
                mine = [band for band in self._recipe.bands if band.scene == scene]
                empty = np.logical_and.reduce([values[band] == fill for band in mine])
                for band in mine:
                    values[band][empty] = np.nan
        scale, offset = np.float32(self._recipe.scale), np.float32(self._recipe.offset)
        if (scale, offset) != (1, 0):
            return {band: array * scale + offset for band, array in values.items()}
        return values

    def _index(self, name: str, scene: str, values: Mapping[Band, np.ndarray]) -> np.ndarray:
        by_role = {band.role: array for band, array in values.items() if band.scene == scene}
        return compute_index(name, by_role)

    def _scenes(
        self, values: Mapping[Band, np.ndarray], inner: tuple[slice, slice]
    ) -> list[np.ndarray]:
        cut = {band: array[inner] for band, array in values.items()}
        parts = [cut[band] for band in self._recipe.bands]
        for name in self._recipe.indices:
            for scene in self._recipe.scenes:
                if can_compute(name, self._recipe.roles(scene)):
                    parts.append(self._index(name, scene, cut))
        return parts

    def _series(
        self, values: Mapping[Band, np.ndarray], inner: tuple[slice, slice]
    ) -> list[np.ndarray]:
        cut = {band: array[inner] for band, array in values.items()}
        series: dict[str, list[np.ndarray]] = {}
        for band in self._recipe.bands:
            series.setdefault(band.name, []).append(cut[band])
        for name in self._recipe.indices:
            series[name] = [
                self._index(name, scene, cut)
                for scene in self._recipe.scenes
                if can_compute(name, self._recipe.roles(scene))
            ]
        return [
            series_statistic(np.stack(arrays), statistic)
            for arrays in series.values()
            for statistic in self._recipe.statistics
        ]

    def _context_bases(self, wide: Mapping[Band, np.ndarray]) -> list[np.ndarray]:
        if not self._recipe.statistics:
            return [wide[band] for band in self._recipe.bands]
        names = dict.fromkeys(band.name for band in self._recipe.bands)
        return [
            series_statistic(
                np.stack([array for band, array in wide.items() if band.name == name]),
                self._recipe.statistics[0],
            )
            for name in names
        ]

    def _terrain(self, window: Window) -> np.ndarray:
        width, height = self.grid.pixel_metres(window)
        transform = self.grid.transform
        return terrain_features(
            self._dem.read(window.expand(TERRAIN_MARGIN))[0],
            pixel_width_m=width * (1 if transform.a >= 0 else -1),
            pixel_height_m=height * (1 if transform.e <= 0 else -1),
        )

    def _find_fill(self, scene: str, progress: Progress) -> float | None:
        """Return the value that fills the frame where the files forgot to say so, or None.

        A pixel that is 0, or the largest value of an integer type, in every band of a scene
        carries no information; when such pixels line the frame they are border fill.
        """
        mine = [band for band in self._recipe.bands if band.scene == scene]
        infos = [self._images[band.image].info for band in mine]
        dtypes = {info.dtypes[band.number - 1] for info, band in zip(infos, mine)}
        if len(mine) < 2 or any(info.masked for info in infos) or len(dtypes) != 1:
            return None
        dtype = np.dtype(dtypes.pop())
        if dtype.kind not in "ui":
            return None
        rows, cols = self.grid.shape
        sides = [Window(0, 0, 1, cols), Window(rows - 1, 0, 1, cols),
                 Window(0, 0, rows, 1), Window(0, cols - 1, rows, 1)]  # fmt: skip
        read = [self._read_raw(side) for side in sides]
        edge = np.stack([np.concatenate([r[band].ravel() for r in read]) for band in mine])
        for value in (0, np.iinfo(dtype).max):
            share = float((edge == value).all(axis=0).mean())
            if share >= _FILL_SHARE:
                progress.message(
                    f"IMAGES{f' of {scene}' if scene else ''}: the files name no nodata value; "
                    f"pixels that are {value} in every band ({share:.0%} of the frame's edge) "
                    "are left out as border fill."
                )
                return float(value)
        return None


class FeatureFile:
    """Features read from a raster, one described band each."""

    def __init__(self, source: RasterSource) -> None:
        """Read the header.

        Raises:
            InputError: the raster cannot be opened or two bands share a name.
            GridError: it has no coordinate system.
        """
        info = describe(source)
        self.path = source.path
        self.grid = info.grid
        self.names = tuple(text or f"b{at}" for at, text in enumerate(info.descriptions, start=1))
        _check_unique(self.names)
        self.recipe: Mapping[str, Any] = _read_recipe(info.tags.get(RECIPE_TAG), self.names)
        self._reader = RasterReader(source, self.grid)

    def close(self) -> None:
        """Close the file."""
        self._reader.close()

    def read(self, window: Window) -> np.ndarray:
        """Return float32 (feature, row, col); NaN in every feature where one is missing."""
        values = self._reader.read(window)
        values[:, ~np.isfinite(values).all(axis=0)] = np.nan
        return values


def _read_recipe(text: str | None, names: tuple[str, ...]) -> Mapping[str, Any]:
    plain: dict[str, Any] = {"names": list(names)}
    if not text:
        return plain
    try:
        recipe = json.loads(text)
    except ValueError:  # a tag of that name written by something else
        return plain
    return recipe if isinstance(recipe, dict) and recipe.get("names") == list(names) else plain


def write_features(
    source: FeatureStack, path: str | Path, *, area: Area | None, progress: Progress
) -> tuple[int, int]:
    """Write features as a float32 GeoTIFF, one described band each.

    Args:
        source: the features.
        path: the GeoTIFF to write.
        area: polygons to keep; the raster is cut to them, and pixels outside have no data.
        progress: told of each tile.

    Returns:
        Number of pixels with features, and of all pixels.

    Raises:
        InputError: no pixel has all features, or the file cannot be written.
    """
    mask = area.on(source.grid) if area else None
    frame = mask.window if mask else source.grid.window
    spec = RasterSpec(
        source.grid.crop(frame), "float32", float("nan"), source.names,
        tags={RECIPE_TAG: json.dumps(source.recipe, sort_keys=True)}, overviews=False,
    )  # fmt: skip
    tiles = list(source.grid.tiles(TILE, within=frame))

    def compute(tile: Window) -> np.ndarray:
        values = source.read(tile)
        if mask is not None:
            values[:, ~mask.read(tile)] = np.nan
        return values

    valid = 0
    with RasterWriter(path, spec) as writer:
        for done, values in enumerate(ordered_map(compute, tiles, progress=progress)):
            tile = tiles[done]
            writer.write(
                Window(tile.row - frame.row, tile.col - frame.col, tile.height, tile.width), values
            )
            valid += int(np.isfinite(values[0]).sum())
            progress.set((done + 1) / len(tiles))
        if not valid:
            raise InputError(
                "No pixel has data in every band; check IMAGES, DEM and ANCILLARY for a band "
                "without data, and that they overlap."
            )
    return valid, frame.height * frame.width


def finest_grid(grids: Sequence[Grid]) -> Grid:
    """Return the grid with the smallest pixels on the ground; the first of equals."""

    def ground(grid: Grid) -> float:
        middle = Window(grid.shape[0] // 2, 0, 1, grid.shape[1])
        return float(grid.area_hectares(middle)[0])

    areas = [ground(grid) for grid in grids]
    return next(g for g, area in zip(grids, areas) if area <= min(areas) * 1.01)


def _used_bands(bands: Sequence[Band], image: int, source: RasterSource) -> tuple[int, ...]:
    used = [band.number for band in bands if band.image == image]
    return tuple(source.bands[number - 1] for number in used) if source.bands else tuple(used)


def _ancillary_names(sources: Sequence[RasterSource]) -> tuple[str, ...]:
    names: list[str] = []
    for source in sources:
        texts = describe(source).descriptions
        stem = Path(source.path).stem
        names.extend(
            text or (stem if len(texts) == 1 else f"{stem}_b{at}")
            for at, text in enumerate(texts, start=1)
        )
    return tuple(names)


def _check_unique(names: Sequence[str]) -> None:
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InputError(
            f"Two features are called '{repeated[0]}'; give the bands different descriptions or "
            "name them in BANDS."
        )


def _check_overlap(grid: Grid, sources: Sequence[RasterSource]) -> None:
    for source in sources:
        if footprint(describe(source).grid, grid) is None:
            raise GridError(
                f"{source.label} does not overlap the image; check its coordinate system and "
                "extent."
            )
