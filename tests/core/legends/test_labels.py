import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from finecover.core.errors import Cancelled, GridError, InputError, LegendError
from finecover.core.legends.crosswalk import Crosswalk
from finecover.core.legends.labels import (
    LabelRule,
    LegendChoice,
    choose_rule,
    legend_options,
    map_dtype,
)
from finecover.core.legends.legend import LandCoverClass, Legend, builtin, generic
from finecover.core.legends.prepared_labels import prepare_labels
from finecover.core.progress import Silent
from finecover.core.rasters.output import LEGEND_TAG
from finecover.core.rasters.raster import CodeReader, RasterSource
from scene import CELL, PIXEL, Recorder, box, write_raster

SMALL = np.array([[1, 2, 2], [3, 7, 255]], np.uint8)
THREE = Legend(
    (
        LandCoverClass(1, "Water", "#0000FF"),
        LandCoverClass(2, "Forest", "#00AA00"),
        LandCoverClass(3, "Sand", "#FFDD99"),
    ),
    name="three",
)


def legend_csv(folder, legend=THREE):
    path = folder / "legend.csv"
    rows = [f"{c.code},{c.name},{c.color}" for c in legend.classes]
    path.write_text("\n".join(["code,name,color", *rows]) + "\n")
    return str(path)


def prepare(folder, values=SMALL, *, choice=None, area=None, progress=None, **more):
    path = write_raster(folder / "coarse.tif", values, pixel=CELL * PIXEL, **more)
    choice = choice or LegendChoice("file", file=legend_csv(folder))
    out = folder / "labels.tif"
    result = prepare_labels(
        RasterSource(str(path), name="COARSE"), out,
        choice=choice, area=area, progress=progress or Silent(),
    )  # fmt: skip
    with rasterio.open(out) as dataset:
        return result, dataset.read(1), dataset.nodata


def rule_of(path, choice, progress=None):
    with CodeReader(RasterSource(str(path), name="COARSE")) as reader:
        return choose_rule(reader, choice, progress=progress or Silent())


def test_options_are_the_three_sources_and_every_public_legend():
    options = legend_options()
    assert options[:3] == ["auto", "layer", "file"]
    assert {"mcd12q1_lc_type2", "esa_worldcover"} <= set(options)
    assert len(options) == len(set(options))


def test_unknown_codes_become_nodata_and_are_counted(tmp_path):
    recorder = Recorder()
    result, written, nodata = prepare(tmp_path, nodata=255, progress=recorder)
    assert nodata == 255
    np.testing.assert_array_equal(written, [[1, 2, 2], [3, 255, 255]])
    assert result.counts == {1: 1, 2: 2, 3: 1}
    assert result.unknown == {7: 1}
    assert recorder.warnings == ["Left out: 1 cell with codes that are not in the legend (7)."]
    assert recorder.fractions[-1] == 1.0
    assert recorder.fractions == sorted(recorder.fractions)


def test_output_carries_colours_names_style_and_tag(tmp_path):
    prepare(tmp_path, nodata=255)
    with rasterio.open(tmp_path / "labels.tif") as dataset:
        colors = dataset.colormap(1)
        assert colors[1][:3] == (0, 0, 255)
        assert colors[3][:3] == (255, 221, 153)
        assert Legend.from_json(json.loads(dataset.tags()[LEGEND_TAG])).names == THREE.names
    assert '"Forest"' in (tmp_path / "labels.qml").read_text()
    assert "Forest" in (tmp_path / "labels.tif.aux.xml").read_text()


