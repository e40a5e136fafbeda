import numpy as np
import pytest
from finecover.core.errors import LegendError
from finecover.core.legends.known_legends import (
    legend_of,
    level_codes,
    level_legend,
    public_key,
    short_title,
)
from finecover.core.legends.legend import builtin
from finecover.core.rasters.codes import CodeReader
from finecover.core.rasters.raster import RasterSource
from scene import pixel_grid, write_raster


def source(folder, name, values):
    return RasterSource(str(write_raster(folder / name, values, nodata=255)))


def test_a_raster_without_legend_is_known_by_its_name(tmp_path):
    values = np.repeat([[11, 21, 41, 42]], 4, axis=0).astype(np.uint8)
    with CodeReader(source(tmp_path, "nlcd_2019.tif", values)) as reader:
        assert public_key(legend_of(reader)) == "nlcd"
    with CodeReader(source(tmp_path, "map.tif", np.array([[1, 2, 3]], np.uint8))) as reader:
        assert legend_of(reader) is None


def test_only_the_part_under_a_frame_is_looked_at(tmp_path):
    values = np.full((900, 900), 7, np.uint8)
    values[:20, :20] = np.repeat([[11, 21, 41, 42]], 5, axis=1)
    with CodeReader(source(tmp_path, "nlcd.tif", values)) as reader:
        assert legend_of(reader) is None, "7 is no code of NLCD"
        assert public_key(legend_of(reader, under=pixel_grid(20, 20))) == "nlcd"


def test_fractions_have_no_legend(tmp_path):
    with CodeReader(source(tmp_path, "nlcd.tif", np.array([[0.5, 11]], np.float32))) as reader:
        assert legend_of(reader) is None


def test_levels():
    corine = builtin("corine")
    assert level_codes(corine, "level2")[311] == 31
    assert len(level_legend(corine, "level1")) == 5
    assert len(level_legend(corine, "level2")) == 15
    assert short_title(corine) == "CORINE Land Cover"
    with pytest.raises(LegendError, match="has no level9, it has level1, level2; write"):
        level_codes(corine, "level9")
