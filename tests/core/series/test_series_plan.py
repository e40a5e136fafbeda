from datetime import date

import pytest
from finecover.core.errors import InputError
from finecover.core.rasters.raster_file import RasterSource
from finecover.core.series.observation_dates import DatedRaster, observation_dates
from finecover.core.series.series_plan import FileBand, named_dates, plan_series

JANUARY, FEBRUARY, MARCH = (date(2019, month, 1) for month in (1, 2, 3))


def rasters(*files, name="IMAGES"):
    """Headers of (path, descriptions...)."""
    return [DatedRaster(RasterSource(path, name=name), tuple(texts), {}) for path, *texts in files]


def plan(*files, explicit=(), bands=""):
    images = rasters(*files)
    return plan_series(images, observation_dates(images, explicit=explicit), bands=bands)


def files_of(series):
    return [(scene.day.month, [(b.file, b.band) for b in scene.bands]) for scene in series.scenes]


class TestScenes:
    def test_a_raster_per_date_in_any_order(self):
        found = plan(("b_20190201.tif", "B04", "B08"), ("a_20190101.tif", "B04", "B08"))
        assert found.names == ("B04", "B08")
        assert found.roles == ("red", "nir")
        assert found.dates == (JANUARY, FEBRUARY)
        assert files_of(found) == [(1, [(1, 0), (1, 1)]), (2, [(0, 0), (0, 1)])]

    def test_bands_are_matched_by_name(self):
        found = plan(("a_20190101.tif", "B04", "B08"), ("a_20190201.tif", "B08", "B04"))
        assert files_of(found) == [(1, [(0, 0), (0, 1)]), (2, [(1, 1), (1, 0)])]

    def test_a_file_per_band_and_date(self):
        names = [
            f"T32TPS_2019{m}01T103421_{b}_10m.jp2" for m in ("01", "02") for b in ("B04", "B08")
        ]
        found = plan(*((name, "") for name in names))
        assert found.names == ("B04", "B08")
        assert files_of(found) == [(1, [(0, 0), (1, 0)]), (2, [(2, 0), (3, 0)])]

    def test_stacks(self):
        days = ("2019-01-01", "2019-02-01")
        found = plan(("b04.tif", *days), ("b08.tif", *days))
        assert found.names == ("b04", "b08")
        assert files_of(found) == [(1, [(0, 0), (1, 0)]), (2, [(0, 1), (1, 1)])]

    def test_a_stack_of_several_bands(self):
        texts = [f"{band}_2019-0{m}-01" for m in (1, 2) for band in ("B04", "B08")]
        assert files_of(plan(("series.tif", *texts))) == [
            (1, [(0, 0), (0, 1)]), (2, [(0, 2), (0, 3)])]  # fmt: skip

    @pytest.mark.parametrize("texts", [("", ""), ("Band 1", "Band 2"), ("NDVI", "NDVI")])
    def test_a_stack_with_explicit_dates(self, texts):
        found = plan(("ndvi.tif", *texts), explicit=(FEBRUARY, JANUARY))
        assert [name.lower() for name in found.names] == ["ndvi"]
        assert files_of(found) == [(1, [(0, 1)]), (2, [(0, 0)])]

    def test_file_names_that_differ_by_more_than_dates(self):
        found = plan(("S2A_20190201_x.tif", ""), ("S2B_20190101_y.tif", ""))
        assert found.names == ("y",)
        assert files_of(found) == [(1, [(1, 0)]), (2, [(0, 0)])]

    @pytest.mark.parametrize("texts", [[""] * 6, [f"Band {at}" for at in range(1, 7)]])
    def test_a_stack_of_several_bands_without_names(self, texts):
        by_date = plan(("a.tif", *texts), explicit=(JANUARY,) * 2 + (FEBRUARY,) * 2 + (MARCH,) * 2)
        assert (by_date.names, by_date.roles) == (("b1", "b2"), ("", ""))
        assert files_of(by_date) == [
            (1, [(0, 0), (0, 1)]), (2, [(0, 2), (0, 3)]), (3, [(0, 4), (0, 5)])]  # fmt: skip
        by_band = plan(("a.tif", *texts), explicit=(JANUARY, FEBRUARY, MARCH) * 2)
        assert by_band.names == ("b1", "b2")
        assert files_of(by_band)[1] == (2, [(0, 1), (0, 4)])

    def test_a_date_for_each_band_of_a_raster_per_date(self):
        found = plan(("VV.tif", "", ""), ("VH.tif", "", ""), explicit=(JANUARY,) * 2 + (MARCH,) * 2)
        assert found.names == ("b1", "b2")
        assert files_of(found) == [(1, [(0, 0), (0, 1)]), (3, [(1, 0), (1, 1)])]

    def test_a_stack_whose_descriptions_hold_each_date_twice(self):
        days = ["2019-01-01", "2019-01-01", "2019-02-01", "2019-02-01"]
        found = plan(("B04.tif", *days))
        assert found.names == ("b1", "b2")
        assert files_of(found) == [(1, [(0, 0), (0, 1)]), (2, [(0, 2), (0, 3)])]

    def test_several_such_stacks(self):
        days = ["2019-01-01", "2019-01-01", "2019-02-01", "2019-02-01"]
        tiles = plan(("x_32UQD.tif", *days), ("x_32UQE.tif", *days))
        assert (tiles.names, len(tiles.scenes)) == (("b1", "b2"), 4)
        others = plan(("red.tif", *days), ("nir.tif", *days))
        assert others.names == ("red_b1", "red_b2", "nir_b1", "nir_b2")
        years = plan(("x_2019.tif", *days), ("y.tif", *(d.replace("2019", "2020") for d in days)))
        assert years.names == ("b1", "b2")

    def test_names_tell_tiles_of_one_variable(self):
        names = [f"NDVI_{t}_2019{m}01.tif" for m in ("01", "02") for t in ("T32UQD", "T32UQE")]
        found = plan(*((name, "") for name in names))
        assert found.names == ("NDVI",)
        assert files_of(found) == [(1, [(0, 0)]), (1, [(1, 0)]), (2, [(2, 0)]), (2, [(3, 0)])]

    def test_one_date_twice(self):
        found = plan(("ndvi.tif", "2019-01-01", "2019-02-01", "2019-02-01"))
        assert files_of(found) == [(1, [(0, 0)]), (2, [(0, 1)]), (2, [(0, 2)])]
        assert found.dates == (JANUARY, FEBRUARY)
        assert len(found.of_date(FEBRUARY)) == 2

    def test_two_tiles_in_files_by_band(self):
        found = plan(
            ("A_20190101_B04.tif", ""), ("A_20190101_B08.tif", ""),
            ("B_20190101_B04.tif", ""), ("B_20190101_B08.tif", ""),
        )  # fmt: skip
        assert files_of(found) == [(1, [(0, 0), (1, 0)]), (1, [(2, 0), (3, 0)])]

    def test_between(self):
        found = plan(("ndvi.tif", "2019-01-01", "2019-02-01", "2019-03-01"))
        assert found.between(None, None) == found
        assert found.between(FEBRUARY, FEBRUARY).dates == (FEBRUARY,)
        assert found.between(FEBRUARY, None).dates == (FEBRUARY, MARCH)
        assert found.between(None, FEBRUARY).dates == (JANUARY, FEBRUARY)


