"""A large raster as many files: cloud-optimised GeoTIFFs in a folder, and a VRT over them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import rasterio

from ..errors import InputError
from ..outputs.claim import claimed, work_folder
from ..outputs.publication import Finished, publish, published_at_once
from .grid import Window
from .mosaic_tiles import (
    DOUBTFUL,
    check_tile_folder,
    digest_of,
    mark_doubtful,
    run_folder,
    tidy,
    tile_folder,
)
from .output import LEGEND_TAG, RasterSpec, RasterWriter, stale_files
from .raster_file import GDAL_ERRORS
from .refusals import refusal

__all__ = ["MosaicWriter", "check_unit", "is_mosaic", "raster_writer", "tile_folder"]

CHUNK = 8192  # pixels along the sides of a file
ENDING = ".vrt"
_NO_UNIT = (
    "MIN_MAPPING_UNIT: small patches cannot be merged in a map of many files; end OUTPUT in .tif, "
    "or set MIN_MAPPING_UNIT to 0."
)
_TYPES = {
    "uint8": "Byte", "uint16": "UInt16", "int16": "Int16", "int32": "Int32",
    "float32": "Float32", "float64": "Float64",
}  # fmt: skip
_LAST_COLOR = 255
_SMALLEST_OVERVIEW = 256  # pixels


def is_mosaic(path: str | Path) -> bool:
    """Tell whether a raster of this name is written as many files."""
    return Path(path).suffix.lower() == ENDING


def check_unit(path: str | Path, unit: int) -> None:
    """Make sure that a map can be rewritten without patches of fewer pixels than ``unit``.

    Raises:
        InputError: it is many files, and there are such patches to merge.
    """
    if unit > 1 and is_mosaic(path):
        raise InputError(_NO_UNIT)


def raster_writer(path: str | Path, spec: RasterSpec) -> RasterWriter:
    """Return what writes a raster: one file, or many where the name ends in .vrt."""
    return MosaicWriter(path, spec) if is_mosaic(path) else RasterWriter(path, spec)


@dataclass
class _Chunk:
    """A file of the mosaic; ``left`` pixels are still to be written, -1 = it is whole."""

    window: Window
    path: Path
    left: int
    writer: RasterWriter | None = None


class MosaicWriter(RasterWriter):
    """Write a raster by windows, as ``RasterWriter`` does, into many files with a VRT over them.

    Each file is completed in the work folder when its last pixel is written. In the end their
    folder, called after their content, is moved into ``tile_folder`` unless it is there already,
    and then the VRT gets its name: that step alone replaces an earlier mosaic, whose files are
    removed after it.
    """

    def __init__(self, path: str | Path, spec: RasterSpec) -> None:
        """Prepare to write ``path``, which ends in .vrt."""
        self.path, self.spec = Path(path), spec
        self._made_in = work_folder(self.path) / tile_folder(self.path).name / "new"
        self._digests: dict[str, str] = {}  # of files by their names
        self._chunks = [
            _Chunk(window, self._chunk_path(window), window.height * window.width)
            for window in spec.grid.tiles(CHUNK)
        ]
        self._stack = ExitStack()

    def __enter__(self) -> MosaicWriter:
        """Hold the VRT.

        Raises:
            InputError: another run is writing it, or nothing can be written into its tile folder.
        """
        with ExitStack() as stack:
            stack.enter_context(claimed({"": self.path}))
            stack.callback(tidy, self.path)  # when the VRT has its name, or did not get it
            tidy(self.path)
            check_tile_folder(self.path)
            self._stack = stack.pop_all()
        return self

    def write(self, window: Window, values: np.ndarray) -> None:
        """Write (row, col) or (band, row, col) values at ``window``, each pixel once.

        Raises:
            InputError: the disk refused.
        """
        values = values if values.ndim == 3 else values[None]
        for chunk in self._chunks:
            part = window.intersect(chunk.window)
            if part is None:
                continue
            down, across = part.inside(chunk.window)
            inner = Window(down.start, across.start, part.height, part.width)
            with published_at_once(), self._named_ours(chunk):
                if chunk.writer is None:
                    chunk.writer = self._open(chunk)
                chunk.writer.write(inner, values[(slice(None), *part.inside(window))])
                chunk.left -= part.height * part.width
                if not chunk.left:
                    chunk.writer.__exit__(None, None, None)
                    self._digests[chunk.path.name] = digest_of(chunk.path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the files their names, and write the VRT; or remove what there is of them.

        Raises:
            InputError: the mosaic is not whole, or the disk refused.
        """
        with self._stack:
            for chunk in self._chunks:
                if chunk.writer is not None and chunk.left:
                    chunk.writer.__exit__(kind or InputError, error, trace)
            if kind is not None:
                return
            if any(chunk.left for chunk in self._chunks):
                raise ValueError("not every pixel of the mosaic was written")
            publish(self._finished(), self._stack.pop_all())

    @contextmanager
    def rewritten(self) -> Iterator[Path]:
        """Refuse: raises InputError, for what was written cannot be read as one raster yet."""
        raise InputError(_NO_UNIT)
        yield

    def _chunk_path(self, window: Window) -> Path:
        return self._made_in / f"{window.row // CHUNK:04d}_{window.col // CHUNK:04d}.tif"

    def _open(self, chunk: _Chunk) -> RasterWriter:
        try:
            self._made_in.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refusal(self.path, "created", error) from error
        spec = replace(self.spec, grid=self.spec.grid.crop(chunk.window))
        return RasterWriter(chunk.path, spec).__enter__()

    @contextmanager
    def _named_ours(self, chunk: _Chunk) -> Iterator[None]:
        """Let errors name the mosaic, not where its files are made."""
        try:
            yield
        except InputError as error:
            text = str(error).replace(str(chunk.path), str(self.path))
            text = text.replace(str(self._made_in), str(self.path.parent))
            raise InputError(text) from error
        except OSError as error:
            raise refusal(self.path, "completed", error) from error

    def _name_folder(self) -> tuple[Path, bool]:
        """Call the folder by its name; return where it belongs, and whether it is there already."""
        for entry in list(os.scandir(self._made_in)):
            if entry.name not in self._digests:  # beside the tiles
                self._digests[entry.name] = digest_of(entry.path)
        folder, there = run_folder(self.path, self._digests)
        named = self._made_in.with_name(folder.name)
        os.rename(self._made_in, named)
        (named / DOUBTFUL).touch()
        self._made_in = named
        return folder, there

    def _finished(self) -> Finished:
        work = work_folder(self.path)
        file = work / self.path.name
        try:
            folder, there = self._name_folder()
            file.write_text(self._vrt(), encoding="utf-8")
            with rasterio.open(file) as whole:
                texts = self._sidecars(whole)
            texts = {path: text for path, text in texts.items() if path.suffix == ".qml"}
            for path, text in texts.items():
                (work / path.name).write_text(text, encoding="utf-8")
            mark_doubtful(self.path)
        except GDAL_ERRORS as error:
            raise refusal(self.path, "completed", error) from error
        return Finished(
            self.path,
            file,
            folders=() if there else ((folder, self._made_in),),
            beside=tuple((path, work / path.name) for path in texts),
            stale=stale_files(self.path),
        )

    def _vrt(self) -> str:
        """Return the VRT; its sources are told of fully, so that opening it opens none."""
        grid = self.spec.grid
        place = ", ".join(repr(number) for number in grid.transform.to_gdal())
        tags = dict(self.spec.tags)
        if self.spec.legend is not None:
            tags[LEGEND_TAG] = json.dumps(self.spec.legend.to_json())
        told = "".join(f"<MDI key={quoteattr(k)}>{escape(v)}</MDI>" for k, v in tags.items())
        bands = "".join(self._band(number) for number in range(1, len(self.spec.descriptions) + 1))
        return (
            f'<VRTDataset rasterXSize="{grid.shape[1]}" rasterYSize="{grid.shape[0]}">\n'
            f"<SRS>{escape(grid.crs_wkt)}</SRS>\n<GeoTransform>{place}</GeoTransform>\n"
            f"<Metadata>{told}</Metadata>\n{bands}{self._overviews()}</VRTDataset>\n"
        )

    def _band(self, number: int) -> str:
        spec = self.spec
        text = escape(spec.descriptions[number - 1])
        scale, offset = spec.scalings[number - 1] if spec.scalings else (1.0, 0.0)
        scaled = f"<Offset>{offset!r}</Offset><Scale>{scale!r}</Scale>" if spec.scalings else ""
        kind = _TYPES[np.dtype(spec.dtype).name]
        sources = "".join(self._source(chunk, number, kind) for chunk in self._chunks)
        return (
            f'<VRTRasterBand dataType="{kind}" band="{number}" blockXSize="256" blockYSize="256">\n'
            f"<Description>{text}</Description><NoDataValue>{spec.nodata:.17g}</NoDataValue>"
            f"{scaled}{self._colors()}\n{sources}</VRTRasterBand>\n"
        )

    def _colors(self) -> str:
        legend = self.spec.legend
        if legend is None or int(legend.codes[-1]) > _LAST_COLOR:
            return ""
        table, names = legend.colormap(), legend.category_names()
        texts = [f"<Category>{escape(name)}</Category>" for name in names]
        colors = [
            '<Entry c1="{}" c2="{}" c3="{}" c4="{}"/>'.format(*table.get(code, (0, 0, 0, 255)))
            for code in range(len(names))
        ]
        return (
            f"<ColorInterp>Palette</ColorInterp><ColorTable>{''.join(colors)}</ColorTable>"
            f"<CategoryNames>{''.join(texts)}</CategoryNames>"
        )

    def _source(self, chunk: _Chunk, band: int, kind: str) -> str:
        size = f'xSize="{chunk.window.width}" ySize="{chunk.window.height}"'
        folder = self._made_in
        name = escape(f"{folder.parent.name}/{folder.name}/{chunk.path.name}")
        return (
            f'<SimpleSource><SourceFilename relativeToVRT="1">{name}</SourceFilename>'
            f"<SourceBand>{band}</SourceBand><SourceProperties "
            f'RasterXSize="{chunk.window.width}" RasterYSize="{chunk.window.height}" '
            f'DataType="{kind}" BlockXSize="256" BlockYSize="256"/>'
            f'<SrcRect xOff="0" yOff="0" {size}/>'
            f'<DstRect xOff="{chunk.window.col}" yOff="{chunk.window.row}" {size}/>'
            "</SimpleSource>\n"
        )

    def _overviews(self) -> str:
        """Return that there are overviews: those of the files."""
        factors: list[int] = []
        side = max(self.spec.grid.shape)
        while side > _SMALLEST_OVERVIEW and 2 ** (len(factors) + 1) <= CHUNK // _SMALLEST_OVERVIEW:
            factors.append(2 ** (len(factors) + 1))
            side //= 2
        kind = "nearest" if self.spec.layout.coded else "average"
        told = " ".join(map(str, factors))
        return f'<OverviewList resampling="{kind}">{told}</OverviewList>\n' if factors else ""