def test_codes_up_to_50011_need_two_bytes(tmp_path, data_dir):
    values = np.array([[50011, 1], [9, 50011]], np.uint16)
    listed = data_dir / "kerinci_legend" / "lc.json"
    codes = json.loads(listed.read_text())["values"]
    values[0, 1], values[1, 0] = codes[0], codes[1]
    result, written, nodata = prepare(
        tmp_path, values, choice=LegendChoice("file", file=str(listed))
    )
    assert written.dtype == np.uint16
    assert nodata == 65535
    np.testing.assert_array_equal(written, values)
    assert max(codes) == 50011 == max(result.counts)
    assert not result.unknown


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("s2_capelookout_modis", "mcd12q1_umd_2018.tif"),
        ("nc_raleigh_l7_landclass_modis", "mcd12q1_umd_2010.tif"),
    ],
)
def test_genuine_modis_is_recognised(tmp_path, data_dir, folder, name):
    source = RasterSource(str(data_dir / folder / name), name="COARSE")
    result = prepare_labels(
        source, tmp_path / "labels.tif", choice=LegendChoice(), area=None, progress=Silent()
    )
    assert result.legend == builtin("mcd12q1_lc_type2")
    assert result.counts[0] > 0, "code 0 is Water, a class"
    assert not result.unknown
    with rasterio.open(source.path) as raw, rasterio.open(tmp_path / "labels.tif") as dataset:
        assert dataset.nodata == 255
        assert (dataset.crs, dataset.transform) == (raw.crs, raw.transform)
        np.testing.assert_array_equal(dataset.read(1), raw.read(1))
    assert 'label="Water' in (tmp_path / "labels.qml").read_text()


def test_prepared_labels_prepared_again_are_the_same_bytes(tmp_path):
    legend = Legend(THREE.classes, name="three", nodata_codes=(0, 99))
    prepare(tmp_path, nodata=255)
    choice = LegendChoice("layer", layer_legend=legend)
    for before, after in (("coarse", "one"), ("one", "two"), ("two", "three")):
        prepare_labels(
            RasterSource(str(tmp_path / f"{before}.tif")), tmp_path / f"{after}.tif",
            choice=choice if before == "coarse" else LegendChoice(), area=None, progress=Silent(),
        )  # fmt: skip
    for suffix in (".tif", ".qml", ".tif.aux.xml"):
        one, two, three = (
            (tmp_path / f"{name}{suffix}").read_bytes() for name in ("one", "two", "three")
        )
        assert one == two == three


def test_crosswalk_comes_before_a_legend_file(tmp_path):
    walk = Crosswalk(((7, 3), (2, 1), (1, None)))
    choice = LegendChoice("file", file=legend_csv(tmp_path), crosswalk=walk)
    result, written, _ = prepare(tmp_path, nodata=255, choice=choice)
    np.testing.assert_array_equal(written, [[255, 1, 1], [3, 3, 255]])
    assert result.counts == {1: 2, 3: 2}
    assert not result.unknown


@pytest.mark.parametrize("kind", ["layer", "auto"])
def test_crosswalk_translates_the_maps_own_legend(tmp_path, kind):
    walk = Crosswalk(((2, 20),), target_names=((20, "Trees"),))
    choice = LegendChoice(kind, crosswalk=walk, layer_legend=THREE)
    result, written, _ = prepare(tmp_path, nodata=255, choice=choice)
    assert dict(zip(result.legend.codes.tolist(), result.legend.names)) == {
        1: "Water", 3: "Sand", 20: "Trees",
    }  # fmt: skip
    assert result.legend.get(20).color == "#00AA00"
    np.testing.assert_array_equal(written, [[1, 20, 20], [3, 255, 255]])


def test_cells_outside_the_polygons_become_nodata(tmp_path):
    values = np.array([[1, 2, 3], [1, 2, 3], [1, 2, 3]], np.uint8)
    touching = box(0, CELL - 1, 1, 2)  # a corner of the cells (0, 0) and (0, 1)
    result, written, _ = prepare(tmp_path, values, area=touching)
    expected = np.full((3, 3), 255)
    expected[0, :2] = 1, 2
    np.testing.assert_array_equal(written, expected)
    assert result.counts == {1: 1, 2: 1}


def test_polygons_off_the_map_are_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(GridError, match="GEO does not overlap"):
        prepare(tmp_path, area=box(-500, -500, 3, 3))
    assert not list(tmp_path.glob("*labels*"))


def test_nodata_codes_of_the_legend_are_not_unknown(tmp_path):
    legend = Legend(THREE.classes, nodata_codes=(7, 255))
    choice = LegendChoice("layer", layer_legend=legend)
    result, written, _ = prepare(tmp_path, choice=choice)
    assert not result.unknown
    np.testing.assert_array_equal(written, [[1, 2, 2], [3, 255, 255]])


