"""Pictures of the maps, and what the page's script reads beside them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import warnings
import zlib
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from finecover.core.accuracy.accuracy import assess
from finecover.core.accuracy.report_data import AccuracyReport, ClassMap
from finecover.core.errors import InputError
from finecover.core.reports.maps import maps_sections, png
from finecover.core.reports.report import accuracy_report

CLASSES = [(0, "Water", "#0000ff"), (7, "</script><b>Forest", "#00aa00"), (12, "Crop", "")]
MAP = np.array([[0, 1, 2], [1, 1, -1]], np.int16)
BASELINE = np.array([[0, 0, 0], [0, 0, 0]], np.int16)
TRUTH = np.array([[0, 1, 0], [2, -1, 0]], np.int16)


def report(**changes):
    result = assess(np.diag([3, 4, 5]))
    shown = [ClassMap(name, one) for name, one in
             (("Map", MAP), ("Baseline", BASELINE), ("Reference", TRUTH))]  # fmt: skip
    plain = AccuracyReport("Made", CLASSES, result, baseline=result, maps=shown)
    return replace(plain, **changes)


def pixels(data):
    """Colours of a PNG file, (row, col, red green blue alpha)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.MemoryFile(data) as memory, memory.open() as picture:
            if picture.count == 4:
                return np.moveaxis(picture.read(), 0, -1)
            table = picture.colormap(1)
            return np.array([[table[code] for code in row] for row in picture.read(1)])


def pictures(markup):
    found = re.findall(r'src="data:image/png;base64,([^"]+)"', markup)
    return [pixels(base64.b64decode(one)) for one in found]


@pytest.mark.parametrize("size", [3, 300])
def test_a_picture_has_a_colour_per_code_and_is_clear_elsewhere(size):
    colors = [f"#{at:06x}" for at in range(size)]
    codes = np.array([[0, size - 1], [-1, 2]])
    found = pixels(png(codes, colors))
    assert found[0, 1].tolist() == [0, (size - 1) // 256, (size - 1) % 256, 255]
    assert found[1, 1].tolist() == [0, 0, 2, 255]
    assert found[1, 0, 3] == 0


def test_pictures_show_maps_errors_and_who_is_right():
    (section,) = maps_sections(report())
    shown = pictures(section.html)
    assert len(shown) == 5
    assert shown[0][0, 0].tolist() == [0, 0, 255, 255]
    assert shown[0][0, 2].tolist() == [127, 127, 127, 255]  # a class without a colour
    errors, winners = shown[3], shown[4]
    agree = [0xD3, 0xD8, 0xDA, 255]
    assert errors[0, 0].tolist() == errors[0, 1].tolist() == agree
    assert errors[0, 2].tolist() == [0, 0, 255, 255]  # the map's crop is the reference's water
    assert (errors[1, 1, 3], errors[1, 2, 3]) == (0, 0)  # one of the two has no class
    by_color = {tuple(agree): "both", (0, 0x72, 0xB2, 255): "map", (0xE6, 0x9F, 0, 255): "base",
                (0x1A, 0x1A, 0x1A, 255): "none"}  # fmt: skip
    found = [by_color.get(tuple(one)) for one in winners.reshape(-1, 4).tolist()]
    assert found == ["both", "map", "base", "none", None, None]


def test_without_baseline_nobody_is_compared_with_it():
    shown = report(baseline=None, maps=[ClassMap("Map", MAP), ClassMap("Reference", TRUTH)])
    (section,) = maps_sections(shown)
    assert len(pictures(section.html)) == 3
    assert "baseline" not in section.html
    assert maps_sections(report(maps=[])) == []


@pytest.mark.parametrize("size", [3, 400])
def test_the_script_reads_the_class_of_every_place(size):
    names = [*CLASSES, *((code, f"Class {code}", "#101010") for code in range(13, 10 + size))]
    result = assess(np.eye(size, dtype=int))
    maps = [ClassMap("Map", np.where(MAP == 2, size - 1, MAP)), ClassMap("Reference", TRUTH)]
    shown = report(classes=names, result=result, baseline=None, maps=maps)
    (section,) = maps_sections(shown)
    found = re.search(r'class="map-data">(.*?)</script>', section.html, flags=re.S).group(1)
    assert "<" not in found
    data = json.loads(found)
    assert (data["height"], data["width"], data["titles"]) == (2, 3, ["Map", "Reference"])
    assert data["classes"][1] == [7, "</script><b>Forest", "#00aa00"]
    for layer, one in zip(data["layers"], maps):
        plain = np.frombuffer(zlib.decompress(base64.b64decode(layer)), f"<u{data['bytes']}")
        assert (plain.reshape(2, 3).astype(int) - 1).tolist() == one.positions.tolist()


def test_the_legend_holds_what_the_pictures_show():
    only = [ClassMap("Map", np.minimum(MAP, 1)), ClassMap("Reference", np.zeros_like(TRUTH))]
    (section,) = maps_sections(report(maps=only, baseline=None))
    legend = re.search(r'<ul class="legend".*?</ul>', section.html, flags=re.S).group()
    assert legend.count("<li>") == 2
    assert "&lt;/script&gt;&lt;b&gt;Forest" in legend


def test_the_policy_lets_this_one_script_run_and_no_other():
    markup = accuracy_report(report())
    scripts = re.findall(r"<script>(.*?)</script>", markup, flags=re.S)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in markup
    assert "unsafe-inline'; script" not in markup.replace("style-src 'unsafe-inline'", "")
    assert not re.search(r"\son\w+=", markup)
    assert "script-src 'none'" in accuracy_report(report(maps=[]))
    assert "<script" not in accuracy_report(report(maps=[]))


def test_a_page_with_pictures_and_charts_names_nothing_outside_itself():
    markup = accuracy_report(report())
    for name, value in re.findall(r'(src|href)="([^"]*)"', markup):
        assert value.startswith("data:image/png;base64," if name == "src" else "#")
    assert not re.search(r"https?:|//[a-z]+\.|@import|url\(", re.sub(r"base64,[^\"]+", "", markup))


def test_pictures_of_different_shape_are_refused():
    odd = [ClassMap("Map", MAP), ClassMap("Reference", TRUTH[:1])]
    with pytest.raises(InputError, match=r"picture Reference has shape \(1, 3\)"):
        maps_sections(report(maps=odd))