class TestDifferentBands:
    @pytest.mark.parametrize(
        ("files", "message"),
        [
            (
                (("a_20190101.tif", "B04", "B08"), ("a_20190201.tif", "B04")),
                r"^IMAGES: 2019-02-01 has 1 band \(B04\), but 2019-01-01 has 2 \(B04, B08\); give "
                r"the same bands for every date\.$",
            ),
            (
                (("a_20190101.tif", "", ""), ("a_20190201.tif", "", "", "")),
                r"2019-02-01 has 3 bands \(b1, b2, b3\), but 2019-01-01 has 2 \(b1, b2\)",
            ),
            (
                (("a_20190101_B04.tif", ""), ("a_20190101_B08.tif", ""),
                 ("b_20190101_B04.tif", "")),
                r"scene 2 of 2019-01-01 has 1 band \(B04\), but 2019-01-01 has 2",
            ),
            (
                (("x_20190101.tif", ""), ("y_20190101.tif", ""), ("x_20190201.tif", "")),
                r"2019-02-01 has 1 band \(x\), but 2019-01-01 has 2 \(x, y\)",
            ),
        ],
    )  # fmt: skip
    def test_one_sentence(self, files, message):
        with pytest.raises(InputError, match=message):
            plan(*files)

    def test_the_same_bands_of_two_sensors(self):
        """What the sentence names as remedy is one."""
        names = ("LE07_L2SP_190026_20190101_20200830_02", "LC08_L2SP_190026_20190201_20200830_02")
        files = [(f"{name}_T1_SR_B{b}.tif", "") for name, first in zip(names, (3, 4))
                 for b in (first, first + 1)]  # fmt: skip
        message = (
            r"2019-02-01 has 2 bands \(SR_B4, SR_B5\).*another sensor, name them in BANDS \(red"
        )
        with pytest.raises(InputError, match=message):
            plan(*files)
        found = plan(*files, bands="red=1,nir=2")
        assert files_of(found) == [(1, [(0, 0), (1, 0)]), (2, [(2, 0), (3, 0)])]

    def test_one_name_for_different_bands(self):
        names = ("LE07_L2SP_190026_20190101_20200830_02", "LC08_L2SP_190026_20190201_20200830_02")
        with pytest.raises(InputError, match=r"the band SR_B4 is nir in IMAGES 'LE07.*red.*DATES"):
            plan(*((f"{name}.tif", "SR_B4") for name in names))


