"""Time and memory of comparing 100 million pixels, against reading them: `make bench-accuracy`."""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIMES, MEMORY_GB = 2.0, 1.5
CODES = (111, 112, 121, 211, 231, 242, 243, 311, 312, 313, 322, 324, 411, 511, 512, 523)


def main() -> int:
    """Print the ratio and the peak memory; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=10_000, help="pixels along a side")
    parser.add_argument("--part", choices=("read", "compare"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", help="where the rasters are written; default: temporary")
    options = parser.parse_args()
    if options.part:
        print(json.dumps(measure(options.part, Path(options.folder))))
        return 0
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        write_pair(Path(folder), options.side)
        found = {part: in_subprocess(part, folder) for part in ("read", "compare")}
    ratio = found["compare"]["seconds"] / found["read"]["seconds"]
    peak = found["compare"]["peak_gb"]
    print(f"pixels            {options.side**2 / 1e6:8.1f} million")
    for part, one in found.items():
        seconds = f"{one['seconds']:8.2f} s ({one['cpu_seconds']:.2f} s of processor)"
        print(f"{part:<17} {seconds}, peak {one['peak_gb']:.2f} GB")
    print(f"compare / read    {ratio:8.2f} (target: at most {TIMES})")
    print(f"peak memory       {peak:8.2f} GB (target: at most {MEMORY_GB})")
    return int(ratio > TIMES or peak > MEMORY_GB)


def in_subprocess(part: str, folder: str) -> dict[str, float]:
    """Measure in a process of its own, so that one part's memory is not the other's."""
    command = [sys.executable, str(Path(__file__).parent), "--part", part, "--folder", folder]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def load_package() -> None:
    """Make the checkout importable as ``finecover``, whatever its folder is called."""
    spec = importlib.util.spec_from_file_location(
        "finecover", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    sys.modules["finecover"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def write_pair(folder: Path, side: int) -> None:
    """Write a map and a reference of patches with CORINE's codes, tiled and compressed."""
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
                block[rng.random(block.shape) < 0.02] = 0
                dataset.write(block, 1, window=Window(0, row, side, high))


def measure(part: str, folder: Path) -> dict[str, float]:
    """Read both rasters through the readers of a comparison, or compare them with pictures."""
    load_package()
    from finecover.core.assessment import Comparison, assess_map
    from finecover.core.progress import Silent
    from finecover.core.raster import RasterSource, raster_environment

    mapped, reference = (RasterSource(str(folder / f"{n}.tif")) for n in ("map", "reference"))
    start = time.monotonic()
    with raster_environment():
        if part == "read":
            read_both(mapped, reference)
        else:
            asked = Comparison(map=mapped, reference=reference)
            assess_map(asked, progress=Silent(), thumbnails=True)
    seconds = time.monotonic() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = used.ru_maxrss / 2**20
    return {"seconds": seconds, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_gb": peak}


def read_both(mapped, reference) -> None:
    """Read both rasters tile by tile, in as many threads as a comparison does."""
    from finecover.core.parallel import ordered_map
    from finecover.core.progress import Silent
    from finecover.core.raster import CodeReader, NearestCodes

    with CodeReader(mapped) as one, NearestCodes(reference, one.grid) as other:
        work = ordered_map(
            lambda tile: (one.read(tile).size, other.read(tile).size),
            one.grid.tiles(1024), progress=Silent(),
        )  # fmt: skip
        for _ in work:
            pass


if __name__ == "__main__":
    sys.exit(main())
