"""The real series: which files and masks, and their observations as the product reads them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from ...core.progress import Silent
from ...core.rasters.raster import RasterSource, raster_environment
from ...core.series.series_inputs import SeriesInputs
from ...core.series.series_source import Series
from ..quality.scenes import SceneMissing, find_data

_FACTOR = 1e-4  # all are whole numbers, ten thousand to one


@dataclass(frozen=True)
class SeriesFiles:
    """A real series.

    Attributes:
        folder: below the folder of real scenes.
        images: stacks with a band per date.
        masks: as many, or none.
        mask_type: what the masks mean.
        step_days: days from date to date of the regular series.
        year: the calendar year taken of it; None = everything.
    """

    folder: str
    images: tuple[str, ...]
    masks: tuple[str, ...]
    mask_type: str
    step_days: int
    year: int | None = None


@dataclass(frozen=True)
class Observed:
    """Observations in physical units, float32 (date, band, pixel), NaN = not observed."""

    dates: tuple[date, ...]
    bands: tuple[str, ...]
    values: np.ndarray


_SLOVENIA = ("eolearn_s2_slovenia", ("ndvi.tif",), ("clm.tif",), "invalid_nonzero", 10)
FILES: Mapping[str, SeriesFiles] = {
    "spain": SeriesFiles(
        "s2_field_spain_scl", ("ndvi.tif", "b04.tif", "b08.tif"), ("scl.tif",), "sentinel2_scl", 10
    ),
    "sinop": SeriesFiles("modis_sinop_mt", ("ndvi.tif", "evi.tif"), (), "none", 16),
    "slovenia": SeriesFiles(*_SLOVENIA),
    "slovenia 2016": SeriesFiles(*_SLOVENIA, year=2016),
    "slovenia 2017": SeriesFiles(*_SLOVENIA, year=2017),
}


def linked(source: Path, folder: Path) -> Path:
    """Link a file into a folder, for nothing must ever be written beside the data.

    Raises:
        SceneMissing: the file is not there.
    """
    if not source.is_file():
        raise SceneMissing(f"{source} does not exist; set FINECOVER_DATA to the scenes' folder.")
    link = folder / source.name
    if not link.exists():
        link.symlink_to(source)
    return link


def read_observed(name: str) -> Observed:
    """Return the pixels of a series that were observed at least once.

    Raises:
        SceneMissing: its files are not there.
    """
    files, data = FILES[name], find_data()
    with tempfile.TemporaryDirectory(prefix="finecover-series-") as folder, raster_environment():

        def sources(names: tuple[str, ...]) -> tuple[RasterSource, ...]:
            paths = (linked(data / files.folder / one, Path(folder)) for one in names)
            return tuple(RasterSource(str(path), name="IMAGES") for path in paths)

        inputs = SeriesInputs(
            images=sources(files.images),
            masks=sources(files.masks),
            mask_type=files.mask_type,
            first=date(files.year, 1, 1) if files.year else None,
            last=date(files.year, 12, 31) if files.year else None,
        )
        with closing(Series(inputs, progress=Silent())) as series:
            values = series.read(series.grid.window)
            dates, names = series.dates, series.names
    pixels = values.reshape(*values.shape[:2], -1)
    known = np.isfinite(pixels).all(axis=1).any(axis=0)
    return Observed(dates, names, pixels[:, :, known] * np.float32(_FACTOR))
