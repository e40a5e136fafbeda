import re

import numpy as np
import pytest
from finecover.core.errors import LegendError
from finecover.core.legends.legend import builtin, builtin_info, builtin_keys, generic
from finecover.core.legends.recognise import recognise
from hypothesis import given, settings
from hypothesis import strategies as st

NC_UMD = [0, 4, 5, 8, 9, 10, 11, 13]
WORLDCOVER = [10, 20, 30, 40, 50, 60, 80, 90]
CGLS = [20, 30, 40, 50, 60, 80, 90, 111, 114, 116, 121, 126]
CCI = [10, 11, 30, 60, 61, 70, 71, 90, 100, 110, 120, 130, 150, 180, 190, 200, 210]
GLC = [10, 11, 12, 20, 51, 61, 62, 71, 72, 120, 130, 150, 181, 182, 190, 210]
CORINE = [111, 112, 121, 211, 231, 242, 311, 312, 313, 512]
GRID = [1, 2, 3, 12, 18, 20, 23, 24, 25, 41]
NLCD = [11, 21, 22, 23, 31, 41, 42, 43, 52, 71, 81, 82, 90, 95]


def found(codes, *hints, colormap=None):
    return recognise(np.array(codes), hints=hints, colormap=colormap)


@pytest.mark.parametrize(
    ("hint", "codes", "key"),
    [
        ("Land_Cover_Type_2", NC_UMD, "mcd12q1_lc_type2"),
        ("mcd12q1_umd_2010.tif", NC_UMD, "mcd12q1_lc_type2"),
        ('HDF4_EOS:EOS_GRID:"x.hdf":MCD12Q1:LC_Type1', [1, 4, 12, 17], "mcd12q1_igbp"),
        ("MCD12Q1:LC_Type3", [0, 1, 4, 10], "mcd12q1_lc_type3"),
        ("LC_Type4", [0, 1, 8], "mcd12q1_lc_type4"),
        ("MCD12Q1.006_LC_Type5_doy2019001_aid0001.tif", [0, 1, 11], "mcd12q1_lc_type5"),
        ("LC_Prop1", [1, 2, 3, 11, 43], "mcd12q1_lc_prop1"),
        ("LC_Prop2", [1, 2, 9, 25], "mcd12q1_lc_prop2"),
        ("LC_Prop3", [1, 2, 51], "mcd12q1_lc_prop3"),
        ("U2018_CLC2018_V2020_20u1.tif", GRID, "corine_grid"),
        ("g100_clc12_V18_5.tif", GRID, "corine_grid"),
        ("clc2018_codes.tif", CORINE, "corine"),
        ("corine_level1.tif", [1, 2, 3, 5], "corine_level1"),
        ("CLC2018_level2.tif", [11, 12, 21, 31, 41], "corine_level2"),
        ("ECOCLIMAP_SG", [0, 1, 4, 33], "ecoclimap_sg"),
        ("ESACCI-LC-L4-LCCS-Map-300m-P1Y-2015-v2.0.7.tif", [0, 10, 30, 210], "esa_cci_lc"),
        ("C3S-LC-L4-LCCS-Map-300m-P1Y-2020-v2.1.1.nc", [10, 210], "esa_cci_lc"),
        ("ESA_WorldCover_10m_2021_v200_N36W009_Map.tif", [0, 10, 30, 80], "esa_worldcover"),
        ("nlcd_2021_land_cover_l48", [11, 41, 81], "nlcd"),
        ("GLC_FCS30D_20002022_E5N50.tif", [10, 20, 210], "glc_fcs30d"),
        ("PROBAV_LC100_global_v3.0.1_2019-nrt_Discrete-Classification-map.tif", CGLS, "cgls_lc100"),
        ("GLOBCOVER_L4_200901_200912_V2.3.tif", [11, 14, 230], "globcover2009"),
        ("GOOGLE/DYNAMICWORLD/V1", [0, 1, 4, 8], "dynamic_world"),
        ("dfc_2020 labels", [1, 6, 10], "dfc2020"),
        ("common10.tif", [0, 1, 10], "common10"),
    ],
)
def test_hints(hint, codes, key):
    result = found(codes, "map.tif", hint)
    assert result.key == key
    assert result.legend == builtin(key)
    assert result.unknown_codes == ()
    assert key in result.reason
    assert hint[:80] in result.reason
    assert found(codes, hint.upper()).key == key


def test_genuine_modis_maps(data_dir):
    rasterio = pytest.importorskip("rasterio")
    for scene in ("nc_raleigh_l7_landclass_modis", "s2_capelookout_modis"):
        path = data_dir / scene / "mcd12q1_umd_2018.tif"
        with rasterio.open(path) as source:
            codes, band = source.read(1), source.descriptions[0]
        assert recognise(codes, hints=[band]).key == "mcd12q1_lc_type2"
        assert recognise(codes, hints=[path.name]).key == "mcd12q1_lc_type2"
        assert recognise(codes, hints=["coarse.tif"]).legend is None


def test_real_maps_with_legends_of_their_own(data_dir):
    rasterio = pytest.importorskip("rasterio")
    for name in (
        "zion_l8_nlcd/nlcd.tif",
        "nc_raleigh_l7_landclass_modis/landclass96.tif",
        "eolearn_s2_slovenia/lulc.tif",
        "bayeseo_rondonia_s2/class_map_argmax_probs.tif",
    ):
        with rasterio.open(data_dir / name) as source:
            codes = source.read(1)
            colors = source.colormap(1) if source.colorinterp[0].name == "palette" else None
        result = recognise(codes, hints=[name], colormap=colors)
        assert result.legend is None, (name, result.reason)


