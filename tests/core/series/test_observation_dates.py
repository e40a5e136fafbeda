from datetime import date

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.rasters.raster_file import RasterSource, describe
from finecover.core.series.observation_dates import DatedRaster, observation_dates, read_dates
from raster_data import Extras, utm_grid, write_raster

JANUARY, FEBRUARY, MARCH = (date(2019, month, 1) for month in (1, 2, 3))


def raster(path="image.tif", *descriptions, tags=None, band_tags=()):
    return DatedRaster(
        RasterSource(path, name="IMAGES"), descriptions or ("",), tags or {}, tuple(band_tags)
    )


def told(found):
    return [(dates.dates, dates.per_band, dates.origin) for dates in found]


class TestOneRaster:
    def test_a_band_per_date(self):
        found = read_dates(raster("ndvi_2020-01-01.tif", "2019-01-01", "NDVI 2019-02-01"))
        assert told([found]) == [((JANUARY, FEBRUARY), True, "band descriptions")]

    def test_descriptions_of_one_date(self):
        found = read_dates(raster("x.tif", "B04_20190101", "B08_20190101"))
        assert told([found]) == [((JANUARY, JANUARY), False, "band descriptions")]

    def test_file_name(self):
        found = read_dates(raster("/2020-05-05/S2_20190101.tif", "B04", "B08"))
        assert told([found]) == [((JANUARY, JANUARY), False, "file name")]

    @pytest.mark.parametrize(
        ("tags", "origin"),
        [
            ({"ACQUISITION_DATE": "2019-01-01"}, "metadata ACQUISITION_DATE"),
            ({"SENSING_TIME": "2019-01-01T10:34:21.5Z; 2019-01-01T10:34:40Z"},
             "metadata SENSING_TIME"),
            ({"system:time_start": "1546338861000"}, "metadata SYSTEM:TIME_START"),
            ({"system:time_start": "946684800000"}, "metadata SYSTEM:TIME_START"),
            ({"TIFFTAG_DATETIME": "2020:02:02 00:00:00", "DATE_ACQUIRED": "2019-01-01"},
             "metadata DATE_ACQUIRED"),
            ({"TIFFTAG_DATETIME": "2019:01:01 12:00:00"}, "TIFFTAG_DATETIME"),
        ],
    )  # fmt: skip
    def test_metadata(self, tags, origin):
        found = read_dates(raster("a.tif", "B04", tags=tags))
        assert found.origin == origin
        assert found.dates[0] in (JANUARY, date(2000, 1, 1))
        assert found.doubtful == (origin == "TIFFTAG_DATETIME")

    def test_folder_before_time_of_creation(self):
        tags = {"TIFFTAG_DATETIME": "2020:02:02 00:00:00"}
        found = read_dates(raster("/data/2019-01-01/B04.tif", tags=tags))
        assert told([found]) == [((JANUARY,), False, "folder name")]

    @pytest.mark.parametrize(
        ("units", "values"),
        [
            ("days since 1970-01-01", ("17897", "17928")),
            ("days since 2019-01-01 12:00:00", ("0.4", "31")),
            ("hours since 2019-01-01T00:00:00", ("23", "744.5")),
            ("Seconds since 1970-01-01 00:00:00", ("1546300800", "1548979200")),
        ],
    )
    def test_netcdf(self, units, values):
        bands = [{"NETCDF_DIM_t": value, "NETCDF_VARNAME": "x"} for value in values]
        found = read_dates(raster("cube.nc", "", "", tags={"t#units": units}, band_tags=bands))
        assert told([found]) == [((JANUARY, FEBRUARY), True, "band metadata")]

    def test_odd_netcdf_is_no_date(self):
        for units, value in (("days since then", "1"), ("metres", "1"),
                             ("days since 1970-01-01", "x"), ("days since 1970-01-01", "1e300"),
                             ("days since 1970-01-01", "nan")):  # fmt: skip
            bands = [{"NETCDF_DIM_t": value}]
            assert read_dates(raster("a.nc", tags={"t#units": units}, band_tags=bands)) is None
        tags = {"t#units": "days since 1970-01-01", "t#calendar": "360_day"}
        assert read_dates(raster("a.nc", tags=tags, band_tags=[{"NETCDF_DIM_t": "1"}])) is None

    def test_nothing(self):
        assert read_dates(raster("a.tif", "B04", tags={"DATE": "soon"})) is None

    def test_half_described(self):
        with pytest.raises(
            InputError, match=r"IMAGES 'a\.tif': the description of band 2, 'mask', tells no date"
        ):
            read_dates(raster("a.tif", "2019-01-01", "mask", "2019-02-01"))

    def test_from_a_file(self, tmp_path):
        values = np.ones((3, 4, 4), "uint8")
        extras = Extras(descriptions=("2019-01-01", "2019-02-01", "2019-03-01"))
        source = RasterSource(write_raster(tmp_path / "a.tif", values, utm_grid(4, 4), extras))
        found = read_dates(DatedRaster.of(source, describe(source)))
        assert found.dates == (JANUARY, FEBRUARY, MARCH)
        chosen = RasterSource(source.path, bands=(3, 1))
        found = read_dates(DatedRaster.of(chosen, describe(chosen)))
        assert found.dates == (MARCH, JANUARY)