@pytest.mark.parametrize(
    ("dtype", "nodata"),
    [("int16", -128), ("int32", -9999), ("float32", -9999), ("float32", np.nan), ("int16", 32767)],
)
def test_any_dtype_and_nodata_value(tmp_path, dtype, nodata):
    values = np.array([[1, 2, nodata], [3, nodata, 1]], dtype)
    result, written, _ = prepare(tmp_path, values, nodata=nodata)
    np.testing.assert_array_equal(written, [[1, 2, 255], [3, 255, 1]])
    assert written.dtype == np.uint8
    assert result.counts == {1: 2, 2: 1, 3: 1}


@pytest.mark.parametrize(
    ("values", "nodata", "match"),
    [
        (np.full((2, 2), 255, np.uint8), 255, "holds no class: every cell is nodata"),
        (np.full((2, 2), 77, np.uint8), None, r"none of its codes \(77\) is in the legend"),
        (np.full((2, 2), -9999, np.int16), None, "holds the value -9999"),
        (np.full((2, 2), 1.5, np.float32), None, "fractions such as 1.5"),
    ],
)
def test_maps_without_classes_are_refused_and_nothing_is_left(tmp_path, values, nodata, match):
    with pytest.raises((InputError, LegendError), match=match):
        prepare(tmp_path, values, nodata=nodata)
    assert not [p for p in tmp_path.iterdir() if p.name not in ("coarse.tif", "legend.csv")]


def test_earlier_labels_stay_when_the_new_ones_fail(tmp_path):
    (tmp_path / "labels.tif").write_bytes(b"earlier")
    with pytest.raises(LegendError):
        prepare(tmp_path, np.full((2, 2), 77, np.uint8))
    with pytest.raises(Cancelled):
        prepare(tmp_path, progress=Recorder(cancel_after=0))
    assert (tmp_path / "labels.tif").read_bytes() == b"earlier"
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("kind", ["auto", "layer"])
def test_all_nodata_without_a_legend(tmp_path, kind):
    path = write_raster(tmp_path / "empty.tif", np.zeros((2, 2), np.uint8), nodata=0)
    with pytest.raises((InputError, LegendError), match=r"every cell is nodata|no class names"):
        rule_of(path, LegendChoice(kind))


def test_auto_prefers_what_the_map_carries(tmp_path):
    path = write_raster(tmp_path / "map.tif", SMALL)
    (tmp_path / "map.qml").write_text("<qgis><no-classes/></qgis>")
    assert rule_of(path, LegendChoice()).legend.names[0] == "Class 1"
    assert rule_of(path, LegendChoice(layer_legend=THREE)).legend == THREE
    (tmp_path / "map.qml").unlink()
    prepare(tmp_path)  # writes labels.tif with its legend inside
    found = rule_of(tmp_path / "labels.tif", LegendChoice(layer_legend=generic(SMALL)))
    assert found.legend.names == THREE.names


def test_auto_names_nothing_it_does_not_know(tmp_path):
    path = write_raster(tmp_path / "map.tif", SMALL, nodata=255)
    recorder = Recorder()
    rule = rule_of(path, LegendChoice(), recorder)
    assert rule.legend.names == ("Class 1", "Class 2", "Class 3", "Class 7")
    assert "keep their codes as names" in recorder.warnings[0]


def test_measurements_are_not_taken_for_classes(tmp_path):
    values = np.arange(100, dtype=np.uint16).reshape(10, 10) * 90
    path = write_raster(tmp_path / "probability.tif", values)
    with pytest.raises(LegendError, match="holds 100 different values and no legend"):
        rule_of(path, LegendChoice())


@pytest.mark.parametrize(("dtype", "fill"), [("uint8", 255), ("uint16", 65_535)])
def test_untagged_fill_of_a_map_without_legend_is_no_class(tmp_path, dtype, fill):
    values = np.array([[1, 2], [7, fill]], dtype)
    progress = Recorder()
    path = write_raster(tmp_path / "map.tif", values)
    assert rule_of(path, LegendChoice(), progress).legend.codes.tolist() == [1, 2, 7]
    assert any(f"{fill} is taken for one" in text for text in progress.warnings)


