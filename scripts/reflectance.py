"""What a satellite sees of a made-up landscape: Sentinel-2-like surface reflectance."""

from __future__ import annotations

import numpy as np
from cover import (
    BARE,
    BROADLEAF,
    BUILT_UP,
    CROPLAND,
    GRASSLAND,
    NEEDLELEAF,
    SHRUB,
    WATER,
    Cover,
    rough_field,
)
from scipy import ndimage

BAND_NAMES = ("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12")

# Reflectance x 10000 in the order of BAND_NAMES: rounded values typical of European summers.
_SPECTRA = {
    BROADLEAF: (280, 520, 310, 860, 2600, 3250, 3500, 3650, 1750, 820),
    NEEDLELEAF: (240, 390, 270, 600, 1500, 1800, 1950, 2080, 1080, 520),
    SHRUB: (390, 620, 500, 960, 2000, 2400, 2600, 2750, 1950, 1120),
    GRASSLAND: (460, 780, 590, 1180, 2350, 2750, 2950, 3100, 2300, 1330),
    BUILT_UP: (1150, 1300, 1430, 1560, 1720, 1800, 1900, 1960, 2100, 1900),
    BARE: (1200, 1480, 1720, 1900, 2020, 2120, 2230, 2300, 2750, 2500),
    WATER: (520, 480, 340, 310, 290, 280, 240, 230, 130, 90),
}
# Fields of one class look different by crop and season: lush, ripe, stubble or ploughed.
_CROPS = np.array(
    [
        (400, 720, 430, 1080, 2900, 3600, 3900, 4050, 1900, 950),
        (520, 860, 680, 1300, 2500, 2950, 3150, 3300, 2350, 1350),
        (820, 1130, 1350, 1720, 2150, 2350, 2550, 2750, 3150, 2250),
        (850, 1080, 1350, 1560, 1720, 1830, 1950, 2100, 2700, 2350),
    ],
    dtype=np.float32,
)
_CROP_SHARES = (0.35, 0.3, 0.2, 0.15)
_SOIL = np.array((800, 1020, 1270, 1480, 1640, 1750, 1860, 2000, 2600, 2250), np.float32)
# How far a class's look varies: brightness (smooth, pixel) and cover by soil (smooth, pixel).
_VARIATION = {
    CROPLAND: (0.05, 0.05, 0.08, 0.05),
    BROADLEAF: (0.07, 0.09, 0.04, 0.04),
    NEEDLELEAF: (0.09, 0.11, 0.05, 0.05),
    SHRUB: (0.08, 0.10, 0.09, 0.09),
    GRASSLAND: (0.07, 0.06, 0.09, 0.06),
    BUILT_UP: (0.10, 0.22, 0.10, 0.15),
    BARE: (0.12, 0.10, 0.0, 0.0),
    WATER: (0.15, 0.05, 0.0, 0.0),
}
_SUN_AZIMUTH, _SUN_HEIGHT = np.radians(155), np.radians(52)
_COARSE_BANDS = ("B05", "B06", "B07", "B8A", "B11", "B12")  # 20 m on the satellite


def simulate_image(rng: np.random.Generator, cover: Cover, *, pixel_m: float) -> np.ndarray:
    """Reflectance x 10000 of ``cover``, uint16 (band, row, col), bands as in BAND_NAMES.

    Every pixel starts from its class's (or its field's) spectrum, is brightened and thinned by
    smooth and by pixel-wise chance, lit by the sun on its slope, blurred by the sensor, and
    read out with noise. 0 never occurs: it is left for "no data".
    """
    spectra = _pure_spectra(rng, cover)
    brightness, soil = _variation(rng, cover)
    light = _illumination(cover.elevation, pixel_m) * brightness
    image = np.empty(spectra.shape, np.uint16)
    for band, name in enumerate(BAND_NAMES):
        seen = spectra[band] + soil * (_SOIL[band] - spectra[band])
        blurred = ndimage.gaussian_filter(seen * light, 1.0 if name in _COARSE_BANDS else 0.6)
        noise = rng.standard_normal(blurred.shape, dtype=np.float32) * (12 + 0.012 * blurred)
        image[band] = np.clip(blurred + noise, 1, 10000)
    return image


def _pure_spectra(rng: np.random.Generator, cover: Cover) -> np.ndarray:
    """Spectrum of each pixel before any chance but the field's, float32 (band, row, col)."""
    table = np.zeros((256, len(BAND_NAMES)), np.float32)
    for code, spectrum in _SPECTRA.items():
        table[code] = spectrum
    spectra = np.moveaxis(table[cover.truth], -1, 0).copy()
    parcels = int(cover.parcel.max()) + 1
    crop = rng.choice(len(_CROPS), parcels, p=_CROP_SHARES)
    shade = 1 + 0.07 * rng.standard_normal((parcels, 1), dtype=np.float32)
    of_field = np.moveaxis((_CROPS[crop] * shade)[cover.parcel], -1, 0)
    spectra = np.where(cover.truth == CROPLAND, of_field, spectra)
    garden = table[GRASSLAND][:, None, None]
    mixed = garden + cover.houses * (spectra - garden)
    return np.where(cover.truth == BUILT_UP, mixed, spectra)


def _variation(rng: np.random.Generator, cover: Cover) -> tuple[np.ndarray, np.ndarray]:
    """Factor on the brightness and share of bare soil, both float32 (row, col)."""
    table = np.zeros((256, 4), np.float32)
    for code, spread in _VARIATION.items():
        table[code] = spread
    spread = table[cover.truth]
    shape = cover.truth.shape
    smooth = [rough_field(rng, shape, roughness=2.4, top=60) for _ in range(2)]
    pixel = [rough_field(rng, shape, roughness=1.0, top=6) for _ in range(2)]
    brightness = 1 + spread[..., 0] * smooth[0] + spread[..., 1] * pixel[0]
    soil = 0.5 * (spread[..., 2] + spread[..., 3])
    soil = soil + spread[..., 2] * smooth[1] + spread[..., 3] * pixel[1]
    return np.clip(brightness, 0.3, 2), np.clip(soil, 0, 0.8)


def _illumination(elevation: np.ndarray, pixel_m: float) -> np.ndarray:
    """Light on the slope against light on flat ground: direct sun plus a share of sky."""
    down_rows, down_cols = np.gradient(ndimage.gaussian_filter(elevation, 2), pixel_m)
    east, north, up = -down_cols, down_rows, 1.0
    sun = np.cos(_SUN_HEIGHT) * np.array([np.sin(_SUN_AZIMUTH), np.cos(_SUN_AZIMUTH)])
    cosine = (east * sun[0] + north * sun[1] + up * np.sin(_SUN_HEIGHT)) / np.sqrt(
        east**2 + north**2 + 1
    )
    return 0.3 + 0.7 * np.maximum(cosine, 0) / np.sin(_SUN_HEIGHT)
