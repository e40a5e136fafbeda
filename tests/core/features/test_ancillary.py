"""Several ancillary rasters: pixels and systems of their own, names, and what each lacks."""

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.features.features import (
    FeatureFile,
    FeatureInputs,
    FeatureSettings,
    FeatureStack,
    write_features,
)
from finecover.core.fractions.feature_groups import feature_groups
from finecover.core.rasters.raster import RasterSource
from raster_data import (
    SINUSOIDAL,
    WGS84,
    Extras,
    Recorder,
    around,
    texture,
    utm_grid,
    write_raster,
)

GRID = utm_grid(40, 60)
PLAIN = FeatureSettings(indices="none")


def image(folder, names=("red", "nir")):
    path = folder / "image.tif"
    return RasterSource(
        write_raster(path, texture((len(names), *GRID.shape)), GRID, Extras(descriptions=names))
    )


def raster(path, value, *, grid=GRID, names=(), lacking=0):
    """A raster of one value a band; the first rows lack data in the first band."""
    path.parent.mkdir(exist_ok=True)
    values = np.full((max(1, len(names)), *grid.shape), value, np.float32)
    values[0, :lacking] = -99
    return RasterSource(
        write_raster(path, values, grid, Extras(nodata=-99, descriptions=names)),
        name="ANCILLARY",
    )


def stack_of(folder, *ancillary, names=("red", "nir"), log=None, **more):
    inputs = FeatureInputs((image(folder, names),), ancillary=ancillary, **more)
    return FeatureStack(inputs, PLAIN, progress=log or Recorder())


def test_climate_on_grids_and_in_systems_of_its_own(tmp_path):
    rain = raster(tmp_path / "rain.tif", 600, grid=around(GRID, wkt=WGS84, size=0.002))
    pet = raster(tmp_path / "pet.tif", 900, grid=around(GRID, wkt=SINUSOIDAL, size=250.0))
    heat = raster(
        tmp_path / "heat.tif", 15, grid=utm_grid(80, 120, size=5.0), names=("mean", "max"),
        lacking=20,
    )  # fmt: skip
    log = Recorder()
    stack = stack_of(tmp_path, rain, pet, heat, log=log, coordinates=True)
    assert stack.names == ("red", "nir", "rain", "pet", "mean", "max", "x", "y")
    valid, pixels = write_features(stack, tmp_path / "f.tif", area=None, progress=log)
    stack.close()
    assert (valid, pixels) == (30 * 60, 40 * 60)
    assert any("600 pixels of the image (mean 25.0 %): no samples" in t for t in log.messages)
    file = FeatureFile(RasterSource(str(tmp_path / "f.tif")))
    values = file.read(GRID.window)
    file.close()
    for layer, value in zip(values[2:6], (600, 900, 15, 15)):
        np.testing.assert_allclose(layer[np.isfinite(layer)], value, rtol=1e-6)
    assert np.isnan(values[4, :10]).all()
    assert feature_groups(file.recipe, file.names) == {
        "spectral": ("red", "nir"),
        "ancillary": ("rain", "pet", "mean", "max"),
        "coordinates": ("x", "y"),
    }


def test_each_of_several_holes_is_told(tmp_path):
    log = Recorder()
    rasters = [raster(tmp_path / f"{n}.tif", 1, lacking=r) for n, r in (("a", 4), ("b", 10))]
    stack = stack_of(tmp_path, *rasters, log=log)
    write_features(stack, tmp_path / "f.tif", area=None, progress=log)
    stack.close()
    assert any("(b 25.0 %, a 10.0 %)" in text for text in log.messages)


def test_bands_described_alike_are_called_by_their_files_too(tmp_path):
    rasters = [
        raster(tmp_path / f"{name}.tif", 1, names=("Band 1", f"only {name}"))
        for name in ("rain", "heat")
    ]
    stack = stack_of(tmp_path, *rasters)
    assert stack.names[2:] == ("rain_Band 1", "only rain", "heat_Band 1", "only heat")
    assert stack.recipe["ancillary"] == stack.names[2:]
    stack.close()


@pytest.mark.parametrize(
    ("names", "files"), [(("red", "rain"), ["rain.tif"]), (("red",), ["a/rain.tif", "b/rain.tif"])]
)
def test_names_that_still_are_the_same_are_refused(tmp_path, names, files):
    rasters = [raster(tmp_path / file, 1) for file in files]
    with pytest.raises(InputError, match="ANCILLARY: two features would be called 'rain'; give"):
        stack_of(tmp_path, *rasters, names=names)
