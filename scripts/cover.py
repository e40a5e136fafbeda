"""A seeded, made-up landscape on the ground: relief and the land cover that goes with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

# Codes of the ESA CCI land-cover legend, which the coarse map of the demo uses.
CROPLAND, BROADLEAF, NEEDLELEAF, SHRUB = 10, 60, 70, 120
GRASSLAND, BUILT_UP, BARE, WATER = 130, 190, 200, 210
CLASS_CODES = (CROPLAND, BROADLEAF, NEEDLELEAF, SHRUB, GRASSLAND, BUILT_UP, BARE, WATER)

_FIELD_SIDE = 20.0  # pixels, the mean side of a parcel


@dataclass(frozen=True)
class Cover:
    """What is on the ground, on one grid (row, col).

    Attributes:
        truth: class codes, uint8.
        elevation: metres, float32.
        parcel: number of the field a pixel lies in, int32; meaningful on farmland only.
        houses: share of a built-up pixel under roofs and asphalt, float32, 0..1.
    """

    truth: np.ndarray
    elevation: np.ndarray
    parcel: np.ndarray
    houses: np.ndarray


def rough_field(rng: np.random.Generator, shape: tuple[int, int], *, roughness: float, top: float):
    """A random field with a power-law spectrum, mean 0 and standard deviation 1.

    Args:
        rng: source of the noise.
        shape: rows and columns of the result.
        roughness: exponent of the power spectrum's fall; 2 is rugged, 4 is smooth.
        top: longest wavelength in pixels; waves longer than that get no more power.

    Returns:
        float32 (row, col). It does not tile: the noise is drawn on a larger torus and cut.
    """
    rows, cols = (int(side * 1.25) + 8 for side in shape)
    waves = np.fft.rfft2(rng.standard_normal((rows, cols)))
    frequency = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(cols)[None, :])
    waves *= np.maximum(frequency, 1.0 / top) ** (-roughness / 2)
    waves[0, 0] = 0
    field = np.fft.irfft2(waves, s=(rows, cols))[: shape[0], : shape[1]]
    return ((field - field.mean()) / field.std()).astype(np.float32)


def build_cover(rng: np.random.Generator, size: int, *, pixel_m: float) -> Cover:
    """Lay out relief, a river with its plain, forests, fields, lakes, towns and roads."""
    shape = (size, size)
    river = _river_line(rng, size)
    to_river = ndimage.distance_transform_edt(~river).astype(np.float32)
    elevation = _relief(rng, to_river, size)
    lowland = _lowland(rng, elevation, pixel_m)
    truth = _natural_cover(rng, elevation)
    parcel, use = _fields(rng, shape)
    truth[lowland] = use[lowland]
    truth[lowland & _hedges(rng, parcel)] = BROADLEAF
    houses, built = _settlements(rng, lowland, to_river)
    truth[built] = BUILT_UP
    width = 2.2 + 1.2 * rough_field(rng, shape, roughness=3, top=size / 6)
    truth[(to_river > width) & (to_river < width + 3) & (truth != BUILT_UP)] = BROADLEAF
    truth[(to_river <= np.maximum(width, 1.5)) | _lakes(rng, lowland, to_river)] = WATER
    return Cover(truth, elevation, parcel, houses)


def _river_line(rng: np.random.Generator, size: int) -> np.ndarray:
    """True on the middle line of a river that winds from the top to the bottom edge."""
    along = np.linspace(0, size - 1, size * 6)
    bends = ndimage.gaussian_filter1d(rng.standard_normal(along.size), size / 3, mode="wrap")
    loops = ndimage.gaussian_filter1d(rng.standard_normal(along.size), size / 14, mode="wrap")
    across = size * (0.42 + 0.09 * bends / bends.std() + 0.018 * loops / loops.std())
    line = np.zeros((size, size), dtype=bool)
    line[along.round().astype(int), np.clip(across, 0, size - 1).round().astype(int)] = True
    return line


def _relief(rng: np.random.Generator, to_river: np.ndarray, size: int) -> np.ndarray:
    """Elevation in metres: hills that rise away from a flat valley floor."""
    hills = rough_field(rng, to_river.shape, roughness=4.3, top=size / 3)
    spread = to_river / size
    rise = 1 / (1 + np.exp(-(spread + 0.05 * hills - 0.22) / 0.045))
    scale = size / 1000  # slopes, not heights, stay alike when the landscape is smaller
    floor = 220 + 60 * spread + 2 * hills
    return (floor + scale * rise * np.maximum(480 + 260 * hills, 40)).astype(np.float32)


def _lowland(rng: np.random.Generator, elevation: np.ndarray, pixel_m: float) -> np.ndarray:
    """True where the ground is flat and low enough to be farmed."""
    smooth = ndimage.gaussian_filter(elevation, 6)
    slope = np.hypot(*np.gradient(smooth, pixel_m))
    size = elevation.shape[0]
    edge = rough_field(rng, elevation.shape, roughness=2.8, top=size / 6)
    height = (smooth - smooth.min()) / np.ptp(smooth)
    return ndimage.binary_opening((slope + 0.35 * height + 0.03 * edge) < 0.14, iterations=3)


def _natural_cover(rng: np.random.Generator, elevation: np.ndarray) -> np.ndarray:
    """Forest belts, shrub, pasture and rock by height, exposure and chance."""
    size = elevation.shape[0]
    height = (elevation - elevation.min()) / np.ptp(elevation)
    patch = rough_field(rng, elevation.shape, roughness=3.0, top=size / 6)
    level = height + 0.11 * patch
    truth = np.full(elevation.shape, BROADLEAF, dtype=np.uint8)
    truth[level > 0.40] = NEEDLELEAF
    truth[level > 0.66] = GRASSLAND
    truth[level > 0.82] = BARE
    clearing = rough_field(rng, elevation.shape, roughness=3.1, top=size / 7)
    truth[(clearing > 1.3) & (level < 0.68)] = SHRUB
    truth[(clearing < -1.6) & (level < 0.68)] = GRASSLAND
    return truth


def _fields(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Parcels with straight borders, and the class each one is used as.

    Returns:
        Parcel numbers, int32, and class codes, uint8, both (row, col). Field shapes follow a
        grid that turns from one district to the next.
    """
    rows, cols = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    turn = 0.5 * rough_field(rng, shape, roughness=4, top=max(shape))
    angle = np.round(turn / 0.35) * 0.35
    x = cols * np.cos(angle) + rows * np.sin(angle)
    y = rows * np.cos(angle) - cols * np.sin(angle)
    seeds = rng.uniform(-max(shape), 2 * max(shape), (int(9 * x.size / _FIELD_SIDE**2), 2))
    # Squeezing one axis before the nearest-seed search makes long strips out of round cells.
    tree = cKDTree(seeds * [0.6, 1.0])
    points = np.column_stack([x.ravel() * 0.6, y.ravel()])
    near = tree.query(points, p=np.inf, eps=0.0)[1]
    parcel = near.reshape(shape).astype(np.int32)
    district = rough_field(rng, shape, roughness=3.4, top=max(shape) / 4)
    pixels = np.bincount(parcel.ravel(), minlength=len(seeds))
    total = np.bincount(parcel.ravel(), weights=district.ravel(), minlength=len(seeds))
    mood = total / np.maximum(pixels, 1) + 0.45 * rng.standard_normal(len(seeds))
    use = np.select([mood > 1.6, mood > 0.8], [SHRUB, GRASSLAND], CROPLAND)
    use[rng.random(len(seeds)) < 0.03] = BROADLEAF
    return parcel, use.astype(np.uint8)[parcel]


