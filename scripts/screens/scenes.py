"""The data of the pictures: public scenes, linked into a folder of their own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from landscape import build_landscape, write_landscape
from qgis_run import HermeticQgis

ROOT = Path(__file__).resolve().parent.parent.parent
_CAPE = "s2_capelookout_modis"
_SPAIN = "s2_field_spain_scl"
_ZION = "zion_l8_nlcd"
LINKS = {
    "sentinel2_20181013.tif": f"{_CAPE}/s2b_20181013_l1c_B01-B08_uint8.tif",
    "MCD12Q1_2018.tif": f"{_CAPE}/mcd12q1_umd_2018.tif",
    "field_B04.tif": f"{_SPAIN}/b04.tif",
    "field_B08.tif": f"{_SPAIN}/b08.tif",
    "field_SCL.tif": f"{_SPAIN}/scl.tif",
    "landsat8_zion.tif": f"{_ZION}/landsat8_zion_b2345.tif",
    "nlcd_30m.tif": f"{_ZION}/nlcd.tif",
    "srtm_zion.tif": f"{_ZION}/srtm.tif",
}


def prepare_inputs(folder: Path) -> None:
    """Link the scenes below ``folder``/input, where QGIS may leave its statistics beside them."""
    data = Path(os.environ.get("FINECOVER_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not (data / _CAPE).is_dir():
        raise SystemExit(f"screenshots: {data / _CAPE} is missing; set FINECOVER_DATA")
    inputs = folder / "input"
    inputs.mkdir(exist_ok=True)
    for name, source in LINKS.items():
        (inputs / name).unlink(missing_ok=True)
        (inputs / name).symlink_to(data / source)


def prepare_landscape(folder: Path) -> None:
    """Make the landscape of the demo below ``folder``/landscape, and map it, unless it is there."""
    place = folder / "landscape"
    if (place / "map.tif").is_file():
        return
    write_landscape(build_landscape(0), place)
    parameters = {
        "IMAGES": [place / "image.tif"],
        "COARSE": place / "coarse.tif",
        "DEM": place / "dem.tif",
        "GEO": place / "geo.geojson",
        "GEO_SMALL": place / "geo_small.geojson",
        "OUTPUT": place / "map.tif",
    }
    with tempfile.TemporaryDirectory(prefix="finecover-landscape-") as profile:
        qgis = HermeticQgis(Path(profile), plugin=ROOT)
        qgis.enable()
        qgis.run("finecover:upsample", parameters)
