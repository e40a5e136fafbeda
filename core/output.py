"""Writing rasters: under a temporary name, renamed when whole, with legend and sidecars."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.errors import RasterioError

from .errors import InputError
from .grid import Grid, Window
from .legend import Legend
from .legend_files import aux_xml_text, qml_text

LEGEND_TAG = "FINECOVER_LEGEND"
_BLOCK = 256


@dataclass(frozen=True)
class RasterSpec:
    """What a raster to be written looks like.

    Attributes:
        grid: its pixels.
        dtype: numpy name of the values.
        nodata: value that means no data.
        descriptions: one text per band.
        legend: classes of a map; gives colour table, names and style.
        tags: texts kept inside the file.
        overviews: write a cloud-optimised GeoTIFF with overviews (maps), or a plain tiled one.
    """

    grid: Grid
    dtype: str
    nodata: float
    descriptions: tuple[str, ...]
    legend: Legend | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    overviews: bool = True


def check_output(path: str | Path, *, inputs: Iterable[str], name: str) -> Path:
    """Return the path of an output after making sure it can be written.

    Args:
        path: where the output shall be.
        inputs: paths that are read; the output must not be one of them.
        name: the parameter, for messages.

    Raises:
        InputError: the folder is missing or not writable, or the output is also an input.
    """
    path = Path(path)
    folder = path.parent
    if path.is_dir():
        raise InputError(f"{name} '{path}' is a folder; give the name of a file.")
    if not folder.is_dir():
        raise InputError(f"{name}: the folder '{folder}' does not exist; create it first.")
    for source in inputs:
        if Path(source) == path or (path.exists() and _same_file(source, path)):
            raise InputError(
                f"{name} '{path.name}' is also an input of this run; choose another file."
            )
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"{name} '{path}' is write-protected; choose another file.")
    probe = _temporary(path)
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise InputError(
            f"{name}: nothing can be written to the folder '{folder}' ({error.strerror}); "
            "choose another folder."
        ) from error
    return path


def _same_file(source: str, path: Path) -> bool:
    try:
        return os.path.samefile(source, path)
    except OSError:  # not a plain file, for example a subdataset
        return False


def _temporary(path: Path, suffix: str = "") -> Path:
    return path.with_name(f".{path.stem}-{secrets.token_hex(4)}.part{suffix or path.suffix}")


def write_text(path: str | Path, text: str) -> None:
    """Write a text file under a temporary name, then give it its own.

    Raises:
        InputError: it cannot be written.
    """
    path = Path(path)
    part = _temporary(path)
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise InputError(f"'{path}' cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


class RasterWriter:
    """Write a GeoTIFF by windows; it appears under its name only when all went well."""

    def __init__(self, path: str | Path, spec: RasterSpec) -> None:
        """Prepare to write ``path``.

        Raises:
            InputError: the name does not end in .tif, or the file cannot be created.
        """
        self.path, self.spec = Path(path), spec
        if self.path.suffix.lower() not in (".tif", ".tiff"):
            raise InputError(f"'{self.path.name}': rasters are written as GeoTIFF; end it in .tif.")
        self._part = _temporary(self.path)
        self._dataset: rasterio.io.DatasetWriter | None = None

    def __enter__(self) -> RasterWriter:
        """Create the temporary file."""
        spec = self.spec
        options = _float_options(spec.dtype)
        try:
            self._dataset = rasterio.open(
                self._part,
                "w",
                driver="GTiff",
                height=spec.grid.shape[0],
                width=spec.grid.shape[1],
                count=len(spec.descriptions),
                dtype=spec.dtype,
                nodata=spec.nodata,
                crs=spec.grid.crs,
                transform=spec.grid.transform,
                tiled=True,
                blockxsize=_BLOCK,
                blockysize=_BLOCK,
                interleave="band",
                compress="deflate",
                zlevel=1,
                bigtiff="if_safer",
                num_threads="all_cpus",
                **options,
            )
            self._describe(self._dataset)
        except (RasterioError, OSError, ValueError) as error:
            self._discard()
            raise InputError(f"'{self.path}' cannot be created: {error}.") from error
        return self

    def write(self, window: Window, values: np.ndarray) -> None:
        """Write (row, col) or (band, row, col) values at ``window``.

        Raises:
            InputError: the disk refused.
        """
        if self._dataset is None:
            raise ValueError("the writer is not open")
        values = values if values.ndim == 3 else values[None]
        place = (
            (window.row, window.row + window.height),
            (window.col, window.col + window.width),
        )
        try:
            self._dataset.write(values.astype(self.spec.dtype, copy=False), window=place)
        except (RasterioError, OSError) as error:
            raise InputError(f"'{self.path}' cannot be written: {error}.") from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the whole file its name, or remove what there is of it."""
        try:
            if self._dataset is not None:
                self._dataset.close()
            if kind is None:
                self._finish()
        except (RasterioError, OSError) as failure:
            raise InputError(f"'{self.path}' cannot be completed: {failure}.") from failure
        finally:
            self._discard()

    @contextmanager
    def rewritten(self) -> Iterator[Path]:
        """Start the file anew, and hand out the path of what was written so far."""
        if self._dataset is None:
            raise ValueError("the writer is not open")
        self._dataset.close()
        earlier = _temporary(self.path)
        try:
            os.replace(self._part, earlier)
            self.__enter__()
            yield earlier
        finally:
            _remove_with_sidecar(earlier)

    def _describe(self, dataset: rasterio.io.DatasetWriter) -> None:
        spec = self.spec
        for band, text in enumerate(spec.descriptions, start=1):
            dataset.set_band_description(band, text)
        tags = dict(spec.tags)
        if spec.legend is not None:
            tags[LEGEND_TAG] = json.dumps(spec.legend.to_json())
            if spec.dtype in ("uint8", "uint16"):  # before the pixels: GDAL refuses it later
                dataset.write_colormap(1, spec.legend.colormap())
        if tags:
            dataset.update_tags(**tags)

    def _finish(self) -> None:
        part = self._part
        if self.spec.overviews:
            optimised = _temporary(self.path)
            try:
                rasterio.shutil.copy(
                    str(part),
                    str(optimised),
                    driver="COG",
                    compress="deflate",
                    predictor="yes",
                    blocksize=_BLOCK,
                    overview_resampling="nearest",
                    num_threads="all_cpus",
                )
                os.replace(optimised, part)
            finally:
                _remove_with_sidecar(optimised)
        with rasterio.open(part) as whole:  # what cannot be read back must not replace anything
            whole.read(1, window=((0, 1), (0, 1)))
        os.replace(part, self.path)
        self._write_sidecars()

    def _write_sidecars(self) -> None:
        aux = Path(f"{self.path}.aux.xml")
        aux.unlink(missing_ok=True)  # statistics of an earlier file of this name
        if self.spec.legend is None:
            return
        write_text(self.path.with_suffix(".qml"), qml_text(self.spec.legend))
        names = aux_xml_text(self.spec.legend)
        if names:
            write_text(aux, names)

    def _discard(self) -> None:
        _remove_with_sidecar(self._part)


def _float_options(dtype: str) -> dict[str, int]:
    return {"predictor": 3} if dtype.startswith("float") else {"predictor": 2}


def _remove_with_sidecar(path: Path) -> None:
    path.unlink(missing_ok=True)
    Path(f"{path}.aux.xml").unlink(missing_ok=True)
