"""Images of a series kept as one filled raster for as long as features are computed of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from tempfile import gettempdir

from ..errors import InputError
from ..outputs.publication import published_at_once
from ..outputs.scratch import scratch_folder
from ..progress import Progress, Silent
from ..rasters.grid import Grid
from ..rasters.raster import RasterSource
from .series_file import (
    FilledSeries,
    WriteOptions,
    described_names,
    filled_sentences,
    series_descriptions,
    write_series,
)
from .series_inputs import SeriesInputs
from .series_settings import FillSettings
from .series_source import Series

_FILE = "series.tif"


@dataclass(frozen=True)
class ImageSeries:
    """Images that are brought to regular dates before features are computed of them.

    Attributes:
        inputs: the images, when they were taken, and their masks.
        settings: the dates wanted, and how to fill and smooth.
        folder: where the filled series is kept meanwhile; None = the system's temporary folder.
        memory: bytes that filling may take.
    """

    inputs: SeriesInputs
    settings: FillSettings
    folder: str | None = None
    memory: int = 2**30


@contextmanager
def filled_images(
    images: ImageSeries, *, progress: Progress
) -> Iterator[tuple[RasterSource, FilledSeries]]:
    """Yield the raster ``write_series`` makes of the images; it is removed in the end.

    It covers the whole frame of the images, so that features near the edge of a polygon see what
    lies beyond, as they do where the steps are taken one by one.

    Raises:
        FineCoverError: as ``Series`` and ``write_series``.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch_folder("series", folder=images.folder))
        except OSError as error:
            raise InputError(
                f"The filled series cannot be kept in '{images.folder or gettempdir()}' "
                f"({error.strerror}); make room there, or name another folder in the environment "
                "variable TMPDIR."
            ) from error
        path = folder / _FILE
        options = WriteOptions(memory=images.memory)
        with closing(Series(images.inputs, progress=progress)) as series, published_at_once():
            found = write_series(series, images.settings, path, progress=progress, options=options)
        for sentence in filled_sentences(found):
            progress.message(sentence)
        yield RasterSource(str(path), None, series.grid.crs_wkt, "IMAGES"), found


def plan_filled(inputs: SeriesInputs, settings: FillSettings) -> tuple[Grid, tuple[str, ...]]:
    """Return the grid of the series that would be filled, and how its bands would be described.

    Raises:
        FineCoverError: as ``Series``, and ``FillSettings.dates``.
    """
    series = Series(inputs, progress=Silent())
    try:
        names = described_names(series.names, series.roles)
        return series.grid, series_descriptions(names, settings.dates(series.dates))
    finally:
        series.close()
