from datetime import date

import pytest
from finecover.core.errors import InputError
from finecover.core.rasters.bands import (
    Band,
    ImageBands,
    find_date,
    find_role,
    parse_bands,
    resolve_bands,
)

SAFE = "S2A_MSIL2A_20210906T101559_N0301_R065_T32TQM_20210906T133242"
LANDSAT8 = "LC08_L2SP_044034_20200101_20200823_02_T1"
LANDSAT7 = "LE07_L2SP_044034_20020614_20200916_02_T1"


def image(path, *descriptions):
    return ImageBands(path, descriptions)


def told(bands):
    return [(band.feature, band.role) for band in bands]


class TestDates:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2015-07-11", date(2015, 7, 11)),
            ("s2_20LLQ_20210922_B02_B8A_B11", date(2021, 9, 22)),
            (SAFE, date(2021, 9, 6)),
            (LANDSAT8, date(2020, 1, 1)),
            ("MOD13Q1.A2014065.h12v10", date(2014, 3, 6)),
            ("B04_2019-01-27", date(2019, 1, 27)),
            ("scene_2019_01_27", date(2019, 1, 27)),
            ("20191345", None),
            ("lsat7_2002_b1234578", None),
            ("tile 1234567890", None),
            ("", None),
        ],
    )
    def test_find(self, text, expected):
        assert find_date(text) == expected


class TestRoles:
    @pytest.mark.parametrize(
        ("text", "role"),
        [
            ("B02", "blue"), ("B8A", "nir08"), ("B11", "swir1"), ("B09", ""), ("B10", ""),
            ("T32TQM_20210906T101559_B04_10m", "red"),
            ("blue_b2", "blue"), ("green_b3", "green"), ("nir_b5", "nir"), ("Red", "red"),
            ("Near Infrared", "nir"), ("SWIR 2", "swir2"), ("swir16", "swir1"),
            ("NIR narrow", "nir08"), ("coastal blue", "coastal"),
            ("rededge2", "rededge2"), ("Red Edge 3", "rededge3"), ("Red Edge", "rededge1"),
            ("red_edge", "rededge1"), ("Vegetation red edge", "rededge1"),
            ("b1", ""), ("b2", ""), ("B4", ""), ("SR_B4", ""), ("band 4", ""), ("", ""),
            ("evergreen", ""), ("infrared", ""), ("NDVI", ""), ("redness", ""),
        ],
    )  # fmt: skip
    def test_description(self, text, role):
        assert find_role(text) == role

    @pytest.mark.parametrize(
        ("path", "text", "role"),
        [
            (f"{LANDSAT8}.tif", "SR_B4", "red"),
            (f"{LANDSAT7}.tif", "SR_B4", "nir"),
            (f"{LANDSAT8}.tif", "B1", "coastal"),
            (f"{LANDSAT7}.tif", "SR_B1", "blue"),
            (f"{LANDSAT8}.tif", "ST_B10", ""),
            ("LT05_L2SP_x.tif", "SR_B7", "swir2"),
            ("LC09_x.tif", "SR_B5", "nir"),
            (f"{LANDSAT8}_SR_B4.TIF", f"{LANDSAT8}_SR_B4", "red"),
            ("HLS.L30.T10SEG.2020001.v2.0.B05.tif", "B05", "nir"),
            ("HLS.S30.T10SEG.2020001.v2.0.B05.tif", "B05", "rededge1"),
        ],
    )
    def test_product(self, path, text, role):
        assert find_role(text, path=path) == role

    def test_plain_numbers_beside_sentinel2_bands(self):
        found = resolve_bands([image("export.tif", "B2", "B4", "B8", "B8A", "B12")])
        assert [band.role for band in found] == ["blue", "red", "nir", "nir08", "swir2"]

    def test_plain_numbers_of_landsat_with_thermal_bands_stay_unknown(self):
        found = resolve_bands([image("export.tif", "B4", "B5", "B10", "B11")])
        assert {band.role for band in found[:2]} == {""}

    def test_plain_numbers_alone_stay_unknown(self):
        found = resolve_bands([image("nc/lsat7_2002_b12.tif", "b1", "b2")])
        assert told(found) == [("b1", ""), ("b2", "")]


class TestParse:
    def test_good(self):
        assert parse_bands("blue=1, green = 2;nir=4\nmy_band=7,") == {
            "blue": 1, "green": 2, "nir": 4, "my_band": 7}  # fmt: skip

    @pytest.mark.parametrize("part", ["blue", "blue=", "=3", "blue=x", "blue=0", "blue=-1", "2=2",
                                      "blue=1=2", "blue=1.5"])  # fmt: skip
    def test_form(self, part):
        with pytest.raises(InputError, match=f"BANDS: '{part}' is not of the form name=number"):
            parse_bands(f"red=9,{part}")

    @pytest.mark.parametrize("part", ["red=2", "blue=9"])
    def test_repeated(self, part):
        with pytest.raises(InputError, match=f"BANDS: '{part}' repeats a name or a number"):
            parse_bands(f"red=9,{part}")


