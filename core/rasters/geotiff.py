"""How GeoTIFFs are laid out: their compression, their blocks and the overviews QGIS draws from."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from affine import Affine
from rasterio.enums import Resampling
from rasterio.io import MemoryFile

from ..parallel import thread_count
from .raster_file import GDAL_ERRORS

BLOCK = 256
_LEVEL = 1  # higher ones save a few percent, and cost several times as much
_FIRST_OVERVIEW = 4  # of rasters of many bands, whose overviews would else add a third to them
_DRAWN_AT_ONCE = 2048  # pixels along a side of a raster that is drawn in no time as it is
# bytes: each pixel is copied once, and more would add to what the run itself still holds
_COPY_CACHE, _COPY_CHUNK = 16 * 2**20, 2**20


@dataclass(frozen=True)
class Layout:
    """What decides how pixels are stored.

    Attributes:
        dtype: numpy name of the values.
        coded: the values are codes, which nothing but themselves can stand for.
        cloud_optimised: all bands of a block together, and overviews from half the size on. Else
            each band by itself, for rasters of many bands of which a few are read at a time, and
            overviews from a quarter of the size on, where the raster is large.
        zstd: compress by ZSTD, else by Deflate; also where another process than the one that
            decided it does the work, for that one knows what the host reads.
    """

    dtype: str
    coded: bool
    cloud_optimised: bool
    zstd: bool = field(default_factory=lambda: has_zstd())  # defined below

    @property
    def predictor(self) -> int:
        """How values are told from their neighbours, in TIFF's numbers; 1 = they are not.

        Codes have no slopes to follow: differences make their files a tenth larger.
        """
        if np.dtype(self.dtype).kind == "f":
            return 3
        return 1 if self.coded else 2

    @property
    def codec(self) -> str:
        """GDAL's name of the compression."""
        return "zstd" if self.zstd else "deflate"

    def creation(self) -> dict[str, Any]:
        """Return the options of GDAL's GTiff driver."""
        return {
            "tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK, "interleave": "band",
            "compress": self.codec, "zstd_level" if self.zstd else "zlevel": _LEVEL,
            "predictor": self.predictor, "bigtiff": "if_safer", "num_threads": thread_count(),
        }  # fmt: skip

    def rewrite(self, part: Path, path: Path) -> None:
        """Copy a raster as ``creation`` made it block by block, with overviews.

        In whatever order the blocks of ``part`` were written, those of ``path`` follow each other.
        """
        if self.cloud_optimised:
            self._copy_optimised(part, path)
            return
        overviews = self._add_overviews(part)
        options = self.creation()
        rasterio.shutil.copy(
            str(part), str(path), driver="GTiff", copy_src_overviews=overviews, **options
        )

    @property
    def _resampling(self) -> Resampling:
        return Resampling.nearest if self.coded else Resampling.average

    def _copy_optimised(self, part: Path, path: Path) -> None:
        predictor = {1: "no", 2: "standard", 3: "floating_point"}[self.predictor]
        with rasterio.Env(GDAL_CACHEMAX=_COPY_CACHE, GDAL_OVR_CHUNK_MAX_SIZE=_COPY_CHUNK):
            rasterio.shutil.copy(
                str(part), str(path), driver="COG", blocksize=BLOCK,
                compress=self.codec, level=_LEVEL,
                predictor=predictor, overview_predictor=predictor,
                overview_resampling=self._resampling.name,
                bigtiff="if_safer", num_threads=thread_count(),
            )  # fmt: skip

    def _add_overviews(self, part: Path) -> bool:
        """Add overviews to a raster that needs them; tell whether it does."""
        with rasterio.open(part) as dataset:
            side = max(dataset.shape)
        if side <= _DRAWN_AT_ONCE:
            return False
        factors = [_FIRST_OVERVIEW]
        while side > 2 * BLOCK * factors[-1]:
            factors.append(2 * factors[-1])
        # one thread: GDAL 3.6 cannot read the blocks of bands stored by themselves in several
        with rasterio.Env(GDAL_TIFF_OVR_BLOCKSIZE=BLOCK), rasterio.open(part, "r+") as dataset:
            dataset.build_overviews(factors, self._resampling)
        return True


def has_zstd() -> bool:
    """Tell whether GDAL writes ZSTD, and the GDAL that the host draws with, if any, reads it.

    Both libraries are there where rasterio brings its own.
    """
    host: Any = sys.modules.get("osgeo.gdal")
    if host is not None:
        driver = host.GetDriverByName("GTiff")
        options = driver.GetMetadataItem("DMD_CREATIONOPTIONLIST") if driver else None
        if "ZSTD" not in (options or ""):
            return False
    return writes_zstd()


@lru_cache(maxsize=1)
def writes_zstd() -> bool:
    """Tell whether GDAL writes ZSTD.

    It is tried: rasterio does not tell the creation options of a driver.
    """
    try:
        with MemoryFile() as memory, memory.open(
            driver="GTiff", height=16, width=16, count=1, dtype="uint8", tiled=True,
            blockxsize=16, blockysize=16, compress="zstd", transform=Affine.scale(2),
        ) as dataset:  # fmt: skip
            dataset.write(np.zeros((1, 16, 16), np.uint8))
    except GDAL_ERRORS:
        return False
    return True