class TestExplicit:
    PAIR = (raster("a.tif", "x", "y"), raster("b.tif", "x", "y"))

    def test_one_per_raster(self):
        found = observation_dates(self.PAIR, explicit=(FEBRUARY, JANUARY))
        assert told(found) == [
            ((FEBRUARY, FEBRUARY), False, "DATES"), ((JANUARY, JANUARY), False, "DATES")
        ]  # fmt: skip

    def test_one_per_band(self):
        found = observation_dates(self.PAIR, explicit=(JANUARY, FEBRUARY, MARCH, JANUARY))
        assert [dates.dates for dates in found] == [(JANUARY, FEBRUARY), (MARCH, JANUARY)]
        assert all(dates.per_band for dates in found)

    def test_those_of_each_stack(self):
        stacks = [raster(f"{name}.tif", "", "", "") for name in ("red", "nir")]
        found = observation_dates(stacks, explicit=(JANUARY, FEBRUARY, MARCH))
        assert [dates.dates for dates in found] == [(JANUARY, FEBRUARY, MARCH)] * 2

    def test_as_many_stacks_as_dates(self):
        stacks = [raster(f"S2_{name}.tif", "", "") for name in ("B04", "B08")]
        found = observation_dates(stacks, explicit=(JANUARY, FEBRUARY))
        assert [dates.dates for dates in found] == [(JANUARY, FEBRUARY)] * 2
        images = [raster(f"{name}.tif", "red", "nir") for name in ("B04", "B08")]
        found = observation_dates(images, explicit=(JANUARY, FEBRUARY))
        assert [dates.per_band for dates in found] == [False, False]

    @pytest.mark.parametrize("texts", [("", ""), ("Band 1", "Band 2")])
    def test_two_readings(self, texts):
        stacks = [raster(f"{name}.tif", *texts) for name in ("VV", "VH")]
        message = (
            r"^DATES lists 2 dates, and IMAGES holds 2 rasters of 2 bands, so they may be the "
            r"dates of the rasters or those of each one's bands; give 4 dates, one for each band"
        )
        with pytest.raises(InputError, match=message):
            observation_dates(stacks, explicit=(JANUARY, FEBRUARY))
        found = observation_dates(stacks, explicit=(JANUARY, JANUARY, FEBRUARY, FEBRUARY))
        assert [dates.dates for dates in found] == [(JANUARY, JANUARY), (FEBRUARY, FEBRUARY)]

    def test_they_come_before_what_the_file_tells(self):
        found = observation_dates([raster("20200101.tif", "2020-01-01")], explicit=(JANUARY,))
        assert found[0].dates == (JANUARY,)

    def test_wrong_number(self):
        message = (
            r"^DATES lists 3 dates, but IMAGES holds 2 rasters with 4 bands altogether; give one "
            r"date per raster \(2\) or one per band \(4\)\.$"
        )
        with pytest.raises(InputError, match=message):
            observation_dates(self.PAIR, explicit=(JANUARY, FEBRUARY, MARCH))

    def test_no_date(self):
        with pytest.raises(InputError, match=r"IMAGES 'b\.tif' tells no date in its band desc"):
            observation_dates([raster("20190101.tif"), raster("b.tif")])