class TestOneImage:
    def test_descriptions(self):
        found = resolve_bands([image("a.tif", "blue_b2", "nir_b5")])
        assert found == (Band(0, 1, "blue_b2", "blue"), Band(0, 2, "nir_b5", "nir"))

    def test_nothing_is_known(self):
        assert told(resolve_bands([image("a.tif", "", "")])) == [("b1", ""), ("b2", "")]

    def test_one_band_is_called_like_its_file(self):
        assert told(resolve_bands([image("x/tree height.tif", "")])) == [("tree_height", "")]

    def test_punctuation(self):
        assert told(resolve_bands([image("a.tif", "Top (m)", "b")])) == [("Top_m", ""), ("b", "")]

    def test_one_date_makes_no_scene(self):
        found = resolve_bands([image("s2_20210922.tif", "B02", "B03")])
        assert told(found) == [("B02", "blue"), ("B03", "green")]

    def test_second_band_of_a_role_has_none(self):
        found = resolve_bands([image("wv3.tif", "nir1", "nir2")])
        assert told(found) == [("nir1", "nir"), ("nir2", "")]

    def test_chosen(self):
        found = resolve_bands([image("a.tif", "x", "y", "z")], bands="NIR=3,red=1,odd=2")
        assert told(found) == [("red", "red"), ("odd", ""), ("NIR", "nir")]

    def test_chosen_band_is_missing(self):
        with pytest.raises(InputError, match=r"BANDS: nir=4 is asked for, but 'a\.tif' has 3"):
            resolve_bands([image("dir/a.tif", "", "", "")], bands="nir=4")


class TestSeveralFiles:
    def test_two_dates(self):
        found = resolve_bands([
            image("s2_20LLQ_20210906_B03_B8A_B11.tif", "B03", "B8A"),
            image("s2_20LLQ_20210922_B02_B8A_B11.tif", "B02", "B8A"),
        ])  # fmt: skip
        assert told(found) == [
            ("B03_2021-09-06", "green"), ("B8A_2021-09-06", "nir08"),
            ("B02_2021-09-22", "blue"), ("B8A_2021-09-22", "nir08"),
        ]  # fmt: skip

    def test_one_band_files_of_one_scene(self):
        names = [f"T32TQM_20210906T101559_{b}.jp2" for b in ("B04_10m", "B08_10m", "B11_20m")]
        found = resolve_bands([image(name, "") for name in names])
        assert told(found) == [("B04", "red"), ("B08", "nir"), ("B11", "swir1")]
        assert {band.scene for band in found} == {""}

    def test_one_band_landsat_files_of_two_scenes(self):
        later = LANDSAT8.replace("20200101", "20200202")
        names = [f"{s}_SR_B{n}.TIF" for s in (LANDSAT8, later) for n in (4, 5)]
        found = resolve_bands([image(name, "") for name in names])
        assert told(found) == [
            ("SR_B4_2020-01-01", "red"), ("SR_B5_2020-01-01", "nir"),
            ("SR_B4_2020-02-02", "red"), ("SR_B5_2020-02-02", "nir"),
        ]  # fmt: skip

    def test_a_band_per_date(self):
        found = resolve_bands([image("ndvi.tif", "2015-07-11", "2015-07-31")])
        assert told(found) == [("ndvi_2015-07-11", ""), ("ndvi_2015-07-31", "")]

    def test_several_bands_per_date_that_are_not_named(self):
        days = ("2015-07-11", "2015-07-11", "2015-07-31", "2015-07-31")
        assert told(resolve_bands([image("B04.tif", *days)])) == [
            (f"b{number}_{day}", "") for day, number in zip(days, (1, 2, 1, 2))]  # fmt: skip

    def test_a_band_per_date_in_a_file_named_by_band(self):
        stacks = [image(f"{b}.tif", "2015-07-11", "2015-07-31") for b in ("B04", "B08")]
        found = resolve_bands(stacks)
        assert told(found) == [
            ("B04_2015-07-11", "red"), ("B04_2015-07-31", "red"),
            ("B08_2015-07-11", "nir"), ("B08_2015-07-31", "nir"),
        ]  # fmt: skip

    def test_filled_series(self):
        found = resolve_bands([image("series.tif", "B04_2019-01-27", "B08_2019-01-27",
                                     "B04_2019-02-26", "B08_2019-02-26")])  # fmt: skip
        assert [(b.name, b.role, b.scene) for b in found] == [
            ("B04", "red", "2019-01-27"), ("B08", "nir", "2019-01-27"),
            ("B04", "red", "2019-02-26"), ("B08", "nir", "2019-02-26"),
        ]  # fmt: skip

    def test_repeated_bands_without_dates_are_scenes(self):
        found = resolve_bands(
            [image("spring.tif", "red", "nir"), image("summer.tif", "red", "nir")]
        )
        assert [band.feature for band in found] == [
            "red_image1", "nir_image1", "red_image2", "nir_image2"]  # fmt: skip
        assert [band.role for band in found] == ["red", "nir"] * 2

    def test_one_date_twice(self):
        found = resolve_bands([image("a_20210906.tif", "B04"), image("b_20210906.tif", "B04"),
                               image("c_20210922.tif", "B04")])  # fmt: skip
        names = [band.feature for band in found]
        assert names == ["B04_2021-09-06", "B04_2021-09-06", "B04_2021-09-22"]
        assert [band.role for band in found] == ["red"] * 3

    def test_chosen_by_image_where_each_has_one_band(self):
        found = resolve_bands([image("a.tif", ""), image("b.tif", "")], bands="nir=2,red=1")
        assert [(b.image, b.number, b.name) for b in found] == [(0, 1, "red"), (1, 1, "nir")]
        with pytest.raises(InputError, match="BANDS: nir=3 is asked for, but IMAGES holds 2 one"):
            resolve_bands([image("a.tif", ""), image("b.tif", "")], bands="nir=3")

    def test_chosen_in_every_image(self):
        both = [image("a_20200101.tif", "x", "y"), image("a_20200202.tif", "x", "y")]
        found = resolve_bands(both, bands="red=2")
        assert [(b.image, b.number, b.feature) for b in found] == [
            (0, 2, "red_2020-01-01"), (1, 2, "red_2020-02-02")]  # fmt: skip
