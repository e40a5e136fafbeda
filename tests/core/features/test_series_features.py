import re

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features.features import (
    FeatureInputs,
    FeatureSettings,
    FeatureStack,
    write_features,
)
from finecover.core.rasters.raster_file import RasterSource
from raster_data import Extras, Recorder, utm_grid, write_raster

GRID = utm_grid(4, 5)


def stack(folder, *days, log=None, **settings):
    values = np.linspace(1, 2, 40, dtype="float32").reshape(2, 4, 5)
    extras = Extras(descriptions=("red", "nir"))
    paths = [write_raster(folder / f"x_{day}.tif", values, GRID, extras) for day in days]
    inputs = FeatureInputs(tuple(RasterSource(path, name="IMAGES") for path in paths))
    return FeatureStack(inputs, FeatureSettings(**settings), progress=log or Recorder())


@pytest.mark.parametrize("name", ["date_max", "amplitude", "median_q1"])
def test_one_date_has_no_seasons(tmp_path, name):
    message = rf"^STATISTICS: {name} looks at several dates, and IMAGES holds one; leave {name} out"
    with pytest.raises(InputError, match=message):
        stack(tmp_path, "20190101", statistics=f"median,{name}")


def test_equal_statistics_are_told(tmp_path):
    log = Recorder()
    found = stack(tmp_path, "20190101", "20190201", log=log, statistics="p50,median")
    assert found.names == ("red_p50", "nir_p50", "NDVI_p50")
    assert "STATISTICS: median (p50) would be the same; left out." in log.messages
    found.close()


@pytest.mark.parametrize("formula", ["X=nir**1000*nir**1000", "X=log(nir-nir)"])
def test_a_formula_without_any_value_is_named(tmp_path, formula):
    found = stack(tmp_path, "20190101", "20190201", indices=formula, statistics="max")
    message = re.escape(f"finite number in the feature X_max, so that none has them all; correct "
                        f"INDICES, {formula}")  # fmt: skip
    with pytest.raises(InputError, match=message):
        write_features(found, tmp_path / "f.tif", area=None, progress=Recorder())
    found.close()