class TestChosenBands:
    """BANDS, which counts the bands of one date."""

    BANDS = "nir=2, red=1"

    def test_without_descriptions(self):
        files = (("a_20190201.tif", "", "", ""), ("a_20190101.tif", "", "", ""))
        found = plan(*files, bands="nir=3,red=1")
        assert (found.names, found.roles) == (("red", "nir"), ("red", "nir"))
        assert files_of(found) == [(1, [(1, 0), (1, 2)]), (2, [(0, 0), (0, 2)])]
        assert plan(*files).roles == ("", "", "")

    def test_bands_of_two_sensors_that_are_called_otherwise(self):
        names = ("LE07_L2SP_190026_20190101_20200830_02", "LC08_L2SP_190026_20190201_20200830_02")
        found = plan((f"{names[0]}.tif", "SR_B3", "SR_B4"), (f"{names[1]}.tif", "SR_B4", "SR_B5"),
                     bands=self.BANDS)  # fmt: skip
        assert (found.names, found.roles) == (("red", "nir"), ("red", "nir"))

    def test_other_names_have_no_role(self):
        assert plan(("a_20190101.tif", "", ""), ("a_20190201.tif", "", ""),
                    bands="vv=1,vh=2").roles == ("", "")  # fmt: skip

    def test_a_raster_per_band_and_date(self):
        files = [(f"{b}_2019{m}01.tif", "") for m in ("01", "02") for b in ("x", "y", "z")]
        files[3:] = files[:2:-1]  # each date in an order of its own
        found = plan(*files, bands=self.BANDS)
        assert files_of(found) == [(1, [(0, 0), (1, 0)]), (2, [(5, 0), (4, 0)])]

    def test_a_raster_per_band_with_a_band_per_date(self):
        days = ("2019-01-01", "2019-02-01")
        found = plan(("x.tif", *days), ("y.tif", *days), bands=self.BANDS)
        assert files_of(found) == [(1, [(0, 0), (1, 0)]), (2, [(0, 1), (1, 1)])]

    def test_bands_and_dates_in_one_raster(self):
        days = ("2019-01-01", "2019-01-01", "2019-02-01", "2019-02-01")
        found = plan(("x.tif", *days), bands=self.BANDS)
        assert files_of(found) == [(1, [(0, 0), (0, 1)]), (2, [(0, 2), (0, 3)])]

    def test_scenes_of_one_date_stay_scenes(self):
        days = ("2019-01-01", "2019-02-01", "2019-02-01")
        assert len(plan(("ndvi.tif", *days), bands="ndvi=1").scenes) == 3
        found = plan(("a_20190101.tif", "", ""), ("b_20190201.tif", "", ""),
                     ("c_20190201.tif", "", ""), bands=self.BANDS)  # fmt: skip
        assert [len(found.of_date(day)) for day in found.dates] == [1, 2]

    @pytest.mark.parametrize(
        ("files", "bands", "message"),
        [((("a_20190101.tif", "", ""), ("a_20190201.tif", "", "")), "red=3",
          r"BANDS: red=3 is asked for, but IMAGES 'a_20190101.tif' has 2 bands; give"),
         ((("x.tif", "2019-01-01", "2019-02-01"),), "red=1,nir=2",
          r"BANDS: nir=2 is asked for, but IMAGES 'x.tif' has 1 band for each date; give"),
         ((("x.tif", "2019-01-01", "2019-01-01", *["2019-02-01"] * 3),), "red=1,nir=2",
          r"has 2 bands of one and 3 of 2019-02-01; give the same"),
         ((("a_20190101.tif", ""),), "red", r"BANDS: 'red' is not of the form name=number")],
    )  # fmt: skip
    def test_one_sentence(self, files, bands, message):
        with pytest.raises(InputError, match=message):
            plan(*files, bands=bands)


def test_named_dates():
    assert named_dates([JANUARY]) == "2019-01-01"
    assert named_dates([JANUARY] * 5) == "2019-01-01, 2019-01-01, 2019-01-01 and 2 more dates"


def test_file_bands_are_hashable():
    assert len({FileBand(0, 1), FileBand(0, 1)}) == 1