def _hedges(rng: np.random.Generator, parcel: np.ndarray) -> np.ndarray:
    """True on the borders of some parcels, one or two pixels wide."""
    has_hedge = rng.random(int(parcel.max()) + 1) < 0.12
    border = ndimage.maximum_filter(parcel, 2) != ndimage.minimum_filter(parcel, 2)
    return border & has_hedge[parcel]


def _settlements(
    rng: np.random.Generator, lowland: np.ndarray, to_river: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Towns on the plain and roads between them.

    Returns:
        The share of hard surface, float32, and where the cover is built-up, bool.
    """
    size = lowland.shape[0]
    places = np.argwhere(lowland & (to_river > 12))
    centres = places[rng.integers(len(places), size=9)] if len(places) else np.empty((0, 2), int)
    radii = size * rng.uniform(0.018, 0.06, len(centres))
    rows, cols = np.mgrid[0:size, 0:size].astype(np.float32)
    density = np.zeros(lowland.shape, np.float32)
    for (row, col), radius in zip(centres, radii):
        density = np.maximum(density, np.exp(-((rows - row) ** 2 + (cols - col) ** 2) / radius**2))
    ragged = rough_field(rng, lowland.shape, roughness=2.2, top=size / 20)
    town = (density + 0.13 * ragged > 0.42) & (density > 0.08)
    gardens = rough_field(rng, lowland.shape, roughness=1.2, top=12)
    town &= gardens < 1.1
    road = np.zeros(lowland.shape, dtype=bool)
    for start, end in zip(centres[:-1], centres[1:]):
        road |= _road(rng, start, end, size)
    houses = np.clip(0.62 + 0.35 * density + 0.12 * gardens, 0.35, 1).astype(np.float32)
    houses[road] = 0.9
    return houses, town | road


def _road(rng: np.random.Generator, start: np.ndarray, end: np.ndarray, size: int) -> np.ndarray:
    """True on a road two pixels wide that bends a little on its way."""
    share = np.linspace(0, 1, 4 * size)
    sway = ndimage.gaussian_filter1d(rng.standard_normal(share.size), size / 3)
    sway *= 0.02 * size * np.sin(np.pi * share) / sway.std()
    line = start + share[:, None] * (end - start)
    line += sway[:, None] * np.array([end[1] - start[1], start[0] - end[0]]) / (1 + np.ptp(line))
    row, col = np.clip(line.round().astype(int), 0, size - 1).T
    road = np.zeros((size, size), dtype=bool)
    road[row, col] = True
    return ndimage.binary_dilation(road, np.ones((2, 2), bool))


def _lakes(rng: np.random.Generator, lowland: np.ndarray, to_river: np.ndarray) -> np.ndarray:
    """True on a few still waters of the plain."""
    size = lowland.shape[0]
    wet = rough_field(rng, lowland.shape, roughness=4, top=size / 5)
    wet -= 0.4 * np.minimum(to_river / size / 0.2, 3)
    limit = np.quantile(wet[lowland], 0.97) if lowland.any() else np.inf
    return ndimage.binary_opening(lowland & (wet > limit), iterations=2)