@pytest.mark.parametrize("kind", ["auto", "layer"])
def test_a_colour_table_gives_colours(tmp_path, kind):
    table = {1: (1, 2, 3, 255), 2: (4, 5, 6, 255), 3: (7, 8, 9, 255), 7: (0, 0, 1, 255)}
    path = write_raster(tmp_path / "map.tif", SMALL, nodata=255, colormap=table)
    legend = rule_of(path, LegendChoice(kind)).legend
    assert legend.codes.tolist() == [1, 2, 3, 7]
    assert legend.get(2).color.upper() == "#040506"


def test_built_in_legends_are_taken_by_key(tmp_path):
    path = write_raster(tmp_path / "map.tif", SMALL, nodata=255)
    assert rule_of(path, LegendChoice("esa_worldcover")).legend == builtin("esa_worldcover")
    with pytest.raises(LegendError, match="no built-in legend"):
        rule_of(path, LegendChoice("nonsense"))


def test_missing_legends_are_named(tmp_path):
    path = write_raster(tmp_path / "map.tif", SMALL)
    with pytest.raises(InputError, match="LEGEND_FILE is missing"):
        rule_of(path, LegendChoice("file"))
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        rule_of(path, LegendChoice("file", file=str(tmp_path / "nowhere.csv")))
    with pytest.raises(LegendError, match=r"COARSE 'map\.tif' carries no class names"):
        rule_of(path, LegendChoice("layer"))
    with rasterio.open(path, "r+") as dataset:
        dataset.update_tags(**{LEGEND_TAG: "{broken"})
    with pytest.raises(LegendError, match="embedded legend is damaged"):
        rule_of(path, LegendChoice())


def test_a_chosen_legend_is_taken_without_reading_pixels(tmp_path, monkeypatch):
    path = write_raster(tmp_path / "map.tif", SMALL)
    monkeypatch.setattr(CodeReader, "read", lambda *_: pytest.fail("a pixel was read"))
    rule_of(path, LegendChoice("esa_worldcover"))
    rule_of(path, LegendChoice("layer", layer_legend=THREE))
    rule_of(path, LegendChoice("auto", layer_legend=THREE))


def test_tiles_do_not_matter(tmp_path, monkeypatch):
    prepare(tmp_path, nodata=255)
    whole = (tmp_path / "labels.tif").read_bytes()
    monkeypatch.setattr("finecover.core.legends.prepared_labels._TILE", 2)
    result, _, _ = prepare(tmp_path, nodata=255)
    assert (tmp_path / "labels.tif").read_bytes() == whole
    assert result.counts == {1: 1, 2: 2, 3: 1}


def test_rotated_maps_stay_rotated(tmp_path):
    turned = Affine.translation(500_000, 5_200_000) * Affine.rotation(30) * Affine.scale(80, -80)
    _, written, _ = prepare(tmp_path, nodata=255, transform=turned)
    with rasterio.open(tmp_path / "labels.tif") as dataset:
        assert dataset.transform.almost_equals(turned)
    assert written[0, 0] == 1


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([0, 1, 2], ("uint8", 255)),
        ([255], ("uint8", 0)),
        ([0, 255], ("uint8", 254)),
        (range(255), ("uint8", 255)),
        (range(256), ("uint16", 65535)),
        ([256], ("uint16", 65535)),
        ([0, 65535], ("uint16", 65534)),
    ],
)
def test_smallest_dtype_and_a_nodata_value_that_is_no_class(codes, expected):
    assert map_dtype(generic(np.array(list(codes)))) == expected


def test_positions_and_too_many_classes():
    rule = LabelRule(THREE, Crosswalk(((9, 2),)))
    found = rule.positions(np.array([[1, 2, 9], [3, 8, -1]], np.int32))
    np.testing.assert_array_equal(found, [[0, 1, 1], [2, -1, -1]])
    assert found.dtype == np.int16
    with pytest.raises(LegendError, match="is this a map of classes"):
        LabelRule(generic(np.arange(40_000)))
