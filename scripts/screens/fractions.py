"""Shares of classes in mixed pixels: the dialog of trainfractions."""

from __future__ import annotations

from pathlib import Path

import processing

from .window import Screen

_PIXEL = 480  # metres, 16 pixels of the image


def tell(iface, folder: Path) -> None:
    """Tell the story."""
    screen = Screen(iface, folder)
    inputs, output = folder / "input", folder / "fractions"
    output.mkdir(exist_ok=True)
    image, features = output / "image_480m.tif", output / "features_480m.tif"
    processing.run(
        "gdal:warpreproject",
        {
            "INPUT": str(inputs / "landsat8_zion.tif"),
            "RESAMPLING": 5,  # average
            "TARGET_RESOLUTION": _PIXEL,
            "OUTPUT": str(image),
        },
    )
    processing.run(
        "finecover:computefeatures",
        {
            "IMAGES": [str(image)],
            "BANDS": "blue=1,green=2,red=3,nir=4",
            "DEM": str(inputs / "srtm_zion.tif"),
            "OUTPUT": str(features),
        },
    )
    dialog = screen.tool(
        "trainfractions",
        {
            "FINE_LABELS": screen.add_raster(inputs / "nlcd_30m.tif", "nlcd_30m"),
            "FEATURES": screen.add_raster(features, "features_480m"),
            "BLOCK_SIZE": 4800,
            "MODEL": str(output / "shares.fcm"),
            "REPORT": str(output / "shares.html"),
        },
        size=(1000, 900),
    )
    screen.keep(dialog, "fractions-dialog")
    dialog.close()
