"""What the headers of a run's rasters tell: a grid, features, and what does not fit together.

No pixel is read, so that ``upsample`` can look at the same before it starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from ..features.feature_plan import NO_INDEX, image_bands, indexed_colors
from ..features.features import FeatureInputs, FeatureRecipe, finest_grid, make_recipe, recipe_grid
from ..features.indices import DEFAULT_INDICES, INDICES, choose_indices, parse_indices
from ..features.recipe import bands_of
from ..rasters.area import Area
from ..rasters.bands import ImageBands
from ..rasters.grid import Grid
from ..rasters.places import check_overlaps
from ..rasters.raster import RasterInfo, RasterSource, describe
from ..series.filled_images import plan_filled
from .findings import NOTE, PROBLEM, WARNING, Findings
from .job import Job
from .learnt_places import tell_places
from .notes import tell_areas, tell_cells, tell_systems

Described = tuple[RasterSource, RasterInfo]
_SERIES = "series.tif"  # what the filled series is called, which names its bands


@dataclass(frozen=True)
class Ground:
    """What the headers tell; None = that could not be found out.

    Attributes:
        grid: the pixels of the map.
        recipe: the features.
        coarse: header of the coarse map, where it lies on the images.
        placed: the images and the polygons lie on each other.
    """

    grid: Grid | None = None
    recipe: FeatureRecipe | None = None
    coarse: RasterInfo | None = None
    placed: bool = False


def look_at_headers(job: Job, findings: Findings) -> Ground:
    """Return what headers tell of a job, and keep what is wrong with it."""
    images = _described(job.images, findings)
    for doubt in indexed_colors(images):
        findings.add(WARNING, "IMAGES", doubt)
    others = [one for one in (job.dem, *job.ancillary, job.coarse, job.reference) if one]
    described = _described(others, findings)
    headers = {id(source): info for source, info in described}
    _tell_missing(job, findings)
    grid, recipe = _scene(job, images, headers, findings)
    if grid is None:
        return Ground(recipe=recipe)
    rasters = [*(() if job.series else images), *described]
    areas = [area for area in (job.geo, job.geo_small) if area]
    label = "IMAGES" if job.series else _base(images, grid)
    off = _off(grid, label, rasters, areas, findings)
    tell_systems(grid, rasters, areas, findings)
    placed = off <= {"COARSE", "REFERENCE"}
    if placed:
        tell_areas(grid, areas, findings)
        tell_places(job, grid, findings)
    coarse = headers.get(id(job.coarse))
    if coarse is None or "COARSE" in off:
        return Ground(grid, recipe, None, placed)
    tell_cells(grid, coarse.grid, findings)
    return Ground(grid, recipe, coarse, placed)


def _off(
    grid: Grid,
    label: str,
    rasters: Sequence[Described],
    areas: Sequence[Area],
    findings: Findings,
) -> set[str]:
    """Return the parameters of what does not lie on the grid."""
    off = set()
    for source, _ in rasters:
        fits = partial(check_overlaps, grid, label, rasters=[source])
        if not findings.succeeds(source.name, fits):
            off.add(source.name)
    for area in areas:
        fits = partial(check_overlaps, grid, label, areas=[area])
        if not findings.succeeds(area.name, fits):
            off.add(area.name)
    return off


def _described(sources: Sequence[RasterSource], findings: Findings) -> list[Described]:
    found = []
    for source in sources:
        info = findings.attempt(source.name, partial(describe, source))
        if info is not None:
            found.append((source, info))
    return found


def _tell_missing(job: Job, findings: Findings) -> None:
    """Name what a run cannot do without, unless it was given and is no use."""
    told = {one.parameter for one in findings.of(PROBLEM)}
    if not job.images and "IMAGES" not in told:
        findings.add(PROBLEM, "IMAGES", "IMAGES is empty; give at least one raster.")
    if job.coarse is None and "COARSE" not in told:
        text = "COARSE is empty; choose the coarse land-cover map."
        findings.add(PROBLEM, "COARSE", text)


def _base(images: Sequence[Described], grid: Grid) -> str:
    labels = (source.label for source, info in images if info.grid is grid)
    return next(labels, "IMAGES")


def _scene(
    job: Job, images: Sequence[Described], headers: dict[int, RasterInfo], findings: Findings
) -> tuple[Grid | None, FeatureRecipe | None]:
    """Return the grid and the features of the images, as far as these can be understood."""
    told = {one.parameter for one in findings.of(PROBLEM)}
    if not images or len(images) < len(job.images) or "IMAGES" in told:  # bands may be missing
        grids = [info.grid for _, info in images]
        return (finest_grid(grids) if grids and job.series is None else None), None
    bands: Sequence[ImageBands]
    if job.series is None:
        grid = finest_grid([info.grid for _, info in images])
        bands = [image_bands(source, info) for source, info in images]
    else:
        series = job.series
        found = findings.attempt("IMAGES", lambda: plan_filled(series.inputs, series.settings))
        if found is None:
            return None, None
        grid, descriptions = found
        bands = [ImageBands(_SERIES, descriptions)]
    known = tuple(one for one in job.ancillary if id(one) in headers)
    inputs = replace(job.inputs, ancillary=known)
    recipe = _recipe(job, bands, inputs, findings)
    if recipe is not None and recipe.joined and job.series is None:
        grid = findings.attempt("IMAGES", partial(recipe_grid, recipe, images)) or grid
    return grid, recipe


def _recipe(
    job: Job, bands: Sequence[ImageBands], inputs: FeatureInputs, findings: Findings
) -> FeatureRecipe | None:
    """Return the features; every index whose bands are missing is told, not the first alone."""
    settings = job.settings.features
    plain = replace(settings, indices="none")
    without = findings.attempt("BANDS", lambda: make_recipe(bands, inputs, plain))
    if without is None:
        if settings.bands.strip():  # what the statistics lack is told all the same
            unnamed = replace(plain, bands="")
            findings.attempt("STATISTICS", lambda: make_recipe(bands, inputs, unnamed))
        return None
    scenes = [bands_of(without.bands, scene) for scene in without.scenes]
    before = len(findings.of(PROBLEM))
    for index in parse_indices(settings.indices):
        asked = f"{index.name}={index.text}" if index.text else index.name
        findings.attempt("INDICES", partial(choose_indices, asked, scenes=scenes))
    if len(findings.of(PROBLEM)) > before:
        return without
    recipe = findings.attempt("INDICES", lambda: make_recipe(bands, inputs, settings))
    if recipe is not None and not settings.indices.strip():
        _tell_roles(recipe, findings)
    return recipe


def _tell_roles(recipe: FeatureRecipe, findings: Findings) -> None:
    """Name the bands that the usual indices lack."""
    if not recipe.indices:
        findings.add(WARNING, "BANDS", NO_INDEX)
        return
    got = {index.name for index in recipe.indices}
    roles = {band.role for band in recipe.bands}
    lacking = [name for name in DEFAULT_INDICES if name not in got]
    missing = dict.fromkeys(
        role for name in lacking for role in INDICES[name].roles if role not in roles
    )
    if lacking:
        findings.add(
            NOTE, "BANDS",
            f"Of the usual indices {', '.join(lacking)} cannot be computed, because no band is "
            f"known as {', '.join(missing)}; if the images have it, name it in BANDS.",
        )  # fmt: skip
