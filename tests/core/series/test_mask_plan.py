import pytest
from finecover.core.errors import InputError
from finecover.core.rasters.raster_file import RasterSource
from finecover.core.series.mask_plan import Files, plan_masks
from finecover.core.series.observation_dates import DatedRaster, observation_dates, read_dates
from finecover.core.series.series_plan import plan_series
from raster_data import utm_grid


def rasters(*files, name="IMAGES", grids=None):
    """Headers of (path, descriptions...)."""
    grids = grids or [None] * len(files)
    return [
        DatedRaster(RasterSource(path, name=name), tuple(texts), {}, grid=grid)
        for (path, *texts), grid in zip(files, grids)
    ]


def pair(images, masks):
    plan = plan_series(images, observation_dates(images))
    return plan_masks(plan, Files(images, masks), [read_dates(mask) for mask in masks])


def masked(images, *files):
    return pair(rasters(*images), rasters(*files, name="MASKS"))


def masks_of(series):
    return [(scene.day.month, scene.mask.file, scene.mask.band) for scene in series.scenes]


class TestMasks:
    IMAGES = (("a_20190201.tif", "B04"), ("a_20190101.tif", "B04"))

    def test_by_date(self):
        found = masked(self.IMAGES, ("m_20190101.tif", ""), ("m_20190201.tif", ""),
                       ("m_20190301.tif", ""))  # fmt: skip
        assert masks_of(found) == [(1, 0, 0), (2, 1, 0)]

    def test_a_stack(self):
        found = masked(self.IMAGES, ("scl.tif", "2019-02-01", "2019-01-01"))
        assert masks_of(found) == [(1, 0, 1), (2, 0, 0)]

    def test_by_position(self):
        found = masked(self.IMAGES, ("first.tif", ""), ("second.tif", ""))
        assert masks_of(found) == [(1, 1, 0), (2, 0, 0)]
        found = masked(self.IMAGES, ("stack.tif", "", ""))
        assert masks_of(found) == [(1, 0, 1), (2, 0, 0)]

    def test_several_scenes_of_a_date(self):
        twice = (("ndvi.tif", "2019-01-01", "2019-02-01", "2019-02-01"),)
        found = masked(twice, ("clm.tif", "2019-01-01", "2019-02-01", "2019-02-01"))
        assert masks_of(found) == [(1, 0, 0), (2, 0, 1), (2, 0, 2)]
        found = masked(twice, ("clm.tif", "2019-01-01", "2019-02-01"))
        assert masks_of(found) == [(1, 0, 0), (2, 0, 1), (2, 0, 1)]
        with pytest.raises(InputError, match="MASKS: 3 masks but 2 scenes on 2019-02-01; give one"):
            masked(twice, ("m.tif", "2019-01-01", *["2019-02-01"] * 3))

    def test_missing(self):
        with pytest.raises(InputError, match=r"^MASKS: no mask for 2019-02-01; add it, or leave"):
            masked(self.IMAGES, ("m_20190101.tif", ""))

    def test_wrong_number(self):
        message = "MASKS tells no dates and holds 3 bands, but IMAGES holds 2 scenes; give one mask"
        with pytest.raises(InputError, match=message):
            masked(self.IMAGES, ("stack.tif", "", "", ""))

    def test_some_without_date(self):
        with pytest.raises(InputError, match=r"MASKS 'b\.tif' tells no date, while other masks do"):
            masked(self.IMAGES, ("m_20190101.tif", ""), ("b.tif", ""))

    def test_several_bands_for_one_date(self):
        with pytest.raises(InputError, match=r"MASKS 'm_20190101\.tif' holds 2 bands for one date"):
            masked(self.IMAGES, ("m_20190101.tif", "clouds", "snow"))


class TestTiles:
    """Several masks and several scenes of one date."""

    IMAGES = tuple((f"T32{t}_20190{m}01.tif", "B04") for m in (1, 2) for t in ("UQD", "UQE"))

    def test_by_what_names_share(self):
        files = [(f"clouds_2019-0{m}-01_32{t}.tif", "") for m in (1, 2) for t in ("UQE", "UQD")]
        found = masked(self.IMAGES, *files)
        assert masks_of(found) == [(1, 1, 0), (1, 0, 0), (2, 3, 0), (2, 2, 0)]
        assert found.doubts == ()

    def test_by_frames(self):
        here, there = utm_grid(6, 8), utm_grid(6, 8, shift=(0, 4))
        images = rasters(("a_20190101.tif", "B04"), ("b_20190101.tif", "B04"),
                         ("a_20190201.tif", "B04"), grids=[here, there, here])  # fmt: skip
        masks = rasters(("m1_20190101.tif", ""), ("m2_20190101.tif", ""), ("m_20190201.tif", ""),
                        name="MASKS", grids=[there, here, here])  # fmt: skip
        found = pair(images, masks)
        assert masks_of(found) == [(1, 1, 0), (1, 0, 0), (2, 2, 0)]
        assert found.doubts == ()

    def test_in_the_order_given(self):
        files = [(f"m{at}_20190{m}01.tif", "") for m in (1, 2) for at in (1, 2)]
        found = masked(self.IMAGES, *files)
        assert [file for _, file, _ in masks_of(found)] == [0, 1, 2, 3]
        assert len(found.doubts) == 1
        assert found.doubts[0].startswith(
            "MASKS: neither names nor frames tell which masks of 2019-01-01, 2019-02-01 belong"
        )

    def test_elsewhere(self):
        here, far = utm_grid(6, 8), utm_grid(6, 8, shift=(0, 40))
        images = rasters(("a.tif", "2019-01-01"), ("b.tif", "2019-02-01"), grids=[here, far])
        masks = rasters(("m1.tif", ""), ("m2.tif", ""), name="MASKS", grids=[far, here])
        message = r"^MASKS 'm1\.tif' does not overlap IMAGES 'a\.tif' of 2019-01-01, to which its"
        with pytest.raises(InputError, match=message):
            pair(images, masks)
