from datetime import date

import pytest
from finecover.core.errors import InputError
from finecover.core.rasters.dates import find_date, parse_date, parse_dates, regular_dates, undated

NEW_YEAR = date(2019, 1, 1)


class TestFindDate:
    @pytest.mark.parametrize(
        "text",
        [
            "S2A_MSIL2A_20190101T103421_N0211_R108_T32TPS_20221212T101010.SAFE",
            "T32TPS_20190101T103421_B04_10m",
            "S2A_OPER_PRD_MSIL1C_PDMC_20190309T190101_R008_V20190101T102323_20190101T102323",
            "S2A2A_20190101_108_32TPS_BOA_10",  # sen2r
            "SENTINEL2A_20190101-104201-123_L2A_T32TPS_C_V2-2",  # Theia
            "S2B_20LLQ_20190101_0_L2A",  # open data on AWS
            "20190101T103421_20190101T103420_T32TPS",  # Earth Engine
            "LC08_L2SP_193028_20190101_20200830_02_T1_SR_B4",
            "LE07_L1TP_190026_20190101_20190130_01_T1",
            "LC08_193028_20190101",  # Earth Engine
            "LC08_CU_005009_20190101_20200830_02_SR",
            "LC81930282019001LGN00",
            "LT51930282019001MTI01_B3",
            "HLS.S30.T18TYN.2019001T153859.v2.0.B04",
            "HLS.L30.T18TYN.2019001.v1.4",
            "MOD13Q1.A2019001.h18v04.061.2020214113206",
            "MOD13Q1.061__250m_16_days_NDVI_doy2019001_aid0001",  # AppEEARS
            "VNP13A1_doy2019001000000_aid0001",
            "openEO_2019-01-01Z",
            "SENTINEL-2_MSI_20LKP_NDVI_2019-01-01",  # sits
            "20190101_LEVEL2_SEN2A_BOA",  # FORCE
            "20190101_103421_1003_3B_AnalyticMS",  # PlanetScope
            "S1A_IW_GRDH_1SDV_20190101T053011_20190101T053036_025286_02CC0B",
            "2019-01-01",
            "2019-01-01T10:34:21.024000+00:00",
            "2019-01-01 10:34:21",
            "20190101103421",
            "2019/01/01",
            "2019.01.01",
            "2019_0101",
            "2019-001",
            "x_2019_001",  # the day of the year, not the first of a year's images
            "20190101_10m",
            "NDVI_2019-01-01",
            "2019-01-01_2020-12-31_median",
        ],
    )
    def test_new_year(self, text):
        assert find_date(text) == NEW_YEAR

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "ndvi",
            "20191345",
            "2019-02-30",
            "2019-000",
            "2019-366",
            "NDVI_2019-01",
            "01.02.2019",
            "tile 1234567890",
            "lsat7_2002_b1234578",
            "L2A_T32TPS_A018432",
            "ndvi_2019_100m",  # the size of the pixels
            "ndvi_2019_030cm",
            "ndvi_2019-01_10m",
            "S2A_OPER_MSI_L2A_TL_MSFT_20231113T091204_A043831_T45SXS_N05.09",  # processing only
        ],
    )
    def test_none(self, text):
        assert find_date(text) is None

    def test_leap_day(self):
        assert find_date("a_2020366") == date(2020, 12, 31)
        assert find_date("a_20200229") == date(2020, 2, 29)

    def test_the_first_by_place_counts_whatever_its_form(self):
        assert find_date("A2019032_20190101") == date(2019, 2, 1)


class TestUndated:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("B04_2019-01-27", "B04_"),
            ("2019-01-27", ""),
            ("20190127T103421", ""),
            ("2019-01-27T10:34:21Z", ""),
            ("T32TPS_20190127T103421_B04", "T32TPS__B04"),
            ("NDVI_doy2019027", "NDVI_"),
            ("lsat7_2002_b123", "lsat7_2002_b123"),
            ("20191345 x", "20191345 x"),
            ("_-", ""),
        ],
    )
    def test_cut(self, text, left):
        assert undated(text) == left


class TestParse:
    def test_order_and_repetitions_are_kept(self):
        found = parse_dates("2019-02-01, 2019-01-01;20190101\n2019-032  2019-02-01T10:00:00Z,")
        assert found == (date(2019, 2, 1), NEW_YEAR, NEW_YEAR, date(2019, 2, 1), date(2019, 2, 1))

    def test_nothing(self):
        assert parse_dates(" \n") == ()

    @pytest.mark.parametrize("part", ["2019-02-30", "01.02.2019", "x2019-01-01", "2019-01"])
    def test_no_date(self, part):
        with pytest.raises(InputError, match=rf"^DATES: '{part}' is no date; write it as year-"):
            parse_dates(f"2019-01-01,{part}")

    def test_one_of_another_parameter(self):
        assert parse_date(" 2019-01-01 ", name="START") == NEW_YEAR
        with pytest.raises(InputError, match=r"^START: 'soon' is no date"):
            parse_date("soon", name="START")


class TestRegularDates:
    def test_end_is_reached_or_not(self):
        found = regular_dates(NEW_YEAR, date(2019, 1, 31), step_days=10)
        assert [day.day for day in found] == [1, 11, 21, 31]
        assert regular_dates(NEW_YEAR, date(2019, 1, 30), step_days=10) == found[:3]
        assert regular_dates(NEW_YEAR, NEW_YEAR, step_days=30) == (NEW_YEAR,)

    def test_errors(self):
        with pytest.raises(InputError, match="STEP_DAYS is 0; give 1 or more"):
            regular_dates(NEW_YEAR, NEW_YEAR, step_days=0)
        with pytest.raises(InputError, match="END 2018-01-01 lies before START 2019-01-01"):
            regular_dates(NEW_YEAR, date(2018, 1, 1), step_days=1)
