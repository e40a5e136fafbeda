"""What the file of a sample of points tells of how it was drawn."""

from __future__ import annotations

import numpy as np
import pytest
from compared_maps import random_map, with_legend
from finecover.core.accuracy.expected_accuracy import ExpectedAccuracy
from finecover.core.accuracy.point_record import MARK, point_record
from finecover.core.accuracy.validation_plan import PointSettings
from finecover.core.accuracy.validation_points import draw_validation_points
from finecover.core.learning.model import software_versions
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from scene import box


def drawn(source, settings, area=None):
    return draw_validation_points(source, area=area, settings=settings, progress=Silent())


def parsed(text):
    """Settings of a record, by parameter."""
    return dict(line.split(" = ") for line in text.splitlines() if " = " in line)


def test_the_record_names_all_that_decides_the_points(tmp_path):
    source = with_legend(tmp_path, "map", random_map(1, (60, 60)))
    settings = PointSettings(
        expected=ExpectedAccuracy.parse("0.9;4=0.6"), total=80, min_per_class=12, seed=7,
        allocation="neyman",
    )  # fmt: skip
    area = box(0, 0, 50, 50)
    points = drawn(source, settings, area)
    record = point_record(points, settings, source, area=area, command="qgis_process run this")
    first, *_, last = record.text.splitlines()
    versions = software_versions()
    assert record.title == "Validation points of map.tif"
    assert first == (
        f"80 points in 3 classes to check map.tif with, drawn at random by {MARK} of FineCover "
        f"{versions['finecover']}, NumPy {versions['numpy']}."
    )
    assert last == "To draw them again: qgis_process run this"
    assert parsed(record.text) == {
        "MAP": "map.tif, band 1", "GEO_SMALL": "1 polygon", "DESIGN": "stratified",
        "ALLOCATION": "neyman", "EXPECTED_ACCURACY": "0.9;4=0.6", "STANDARD_ERROR": "0.02",
        "TOTAL": "80", "MIN_PER_CLASS": "12", "SEED": "7",
    }  # fmt: skip


@pytest.mark.parametrize("design", ["simple", "stratified"])
def test_the_points_come_again_from_their_record(tmp_path, design):
    source = with_legend(tmp_path, "map", random_map(1, (60, 60)))
    settings = PointSettings(design=design, standard_error=0.05, min_per_class=10, seed=3)
    first = drawn(source, settings)
    told = parsed(point_record(first, settings, source, area=None).text)
    assert (told["GEO_SMALL"], told["TOTAL"]) == ("the whole map", "not given")
    again = drawn(
        source,
        PointSettings(
            expected=ExpectedAccuracy.parse(told["EXPECTED_ACCURACY"]),
            standard_error=float(told["STANDARD_ERROR"]),
            min_per_class=int(told["MIN_PER_CLASS"]),
            allocation=told["ALLOCATION"],
            design=told["DESIGN"],
            seed=int(told["SEED"]),
        ),
    )
    np.testing.assert_array_equal(again.drawn.row, first.drawn.row)
    np.testing.assert_array_equal(again.drawn.col, first.drawn.col)


def test_an_address_keeps_what_it_is_asked_with_to_itself(tmp_path):
    source = with_legend(tmp_path, "map", random_map(1, (60, 60)))
    settings = PointSettings(design="simple", total=20, seed=3)
    points = drawn(source, settings)
    remote = RasterSource("/vsicurl/https://jane:HUSH@client.org/a.tif?sig=HUSH")
    record = point_record(points, settings, remote, area=None)
    assert record.title == "Validation points of a.tif?…"
    assert "HUSH" not in record.text
