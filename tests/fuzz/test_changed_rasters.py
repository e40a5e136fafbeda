"""Fields are changed, and most of a raster is left as it is, so that GDAL reads on."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
import rasterio
from changed_rasters import change_tiff, change_xml
from finecover.core.rasters.raster_file import GDAL_ERRORS
from harness import Choices, load_target

_TRIED = 60


def changes(change, seed):
    """Return a seed changed in many ways."""
    return [change(seed, Choices(np.random.default_rng(at).bytes(64))) for at in range(_TRIED)]


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_most_changed_tiffs_are_others_and_many_are_opened():
    opened = 0
    for made in changes(change_tiff, load_target("geotiff").seeds()[0]):
        with rasterio.MemoryFile(made or b"\0") as file:
            try:
                file.open().close()
                opened += 1
            except GDAL_ERRORS:
                continue
    assert _TRIED / 4 < opened < _TRIED
    assert len(set(changes(change_tiff, load_target("geotiff").seeds()[0]))) > _TRIED / 2


@pytest.mark.parametrize(
    "data", [b"", b"II*\0", b"II*\0\x08\0\0\0", b"II*\0\xff\xff\xff\xff", b"x"]
)
def test_what_is_no_tiff_stays(data):
    assert set(changes(change_tiff, data)) == {data}


def test_changed_xml_is_xml_of_the_same_kind():
    seed = load_target("virtual_raster").seeds()[1]
    found = changes(lambda data, choices: change_xml(data, choices, [b"1e300", b"<a>"]), seed)
    assert len(set(found)) > _TRIED / 2
    assert all(list(ElementTree.fromstring(made).iter()) for made in found)


@pytest.mark.parametrize("data", [b"", b"<a", b"\xff", b'<?xml version="1.0" encoding="x"?><a/>'])
def test_what_is_no_xml_stays(data):
    assert change_xml(data, Choices(b"\1\2\3"), [b"a"]) == data
