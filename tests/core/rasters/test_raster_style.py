import math
from xml.etree import ElementTree

import numpy as np
import pytest
from finecover.core.rasters.output import RasterSpec, RasterWriter
from finecover.core.rasters.raster_style import (
    CIVIDIS,
    SHARE,
    SURE,
    UNSURE,
    CountStyle,
    ImageStyle,
    dissimilarity_style,
    even_ramp,
    image_style,
)
from raster_data import folder_state, utm_grid


def styled(tmp_path, values, style, *, dtype="float32", nodata=math.nan, overviews=False):
    """Write a raster with a style; return the renderer in the .qml beside it."""
    values = values if values.ndim == 3 else values[None]
    grid = utm_grid(*values.shape[1:])
    texts = tuple(f"band {n}" for n in range(1, len(values) + 1))
    spec = RasterSpec(grid, dtype, nodata, texts, style=style, overviews=overviews)
    with RasterWriter(tmp_path / "a.tif", spec) as writer:
        writer.write(grid.window, values)
    assert folder_state(tmp_path).keys() == {"a.tif", "a.qml"}
    return ElementTree.parse(tmp_path / "a.qml").getroot().find("pipe/rasterrenderer")


def stops(renderer):
    items = renderer.findall("rastershader/colorrampshader/item")
    return [(float(one.get("value")), one.get("color"), one.get("label")) for one in items]


def test_percentages_keep_their_range_whatever_the_values(tmp_path):
    renderer = styled(tmp_path, np.full((4, 4), 70), SURE, dtype="uint8", nodata=255)
    assert renderer.get("type") == "singlebandpseudocolor"
    assert stops(renderer) == [
        (0, "#00224e", "0 %"), (25, "#434e6c", "25 %"), (50, "#7d7c78", "50 %"),
        (75, "#bcaf6f", "75 %"), (100, "#fee838", "100 %"),
    ]  # fmt: skip
    shader = renderer.find("rastershader/colorrampshader")
    assert (shader.get("colorRampType"), shader.get("maximumValue")) == ("INTERPOLATED", "100")
    assert shader.find("rampLegendSettings").get("suffix") == " %"
    assert renderer.findtext("minMaxOrigin/limits") == "None"


def test_doubtful_is_dark_in_every_ramp():
    assert [one[1] for one in UNSURE.stops] == list(CIVIDIS[::-1])
    assert [(SHARE.stops[at][0], SHARE.stops[at][1]) for at in (0, -1)] == [
        (0, CIVIDIS[0]), (1, CIVIDIS[-1])
    ]  # fmt: skip


def test_even_ramp_labels_have_their_unit():
    assert [label for _, _, label in even_ramp(0, 2, " m").stops] == [
        "0 m", "0.5 m", "1 m", "1.5 m", "2 m"
    ]  # fmt: skip


def test_dissimilarity_has_the_threshold_in_words(tmp_path):
    style = dissimilarity_style(0.4)
    assert style.stops[-2:] == (
        (pytest.approx(0.4), "#9ECAE1", "≤ 0.4"),
        (math.inf, "#D55E00", "> 0.4: unlike the training samples"),
    )
    renderer = styled(tmp_path, np.ones((3, 3)), style)
    assert renderer.find("rastershader/colorrampshader").get("colorRampType") == "DISCRETE"
    assert stops(renderer)[-1][0] == math.inf


def test_counts_reach_to_the_largest(tmp_path):
    values = np.arange(100).reshape(10, 10) % 13
    values[0, 1] = 65535
    renderer = styled(tmp_path, values, CountStyle(), dtype="uint16", nodata=65535)
    assert [value for value, _, _ in stops(renderer)] == [0, 3, 6, 9, 12]


@pytest.mark.parametrize("nothing", [0, 65535])
def test_counts_of_nothing_still_make_a_ramp(tmp_path, nothing):
    values = np.full((5, 5), nothing)
    renderer = styled(tmp_path, values, CountStyle(), dtype="uint16", nodata=65535)
    assert stops(renderer)[-1][0] == 1


def test_pictures_are_stretched_to_what_most_pixels_hold(tmp_path):
    values = np.linspace(0, 100, 400 * 4).reshape(40, 40).repeat(3).reshape(40, 40, 3)
    values = values.transpose(2, 0, 1) * np.array([1, 2, 3])[:, None, None]
    values[:, 0, 0] = 1e6  # a glint
    values[:, 1, :] = np.nan
    renderer = styled(tmp_path, values, ImageStyle((3, 2, 1)))
    assert renderer.get("type") == "multibandcolor"
    assert [renderer.get(f"{name}Band") for name in ("red", "green", "blue")] == ["3", "2", "1"]
    for factor, name in ((3, "red"), (2, "green"), (1, "blue")):
        stretch = renderer.find(f"{name}ContrastEnhancement")
        assert stretch.findtext("algorithm") == "StretchToMinimumMaximum"
        low, high = (float(stretch.findtext(end)) for end in ("minValue", "maxValue"))
        assert low == pytest.approx(2 * factor, abs=2 * factor)
        assert high == pytest.approx(98 * factor, abs=2 * factor)


def test_one_band_is_drawn_in_greys(tmp_path):
    assert image_style(("ndvi", "elevation")) == ImageStyle((1,))
    renderer = styled(tmp_path, np.full((4, 4), 7.0), ImageStyle((1,)))
    assert (renderer.get("type"), renderer.get("grayBand")) == ("singlebandgray", "1")
    stretch = renderer.find("contrastEnhancement")
    assert (stretch.findtext("minValue"), stretch.findtext("maxValue")) == ("7", "8")


def test_large_rasters_are_looked_at_in_a_few_blocks(tmp_path, monkeypatch):
    import finecover.core.rasters.raster_style as module

    monkeypatch.setattr(module, "_BLOCKS", 2)
    values = np.zeros((1100, 1000))
    values[512:768, 256:512] = 5  # in no block that is looked at
    values[512:768, 512:768] = 3
    renderer = styled(tmp_path, values, CountStyle(), dtype="uint16", nodata=65535)
    assert stops(renderer)[-1][0] == 3
