"""Time and memory of comparing 100 million pixels, against reading them: `make bench-accuracy`."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checkout import load_package

TIMES, MEMORY_GB = 2.0, 1.5
TILE = 1024
CODES = (111, 112, 121, 211, 231, 242, 243, 311, 312, 313, 322, 324, 411, 511, 512, 523)


CASES = {
    "one grid": ("reference", ("plain", "readers", "compare")),
    "another CRS and pixel": ("warped", ("plain", "vrt", "readers", "compare")),
}
PARTS = {
    "plain": "rasterio reads both",
    "vrt": "rasterio warps and reads",
    "readers": "our readers read both",
    "compare": "compare",
}


def main() -> int:
    """Print the ratios and the peak memory; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=10_000, help="pixels along a side")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each part; the best counts")
    parser.add_argument(
        "--speckle", type=float, default=0.0, help="share of pixels with a class at random, 0..1"
    )
    parser.add_argument("--part", choices=tuple(PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--reference", default="reference", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help="where the rasters are written; default: temporary")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(measure(options.part, Path(options.folder), options.reference)))
        return 0
    missed = False
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        write_pair(Path(folder), options.side, options.speckle)
        write_warped(Path(folder))
        print(
            f"{options.side**2 / 1e6:.1f} million pixels, speckle {options.speckle:g}, best of "
            f"{options.repeats}, load {os.getloadavg()[0]:.1f}"
        )
        for case, (reference, parts) in CASES.items():
            # In turn, so that a busy minute of the machine does not fall on one part alone.
            runs = [
                {part: in_subprocess(part, folder, reference) for part in parts}
                for _ in range(options.repeats)
            ]
            found = {part: min((run[part] for run in runs), key=by_time) for part in parts}
            missed |= told(case, found)
    return int(missed)


def by_time(one: dict[str, float]) -> float:
    """Seconds of a run, to sort runs by."""
    return one["seconds"]


def told(case: str, found: dict[str, dict[str, float]]) -> bool:
    """Print what was found, and return whether a target was missed.

    The yardstick is what rasterio itself takes to give both rasters at the map's pixels: reading
    where they share a grid, warping and reading elsewhere.
    """
    yardstick = "vrt" if "vrt" in found else "plain"
    compare = found["compare"]
    print(f"\n{case}")
    for part, one in found.items():
        print(
            f"  {PARTS[part]:<25} {one['seconds']:7.2f} s, {one['cpu_seconds']:7.2f} s of "
            f"processor, peak {one['peak_gb']:.2f} GB"
        )
    for part in found:
        if part != "compare":
            times, work = (compare[k] / found[part][k] for k in ("seconds", "cpu_seconds"))
            target = f" (target: at most {TIMES})" if part == yardstick else ""
            name = f"compare / {PARTS[part]}"
            print(f"  {name:<36} {times:5.2f} in time, {work:5.2f} in processor{target}")
    print(f"  peak memory {compare['peak_gb']:.2f} GB (target: at most {MEMORY_GB})")
    times = compare["seconds"] / found[yardstick]["seconds"]
    return times > TIMES or compare["peak_gb"] > MEMORY_GB


def in_subprocess(part: str, folder: str, reference: str) -> dict[str, float]:
    """Measure in a process of its own, so that one part's memory is not the other's."""
    command = [
        sys.executable, str(Path(__file__).parent), "--part", part, "--folder", folder,
        "--reference", reference,
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def write_pair(folder: Path, side: int, speckle: float = 0.0) -> None:
    """Write a map and a reference of patches with CORINE's codes, tiled and compressed.

    Maps made pixel by pixel are speckled, and cost more to decompress than plain patches.
    """
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin
    from rasterio.windows import Window

    profile = {
        "driver": "GTiff", "width": side, "height": side, "count": 1, "dtype": "uint16",
        "crs": "EPSG:3035", "transform": from_origin(4_000_000, 3_000_000, 10, 10),
        "tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "deflate", "nodata": 0,
    }  # fmt: skip
    codes = np.array(CODES, np.uint16)
    for seed, name in enumerate(("map", "reference")):
        rng = np.random.default_rng(seed)
        shape = (side // 20 + 26, side // 20 + 26)
        patches = np.random.default_rng(9).integers(0, codes.size, shape)
        changed = rng.random(patches.shape) < 0.1
        patches[changed] = rng.integers(0, codes.size, int(changed.sum()))
        with rasterio.open(folder / f"{name}.tif", "w", **profile) as dataset:
            for row in range(0, side, 512):
                high = min(512, side - row)
                rows, cols = np.arange(row, row + high) // 20, np.arange(side) // 20
                block = codes[patches[np.ix_(rows, cols)]]
                if speckle:
                    wild = rng.random(block.shape) < speckle
                    block[wild] = rng.choice(codes, int(wild.sum()))
                block[rng.random(block.shape) < 0.02] = 0
                dataset.write(block, 1, window=Window(0, row, side, high))


def write_warped(folder: Path) -> None:
    """Write the reference once more, in UTM and with pixels of 31.5 m."""
    import rasterio
    from rasterio.transform import from_origin
    from rasterio.vrt import WarpedVRT
    from rasterio.warp import transform_bounds

    with rasterio.open(folder / "reference.tif") as source:
        left, bottom, right, top = transform_bounds(source.crs, "EPSG:32632", *source.bounds)
        grid = {
            "crs": "EPSG:32632", "transform": from_origin(left, top, 31.5, 31.5),
            "width": int((right - left) / 31.5) + 1, "height": int((top - bottom) / 31.5) + 1,
        }  # fmt: skip
        profile = {**source.profile, **grid}
        with (
            WarpedVRT(source, **grid) as warped,
            rasterio.open(folder / "warped.tif", "w", **profile) as dataset,
        ):
            for _, window in dataset.block_windows(1):
                dataset.write(warped.read(1, window=window), 1, window=window)


def measure(part: str, folder: Path, reference: str) -> dict[str, float]:
    """Do one part of a case in this process."""
    load_package()
    work = {"plain": read_plain, "vrt": read_warped, "readers": read_both, "compare": compare}
    paths = str(folder / "map.tif"), str(folder / f"{reference}.tif")
    imported()
    start = time.monotonic()
    before = processor_seconds()
    work[part](*paths)
    return {
        "seconds": time.monotonic() - start,
        "cpu_seconds": processor_seconds() - before,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def imported() -> None:
    """Load all modules before the clock starts: they take as long for ten pixels."""
    import finecover.core.accuracy.assessment  # noqa: F401
    import rasterio.vrt  # noqa: F401


def processor_seconds() -> float:
    """Seconds of processor this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def windows(dataset):
    """Windows of whole blocks, as large as the tiles of a comparison."""
    from rasterio.windows import Window

    for row in range(0, dataset.height, TILE):
        for col in range(0, dataset.width, TILE):
            width, height = min(TILE, dataset.width - col), min(TILE, dataset.height - row)
            yield Window(col, row, width, height)


def read_plain(mapped: str, reference: str) -> None:
    """Read both files by windows with rasterio, and do nothing with them."""
    import rasterio

    for path in (mapped, reference):
        with rasterio.open(path) as dataset:
            for window in windows(dataset):
                dataset.read(1, window=window)


def read_warped(mapped: str, reference: str) -> None:
    """Read the map, and the reference at the map's pixels through rasterio's virtual warp."""
    import rasterio
    from rasterio.vrt import WarpedVRT

    with rasterio.open(mapped) as one, rasterio.open(reference) as source:
        grid = {k: one.profile[k] for k in ("crs", "transform", "width", "height")}
        with WarpedVRT(source, **grid) as other:
            for window in windows(one):
                one.read(1, window=window)
                other.read(1, window=window)


def read_both(mapped: str, reference: str) -> None:
    """Read both rasters tile by tile as a comparison does, in as many threads."""
    from finecover.core.parallel import ordered_map
    from finecover.core.progress import Silent
    from finecover.core.rasters.raster import (
        CodeReader,
        NearestCodes,
        RasterSource,
        raster_environment,
    )

    with (
        raster_environment(),
        CodeReader(RasterSource(mapped)) as one,
        NearestCodes(RasterSource(reference), one.grid) as other,
    ):
        work = ordered_map(
            lambda tile: (one.read(tile).size, other.read(tile).size),
            one.grid.tiles(TILE), progress=Silent(),
        )  # fmt: skip
        for _ in work:
            pass


def compare(mapped: str, reference: str) -> None:
    """Compare both with pictures and levels, as ``accuracyreport`` does."""
    from finecover.core.accuracy.assessment import Comparison, assess_map
    from finecover.core.progress import Silent
    from finecover.core.rasters.raster import RasterSource, raster_environment

    with raster_environment():
        asked = Comparison(map=RasterSource(mapped), reference=RasterSource(reference))
        assess_map(asked, progress=Silent(), thumbnails=True)


if __name__ == "__main__":
    sys.exit(main())
