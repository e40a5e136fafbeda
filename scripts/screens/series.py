"""A year of cloudy images: the dialog of fillgaps, and its log."""

from __future__ import annotations

from pathlib import Path

from .window import Screen


def tell(iface, folder: Path) -> None:
    """Tell the story."""
    screen = Screen(iface, folder)
    inputs = folder / "input"
    layers = {
        name: screen.add_raster(inputs / f"{name}.tif", name)
        for name in ("field_SCL", "field_B08", "field_B04")
    }
    output = folder / "series"
    output.mkdir(exist_ok=True)
    dialog = screen.tool(
        "fillgaps",
        {
            "IMAGES": [layers["field_B04"], layers["field_B08"]],
            "MASKS": [layers["field_SCL"]],
            "MASK_TYPE": "sentinel2_scl",
            "STEP_DAYS": 30,
            "START": "2019-02-01",
            "END": "2019-12-31",
            "OUTPUT": str(output / "series.tif"),
            "OBSERVATIONS": str(output / "observations.tif"),
        },
        size=(1000, 958),
    )
    screen.run_tool(dialog, picture="fillgaps-dialog", log="fillgaps-log")
