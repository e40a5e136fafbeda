import pytest
from finecover.core.rasters.name_tokens import variable_of, words_of


@pytest.mark.parametrize(
    ("stem", "left"),
    [
        ("NDVI_T32UQD_20190101", "NDVI"),
        ("20190101_32UQE_NDVI", "NDVI"),
        ("NDVI_S2A_20190101T103421_N0211_R022_T32UQD_20190101T135502", "NDVI"),
        ("S2A_20190101_ndvi_N05.09_R022", "ndvi"),
        ("LC08_L2SP_193028_20190101_20200830_02_T1_NDVI", "NDVI"),
        ("LE07_193_028_20190101_evi", "evi"),
        ("P193R028_20190101_evi", "evi"),
        ("MOD13Q1.A2013257.h12v10.006.2015256072315", "MOD13Q1.A.006"),
        ("T32UQD_20190101", ""),
        ("B04_red_10m", "B04_red_10m"),
        ("VV_desc_20190101", "VV_desc"),
        ("tree height", "tree height"),
        ("20RED", "20RED"),
    ],
)
def test_variable(stem, left):
    assert variable_of(stem) == left


def test_words():
    assert words_of("T32UQD_20190101_B04_10m", without="b04") == {"32uqd", "20190101"}
    assert words_of("north-B08.v2") == {"north", "b08", "v2"}
