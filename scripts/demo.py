"""Run FineCover on a demo scene through the real qgis_process, and show what came out.

Usage: /usr/bin/python3 scripts/demo.py [landscape | capelookout]
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from landscape import build_landscape, write_landscape, write_polygon
from picture import Panel, draw, mapped_window, read_like, read_palette, true_colour
from qgis_run import HermeticQgis, QgisError, Value

ROOT = Path(__file__).resolve().parent.parent
SEED = 0
# Longitude and latitude of polygons on the Cape Lookout scene, clear of the watermark.
CAPE_GEO = (
    (-76.704, 34.729), (-76.600, 34.724), (-76.511, 34.711), (-76.482, 34.662),
    (-76.511, 34.581), (-76.530, 34.571), (-76.584, 34.581), (-76.674, 34.633),
    (-76.714, 34.691),
)  # fmt: skip
CAPE_GEO_SMALL = (
    (-76.668, 34.722), (-76.585, 34.717), (-76.512, 34.704), (-76.494, 34.672),
    (-76.519, 34.591), (-76.556, 34.594), (-76.640, 34.668), (-76.680, 34.700),
)  # fmt: skip
_CAPE_IMAGE = "s2b_20181013_l1c_B01-B08_uint8.tif"
_CAPE_COARSE = "mcd12q1_umd_2018.tif"
_FIGURES = (
    ("Overall accuracy", "OVERALL_ACCURACY"),
    ("Kappa", "KAPPA"),
    ("Mean F1", "MACRO_F1"),
    ("Mean IoU", "MEAN_IOU"),
)


@dataclass(frozen=True)
class Scene:
    """The inputs of one demo.

    Attributes:
        image: a Sentinel-2 image whose bands are described B02, B03...
        coarse: the map to upsample.
        geo: polygon to learn from.
        geo_small: polygon to map.
        dem: elevation, where there is one.
        truth: fine reference map, where there is one.
        water_codes: the coarse map's codes for water.
    """

    image: Path
    coarse: Path
    geo: Path
    geo_small: Path
    water_codes: tuple[int, ...]
    dem: Path | None = None
    truth: Path | None = None


def prepare_landscape(folder: Path) -> Scene:
    """Make the seeded landscape below ``folder``."""
    print(f"Making a landscape of 1000 x 1000 pixels (seed {SEED}) in {folder}")
    write_landscape(build_landscape(SEED), folder)
    return Scene(
        image=folder / "image.tif",
        coarse=folder / "coarse.tif",
        geo=folder / "geo.geojson",
        geo_small=folder / "geo_small.geojson",
        water_codes=(210,),
        dem=folder / "dem.tif",
        truth=folder / "truth.tif",
    )


def prepare_capelookout(folder: Path) -> Scene:
    """Find the Cape Lookout scene (Sentinel-2 2018, MODIS land cover) and draw its polygons."""
    data = Path(os.environ.get("FINECOVER_DATA", ROOT.parent / "shared" / "data")).resolve()
    scene = data / "s2_capelookout_modis"
    if not scene.is_dir():
        raise SystemExit(f"demo: {scene} does not exist; set FINECOVER_DATA to the scenes' folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name in (_CAPE_IMAGE, _CAPE_COARSE):  # QGIS leaves statistics beside rasters it opens
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(scene / name)
    write_polygon(folder / "geo.geojson", list(CAPE_GEO))
    write_polygon(folder / "geo_small.geojson", list(CAPE_GEO_SMALL))
    return Scene(
        image=folder / _CAPE_IMAGE,
        coarse=folder / _CAPE_COARSE,
        geo=folder / "geo.geojson",
        geo_small=folder / "geo_small.geojson",
        water_codes=(0,),
    )


SCENES = {"landscape": prepare_landscape, "capelookout": prepare_capelookout}


def upsample_parameters(scene: Scene, output: Path) -> dict[str, Value]:
    """Parameters of ``finecover:upsample`` for a scene; results go to the folder ``output``."""
    parameters: dict[str, Value] = {
        "IMAGES": [scene.image],
        "COARSE": scene.coarse,
        "LEGEND": "auto",
        "GEO": scene.geo,
        "GEO_SMALL": scene.geo_small,
    }
    if scene.dem is not None:
        parameters["DEM"] = scene.dem
    if scene.truth is not None:
        parameters["REFERENCE"] = scene.truth
    parameters["OUTPUT"] = output / "map.tif"
    parameters["CONFIDENCE"] = output / "confidence.tif"
    parameters["MODEL"] = output / "model.fcm"
    parameters["REPORT"] = output / "report.html"
    return parameters


def accuracy_table(results: dict[str, str]) -> str:
    """The figures of the result beside those of the copied coarse map, as lines of text.

    Raises:
        QgisError: the results hold no overall accuracy although a reference was given.
    """
    if "OVERALL_ACCURACY" not in results:
        raise QgisError(f"finecover:upsample gave no OVERALL_ACCURACY but {sorted(results)}")
    lines = [f"{'':18}{'fine map':>10}{'coarse map copied':>20}"]
    for heading, key in _FIGURES:
        values = [results.get(name) for name in (key, f"BASELINE_{key}")]
        cells = ["-" if value in (None, "", "nan") else f"{float(value):.3f}" for value in values]
        lines.append(f"{heading:18}{cells[0]:>10}{cells[1]:>20}")
    return "\n".join(lines)


def water_by_ndwi(image: Path, *, like: Path) -> tuple[np.ndarray, np.ndarray]:
    """Where NDWI (McFeeters 1996, green against near infrared) is above 0, and where it is valid.

    Returns:
        Two bool arrays (row, col) on the grid of ``like``, which must be the image's or a part.
    """
    with rasterio.open(image) as source, rasterio.open(like) as grid:
        window = source.window(*grid.bounds).round_offsets().round_lengths()
        stack = source.read(window=window)
        green, nir = (stack[source.descriptions.index(name)] for name in ("B03", "B08"))
    empty = (stack == np.iinfo(stack.dtype).max).all(axis=0) | (stack == 0).all(axis=0)
    return (green > nir) & ~empty, ~empty


def agreement_lines(scene: Scene, map_path: Path) -> str:
    """How the map agrees with NDWI's water and with the coarse map, where no truth is known."""
    codes, nodata = read_like(map_path, map_path)
    coarse, coarse_nodata = read_like(scene.coarse, map_path)
    water, valid = water_by_ndwi(scene.image, like=map_path)
    mapped = codes != nodata
    seen = mapped & valid
    same_water = np.isin(codes, scene.water_codes)[seen] == water[seen]
    both = mapped & (coarse != coarse_nodata)
    return "\n".join(
        (
            "There is no fine truth for this scene; the map agrees with",
            f"  water by NDWI > 0 on          {same_water.mean():7.2%} of the mapped pixels",
            f"  the coarse map itself on      {np.mean(codes[both] == coarse[both]):7.2%}",
            f"Pixels mapped in the image's empty border: {np.sum(mapped & ~valid)}",
        )
    )