@pytest.mark.parametrize(
    ("codes", "key"),
    [
        (WORLDCOVER, "esa_worldcover"),
        ([*WORLDCOVER, 95, 100], "esa_worldcover"),
        (CGLS, "cgls_lc100"),
        (CCI, "esa_cci_lc"),
        (GLC, "glc_fcs30d"),
        (CORINE, "corine"),
        (NLCD, "nlcd"),
        ([11, 14, 20, 30, 50, 70, 100, 110, 190, 210], "globcover2009"),
        ([0, *WORLDCOVER], "esa_worldcover"),
        ([999, *CORINE], "corine"),
    ],
)
def test_codes_that_tell_alone(codes, key):
    result = found(codes)
    assert result.key == key
    assert "its codes" in result.reason


@pytest.mark.parametrize(
    "codes",
    [
        range(1, 8),
        range(18),
        range(1, 18),
        range(9),
        range(1, 45),
        range(1, 34),
        [1, 2, 3, 4, 8],
        [1, 2, 5, 8, 35, 36],
        [10, 20, 30],
        [10, 20, 30, 40],
        [11, 12, 21, 22, 31, 32, 33, 41],
        [11, 21, 31, 41, 42],
        [1, 2, 3, 11, 12, 21, 31, 41, 42, 43],
        [111, 112, 311],
        [5],
        [2001, 2002, 20092],
        [0],
        [],
    ],
)
def test_codes_that_could_be_anything(codes):
    result = found(list(codes))
    assert result.legend is None
    assert result.key is None
    whole = [key for key in builtin_keys() if _fits(key, codes)]
    assert list(result.candidates) == whole
    assert all(key in result.reason for key in whole)


def _fits(key, codes):
    legend = builtin(key)
    kept = [code for code in codes if code not in legend.nodata_codes]
    return bool(kept) and set(kept) <= set(legend.codes.tolist())


def test_a_product_name_leaves_it_open_when_layers_disagree():
    assert found([0, 1, 4, 5, 8, 9], "MCD12Q1_2010.tif").legend is None
    assert found([1, 2, 3, 5], "clc2018.tif").legend is None
    assert found([1, 5, 12, 16, 255], "MCD12Q1_2010.tif").key == "mcd12q1_igbp"
    assert found([0, 5, 12, 15], "MCD12Q1_2010.tif").key == "mcd12q1_lc_type2"


def test_names_that_contradict_each_other():
    assert found([1, 2, 5], "mcd12q1_umd.tif", "LC_Type5").legend is None


def test_a_name_that_the_codes_refute():
    assert found(range(1, 9), "nlcd.tif").legend is None
    assert found([0, 1, 2], "umd_1km.tif").legend is None


def test_a_few_stray_codes_are_unknown_not_fatal():
    result = found([*NLCD, 77], "nlcd.tif")
    assert result.key == "nlcd"
    assert result.unknown_codes == (77,)
    assert "14 of 15 codes fit, unknown are 77" in result.reason
    assert found([*NLCD, 77, 78], "nlcd.tif").legend is None
    assert found([*NLCD, 77]).legend is None


@pytest.mark.parametrize("key", builtin_keys())
def test_own_colors_are_recognised(key):
    legend = builtin(key)
    table = dict.fromkeys(range(256), (0, 0, 0, 255))
    table.update(legend.colormap())
    result = found(legend.codes, "a.tif", colormap=table)
    assert result.key is not None
    assert result.legend.names == legend.names
    assert result.legend.colors == legend.colors


def test_colors_of_a_few_codes():
    table = builtin("esa_worldcover").colormap()
    assert found([10, 30, 80], colormap=table).key == "esa_worldcover"
    assert found([10], colormap=table).legend is None
    two = builtin("mcd12q1_lc_type2").colormap()
    assert found([0, 4, 5, 13], colormap=two).key == "mcd12q1_lc_type2"
    assert found([0, 4, 5], colormap=two).legend is None  # type 4: these colours, other names
    assert found([4, 5, 15], colormap=two).key == "mcd12q1_lc_type2"
    assert found([4, 12], colormap=two).key == "mcd12q1_igbp"  # the same two names in both


def test_other_colors_prove_nothing():
    assert found([1, 2, 3], colormap=generic(np.array([1, 2, 3])).colormap()).legend is None
    assert found([1, 2, 3], colormap={}).legend is None
    grey = {code: (code, code, code, 255) for code in range(256)}
    assert found(list(range(20)), colormap=grey).legend is None


def test_values_that_are_no_codes():
    with pytest.raises(LegendError, match=r"0\.25 is not a whole number"):
        found([0.25, 1])
    assert found([np.nan, *map(float, WORLDCOVER)]).key == "esa_worldcover"
    assert "no code" in found([np.nan]).reason


def test_hints_of_the_index_are_sound():
    for info in builtin_info().values():
        for pattern in filter(None, (info.hints, info.family)):
            compiled = re.compile(pattern, re.IGNORECASE)
            assert not compiled.search("coarse.tif")
            assert not compiled.search("landcover_2020.tif")
        assert info.hints or info.family


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 300), max_size=30), st.randoms())
def test_a_recognised_legend_knows_the_codes_whatever_their_order(codes, random):
    result = found(codes)
    if result.legend is not None:
        known = {*result.legend.codes.tolist(), *result.legend.nodata_codes}
        assert set(codes) <= known
    random.shuffle(codes)
    assert found(codes + codes[:3]) == result
