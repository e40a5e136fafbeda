"""The demo: what it asks of qgis_process, how it reads the answer, and its picture."""

import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

pytest.importorskip("matplotlib")

import demo
import qgis_run
from landscape import build_landscape, write_landscape
from picture import read_palette

PRINTED = """
----------------
Inputs
----------------

OUTPUT:\tnot this one

0...10...20...
A line that is no result: really
----------------
Results
----------------

MATRIX:\t
OUTPUT:\t/tmp/a folder/map.tif
OVERALL_ACCURACY:\t0.875
"""
STYLE = """<qgis><pipe><rasterrenderer><colorPalette>
<paletteEntry value="10" color="#ffff64" alpha="255" label="Cropland"/>
<paletteEntry value="60" color="#00a000" alpha="255" label="Forest &amp; wood"/>
</colorPalette></rasterrenderer></pipe></qgis>"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scene")
    write_landscape(build_landscape(seed=0, size=200), folder)
    return demo.Scene(
        image=folder / "image.tif",
        coarse=folder / "coarse.tif",
        geo=folder / "geo.geojson",
        geo_small=folder / "geo_small.geojson",
        water_codes=(210,),
        dem=folder / "dem.tif",
        truth=folder / "truth.tif",
    )


@pytest.fixture
def map_path(scene, tmp_path):
    """A map as the algorithm leaves it: cut from the truth, nodata 255, a style beside it."""
    with rasterio.open(scene.truth) as truth:
        profile, codes = truth.profile, truth.read(1)
    codes[:20] = 255
    path = tmp_path / "map.tif"
    with rasterio.open(path, "w", **{**profile, "nodata": 255}) as raster:
        raster.write(codes, 1)
    path.with_suffix(".qml").write_text(STYLE, encoding="utf-8")
    return path


def test_a_list_repeats_its_key_and_a_path_with_blanks_stays_one_argument():
    arguments = qgis_run.run_arguments(
        "finecover:upsample", {"IMAGES": [Path("/a b.tif"), Path("/c.tif")], "SEED": 3}
    )
    expected = ["run", "finecover:upsample", "--", "IMAGES=/a b.tif", "IMAGES=/c.tif", "SEED=3"]
    assert arguments == expected


def test_results_are_read_from_the_last_block_only():
    assert qgis_run.parse_results(PRINTED) == {
        "MATRIX": "",
        "OUTPUT": "/tmp/a folder/map.tif",
        "OVERALL_ACCURACY": "0.875",
    }


def test_output_without_results_is_an_error():
    with pytest.raises(qgis_run.QgisError, match="no results"):
        qgis_run.parse_results("0...10...")


def test_a_missing_qgis_process_is_an_error(tmp_path):
    with pytest.raises(qgis_run.QgisError, match="not installed"):
        qgis_run.find_qgis_process(str(tmp_path))


def test_the_profile_sees_the_plugin_and_nothing_of_the_user(tmp_path, monkeypatch):
    monkeypatch.setenv("QGIS_PREFIX_PATH", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    qgis = qgis_run.HermeticQgis(tmp_path, plugin=ROOT)
    folder = Path(qgis.environment["QGIS_PLUGINPATH"])
    assert (folder / "finecover").resolve() == ROOT
    assert not {"QGIS_PREFIX_PATH", "PYTHONPATH"} & set(qgis.environment)
    assert qgis.environment["HOME"].startswith(str(tmp_path))
    assert qgis.plugins_folder.is_dir()


def test_a_scene_with_truth_hands_everything_over(scene, tmp_path):
    parameters = demo.upsample_parameters(scene, tmp_path)
    assert parameters["IMAGES"] == [scene.image]
    assert parameters["REFERENCE"] == scene.truth
    assert parameters["DEM"] == scene.dem
    assert parameters["LEGEND"] == "auto"
    outputs = {parameters[key].name for key in ("OUTPUT", "CONFIDENCE", "MODEL", "REPORT")}
    assert outputs == {"map.tif", "confidence.tif", "model.fcm", "report.html"}


def test_a_scene_without_truth_gives_neither_reference_nor_relief(data_dir, tmp_path, monkeypatch):
    monkeypatch.setenv("FINECOVER_DATA", str(data_dir))
    scene = demo.prepare_capelookout(tmp_path)
    parameters = demo.upsample_parameters(scene, tmp_path)
    assert not {"REFERENCE", "DEM"} & set(parameters)
    assert all(parameters[key].is_file() for key in ("COARSE", "GEO", "GEO_SMALL"))
    assert parameters["IMAGES"][0].is_file()


def test_an_absent_scene_ends_with_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("FINECOVER_DATA", str(tmp_path))
    with pytest.raises(SystemExit, match="set FINECOVER_DATA"):
        demo.prepare_capelookout(tmp_path / "input")


def test_the_table_shows_the_baseline_beside_the_result():
    results = {"OVERALL_ACCURACY": "0.8751", "BASELINE_OVERALL_ACCURACY": "0.61", "KAPPA": "nan"}
    lines = demo.accuracy_table(results).splitlines()
    assert lines[1].split() == ["Overall", "accuracy", "0.875", "0.610"]
    assert lines[2].split() == ["Kappa", "-", "-"]


def test_results_without_accuracy_are_an_error():
    with pytest.raises(qgis_run.QgisError, match="OVERALL_ACCURACY"):
        demo.accuracy_table({"OUTPUT": "map.tif"})


def test_ndwi_on_hand_made_pixels(tmp_path):
    grid = {"crs": "EPSG:32632", "transform": rasterio.Affine(10, 0, 5e5, 0, -10, 5e6)}
    bands = np.array([[[30, 20, 255, 0]], [[10, 40, 255, 0]]], np.uint8)
    path = tmp_path / "image.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=1, count=2, dtype="uint8", **grid
    ) as raster:
        raster.write(bands)
        raster.descriptions = ("B03", "B08")
    water, valid = demo.water_by_ndwi(path, like=path)
    assert water.tolist() == [[True, False, False, False]]
    assert valid.tolist() == [[True, True, False, False]]


def test_agreement_counts_only_mapped_pixels(scene, map_path):
    text = demo.agreement_lines(scene, map_path)
    codes, _ = demo.read_like(map_path, map_path)
    coarse, coarse_nodata = demo.read_like(scene.coarse, map_path)
    both = (codes != 255) & (coarse != coarse_nodata)
    assert f"{np.mean(codes[both] == coarse[both]):7.2%}" in text
    assert "no fine truth" in text


@pytest.mark.parametrize("with_truth", [True, False])
def test_the_picture_is_drawn(scene, map_path, tmp_path, with_truth):
    chosen = scene if with_truth else demo.Scene(**{**vars(scene), "truth": None})
    demo.write_picture(chosen, map_path, tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_the_palette_comes_from_the_style(map_path):
    palette = read_palette(map_path.with_suffix(".qml"))
    assert palette.names == {10: "Cropland", 60: "Forest & wood"}
    painted = palette.paint(np.array([[10, 60, 255]]), nodata=255)
    assert painted[0].round(2).tolist() == [[1, 1, 0.39], [0, 0.63, 0], [1, 1, 1]]