def write_picture(scene: Scene, map_path: Path, path: Path) -> None:
    """Draw image, coarse map, fine map and truth (else water by NDWI) around the mapped area."""
    palette = read_palette(map_path.with_suffix(".qml"))
    codes, nodata = read_like(map_path, map_path)
    coarse, coarse_nodata = read_like(scene.coarse, map_path)
    image = true_colour(scene.image, ("B04", "B03", "B02"), like=map_path)
    panels = [
        Panel("Image", image),
        Panel("Coarse map", palette.paint(coarse, nodata=coarse_nodata)),
        Panel("Fine map (FineCover)", palette.paint(codes, nodata=nodata)),
    ]
    if scene.truth is not None:
        truth, truth_nodata = read_like(scene.truth, map_path)
        panels.append(Panel("Truth", palette.paint(truth, nodata=truth_nodata)))
    else:
        water, valid = water_by_ndwi(scene.image, like=map_path)
        shades = np.where(water, 0.35, 0.85) * valid + ~valid
        panels.append(Panel("Water by NDWI > 0 (dark)", np.dstack([shades] * 3)))
    window = mapped_window(map_path)
    cut = [Panel(panel.heading, panel.pixels[window]) for panel in panels]
    draw(cut, palette, codes=np.stack([codes[window], coarse[window]]), path=path)


def run(name: str, output: Path) -> None:
    """Prepare the scene ``name``, upsample its coarse map, and print and draw the outcome."""
    output.mkdir(parents=True, exist_ok=True)
    scene = SCENES[name](output / "input")
    with tempfile.TemporaryDirectory(prefix="finecover-demo-") as profile:
        qgis = HermeticQgis(Path(profile), plugin=ROOT)
        qgis.enable()
        started = time.monotonic()
        results = qgis.run("finecover:upsample", upsample_parameters(scene, output), echo=True)
        seconds = time.monotonic() - started
    memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nfinecover:upsample took {seconds:.0f} s and at most {memory_mb:.0f} MB.\n")
    map_path = output / "map.tif"
    print(accuracy_table(results) if scene.truth else agreement_lines(scene, map_path))
    write_picture(scene, map_path, output / "picture.png")
    print(f"\nIn {output}: map.tif, confidence.tif, model.fcm, report.html, picture.png")


def main(arguments: list[str]) -> int:
    """Run the demo named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scene", nargs="?", default="landscape", choices=sorted(SCENES))
    name = parser.parse_args(arguments).scene
    try:
        run(name, ROOT / "demo" / ("" if name == "landscape" else name))
    except QgisError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
