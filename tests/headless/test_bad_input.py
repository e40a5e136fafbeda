"""What is wrong is told in one sentence; nothing is written, and every input stays as it was."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest
import tiny_scene
from qgis_run import QgisError

WEST, NORTH = tiny_scene.WEST, tiny_scene.NORTH


@pytest.fixture(scope="session")
def bad(scene, qgis, tmp_path_factory):
    """The scene's files and damaged relatives of them, by name."""
    folder = tmp_path_factory.mktemp("bad")
    files = {name: value for name, value in vars(scene).items() if name != "folder"}
    files.update(bad_rasters(scene, folder))
    files.update(bad_texts(folder))
    files.update(bad_polygons(folder))
    files.update(good_steps(qgis, files, folder))
    whole = files["model"].read_bytes()
    files["cut_model"] = folder / "cut.fcm"
    files["cut_model"].write_bytes(whole[: len(whole) // 2])
    files["link"] = folder / "link.tif"
    files["link"].symlink_to(files["coarse"])
    files["nowhere"] = folder / "missing" / "out.tif"
    files["in_a_file"] = files["legend"] / "out.tif"
    return files


def bad_rasters(scene, folder):
    def write(name, bands, **more):
        return tiny_scene.write_raster(folder / f"{name}.tif", bands, **more)

    coarse, cell = tiny_scene.read(scene.coarse), {"pixel": tiny_scene.PIXEL * tiny_scene.FACTOR}
    image = np.stack([tiny_scene.read(scene.image, band) for band in (1, 2, 3, 4)])
    empty = image.copy()
    empty[1] = 0
    far = {"corner": (WEST + 50_000, NORTH)}
    cut = folder / "cut.tif"
    cut.write_bytes(scene.image.read_bytes()[:20_000])
    text = folder / "text.tif"
    text.write_text("this is no raster", encoding="utf-8")
    names = tiny_scene.BANDS
    return {
        "cut": cut,
        "text": text,
        "no_crs_coarse": write("no_crs_coarse", coarse, crs=None, **cell),
        "no_crs_image": write("no_crs_image", image, crs=None, names=names),
        "far_coarse": write("far_coarse", coarse, **cell, **far),
        "far_truth": write("far_truth", tiny_scene.truth_array(), **far),
        "far_dem": write("far_dem", image[0].astype(np.float32), **far),
        "empty_band": write("empty_band", empty, nodata=0, names=names),
        "empty_coarse": write("empty_coarse", np.zeros_like(coarse), nodata=0, **cell),
        "unknown": write("unknown", coarse + 200, **cell),
        "one_class": write("one_class", np.ones_like(coarse), **cell),
        "fractions": write("fractions", coarse / np.float32(7), **cell),
        "complex": write("complex", coarse.astype(np.complex64), **cell),
        "negative": write("negative", -coarse.astype(np.int16), **cell),
    }


def bad_texts(folder):
    texts = {
        "legend_words.csv": "code,name,color\nwater,1,blue\n",
        "legend_twice.csv": "code,name,color\n1,Water,#0000ff\n1,Lake,#0000aa\n2,B,#00ff00\n",
        "legend_binary.csv": "\x00\x01\x02\x00",
        "lc.json": '{"values": [1, 2, 3], "label": ["Water"]}',
        "style.qml": "<qgis><pipe></qgis>",
        "walk_words.csv": "from,to\nwater,1\n",
        "walk_columns.csv": "a;b\n1;2\n",
        "not_a_model.fcm": "this is no model",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name.replace(".", "_"): folder / name for name in texts}


def bad_polygons(folder):
    def write(name, *boxes):
        return tiny_scene.write_polygons(folder / f"{name}.geojson", list(boxes))

    geometry = {"type": "Polygon", "coordinates": [[[WEST, NORTH], [WEST + 50, NORTH - 50]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}
    broken = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
    (folder / "degenerate.geojson").write_text(json.dumps(broken), encoding="utf-8")
    return {
        "no_polygon": write("no_polygon"),
        "degenerate": folder / "degenerate.geojson",
        "far_polygon": write("far_polygon", (0, 0, 1000, 1000)),
        "forest_only": write("forest_only", tiny_scene.pixel_box(0, 0, 8, 8)),
        "dot": write("dot", (WEST + 301, NORTH - 304, WEST + 303, NORTH - 302)),
    }


def good_steps(qgis, files, folder):
    made = {name: folder / name for name in ("labels.tif", "features.tif", "samples.gpkg")}
    labels, features, samples = made.values()
    qgis.run(
        "finecover:preparelabels",
        {"COARSE": files["coarse"], "LEGEND": "file", "LEGEND_FILE": files["legend"],
         "OUTPUT": labels},
    )  # fmt: skip
    qgis.run("finecover:computefeatures", {"IMAGES": [files["image"]], "OUTPUT": features})
    others = folder / "others.tif"
    qgis.run(
        "finecover:computefeatures",
        {"IMAGES": [files["image"]], "BANDS": "green=2,red=3", "OUTPUT": others},
    )
    qgis.run(
        "finecover:samplecoarsemap",
        {"COARSE": labels, "FEATURES": features, "OUTPUT": samples, **tiny_scene.QUICK_SAMPLING},
    )
    model = folder / "model.fcm"
    qgis.run(
        "finecover:trainclassifier",
        {"SAMPLES": samples, "FEATURES": features, "MODEL": model, "TREES": 3},
    )
    far = tiny_scene.write_raster(
        folder / "far_features.tif",
        np.stack([tiny_scene.truth_array()] * 14).astype(np.float32),
        corner=(WEST + 50_000, NORTH),
    )
    return {
        "labels": labels, "features": features, "samples": samples, "model": model,
        "others": others, "far_features": far,
    }  # fmt: skip


UPSAMPLE = {
    "IMAGES": "@image", "COARSE": "@coarse", "LEGEND": "file", "LEGEND_FILE": "@legend",
    "SAMPLES": 300, "MIN_PER_CLASS": 50, "TREES": 3, "OUTPUT": "@out/map.tif",
}  # fmt: skip
LABELS = {"COARSE": "@coarse", "OUTPUT": "@out/labels.tif"}
FEATURES = {"IMAGES": "@image", "OUTPUT": "@out/features.tif"}
SAMPLES = {"COARSE": "@labels", "FEATURES": "@features", "OUTPUT": "@out/samples.gpkg"}
TRAIN = {"SAMPLES": "@samples", "FEATURES": "@features", "TREES": 3, "MODEL": "@out/model.fcm"}
CLASSIFY = {"FEATURES": "@features", "MODEL": "@model", "OUTPUT": "@out/map.tif"}
REPORT = {"MAP": "@labels", "REFERENCE": "@truth", "REPORT": "@out/report.html"}

# name: (algorithm, parameters, what the sentence must say); @name stands for a file of ``bad``,
# @out for a new folder, None for a parameter that is left out
CASES = {
    "coarse map without CRS": ("upsample", {**UPSAMPLE, "COARSE": "@no_crs_coarse"},
                               r"COARSE 'no_crs_coarse.tif' has no coordinate system; assign one"),
    "image without CRS": ("upsample", {**UPSAMPLE, "IMAGES": "@no_crs_image"},
                          r"IMAGES 'no_crs_image.tif' has no coordinate system; assign one"),
    "coarse map elsewhere": ("upsample", {**UPSAMPLE, "COARSE": "@far_coarse"},
                             r"COARSE 'far_coarse.tif' does not overlap IMAGES 'image.tif'; check"),
    "elevation elsewhere": ("computefeatures", {**FEATURES, "DEM": "@far_dem"},
                            r"DEM 'far_dem.tif' does not overlap IMAGES 'image.tif'; check"),
    "geo elsewhere": ("upsample", {**UPSAMPLE, "GEO": "@far_polygon"},
                      r"GEO does not overlap the image; draw"),
    "geo_small elsewhere": ("upsample", {**UPSAMPLE, "GEO_SMALL": "@far_polygon"},
                            r"GEO_SMALL does not overlap the image; draw"),
    "geo_small off the features": ("classify", {**CLASSIFY, "GEO_SMALL": "@far_polygon"},
                                   r"GEO_SMALL does not overlap the image; draw"),
    "reference elsewhere": ("upsample", {**UPSAMPLE, "REFERENCE": "@far_truth"},
                            r"REFERENCE 'far_truth.tif' does not overlap IMAGES .*; check"),
    "reference off the map": ("accuracyreport", {**REPORT, "REFERENCE": "@far_truth"},
                              r"REFERENCE 'far_truth.tif' does not overlap MAP .*; check"),
    "no polygon": ("upsample", {**UPSAMPLE, "GEO": "@no_polygon"}, r"GEO holds no polygon.*; draw"),
    "degenerate polygon": ("classify", {**CLASSIFY, "GEO_SMALL": "@degenerate"},
                           r"GEO_SMALL holds no polygon.*; draw"),
    "polygon smaller than a pixel": ("classify", {**CLASSIFY, "GEO_SMALL": "@dot"}, r"GEO_SMALL"),
    "one class in geo": ("upsample", {**UPSAMPLE, "GEO": "@forest_only", "BUFFER": 0},
                         r"Only one class .*GEO.*; at least two are needed: enlarge GEO"),
    "one class at all": ("upsample", {**UPSAMPLE, "COARSE": "@one_class"},
                         r"Only one class .*; at least two are needed"),
    "a band without data": ("upsample", {**UPSAMPLE, "IMAGES": "@empty_band"},
                            r"No pixel .* data in every feature; check"),
    "features without data": ("computefeatures", {**FEATURES, "IMAGES": "@empty_band"},
                              r"No pixel has data in every band; check IMAGES"),
    "coarse map without data": ("preparelabels", {**LABELS, "COARSE": "@empty_coarse"},
                                r"COARSE 'empty_coarse.tif' holds no class: every cell is nodata"),
    "unknown codes only": ("preparelabels",
                           {**LABELS, "COARSE": "@unknown", "LEGEND": "mcd12q1_igbp"},
                           r"COARSE 'unknown.tif': none of its codes .*; choose another legend"),
    "missing folder": ("upsample", {**UPSAMPLE, "OUTPUT": "@nowhere"},
                       r"OUTPUT: the folder '.*missing' does not exist; create it"),
    "a file as folder": ("upsample", {**UPSAMPLE, "CONFIDENCE": "@in_a_file"},
                         r"CONFIDENCE: the folder '.*legend.csv' does not exist"),
    "unwritable folder": ("trainclassifier", {**TRAIN, "MODEL": "/proc/model.fcm"},
                          r"MODEL: nothing can be written to the folder '/proc' .*; choose"),
    "legend file not given": ("upsample", {**UPSAMPLE, "LEGEND_FILE": None},
                              r"LEGEND_FILE is missing; LEGEND=file needs one"),
    "legend file in vain": ("preparelabels", {**LABELS, "LEGEND_FILE": "@legend"},
                            r"LEGEND_FILE is given, but LEGEND is auto; choose LEGEND=file"),
    "legend file not there": ("preparelabels",
                              {**LABELS, "LEGEND": "file", "LEGEND_FILE": "@out/no.csv"},
                              r"LEGEND_FILE: the file '.*no.csv' does not exist; choose"),
    "legend of words": ("preparelabels",
                        {**LABELS, "LEGEND": "file", "LEGEND_FILE": "@legend_words_csv"},
                        r"legend_words.csv.*water"),
    "legend with a code twice": ("preparelabels",
                                 {**LABELS, "LEGEND": "file", "LEGEND_FILE": "@legend_twice_csv"},
                                 r"legend_twice.csv.* 1"),
    "legend of bytes": ("preparelabels",
                        {**LABELS, "LEGEND": "file", "LEGEND_FILE": "@legend_binary_csv"},
                        r"legend_binary.csv"),
    "lc.json of unequal lists": ("preparelabels",
                                 {**LABELS, "LEGEND": "file", "LEGEND_FILE": "@lc_json"},
                                 r"lc.json"),
    "broken style": ("preparelabels",
                     {**LABELS, "LEGEND": "file", "LEGEND_FILE": "@style_qml"}, r"style.qml"),
    "unknown legend": ("preparelabels", {**LABELS, "LEGEND": "imaginary"},
                       r"LEGEND: there is no choice 'imaginary'; give one of auto, layer, file"),
    "crosswalk of words": ("preparelabels", {**LABELS, "CROSSWALK": "@walk_words_csv"},
                           r"walk_words.csv.*water"),
    "crosswalk without columns": ("accuracyreport", {**REPORT, "CROSSWALK": "@walk_columns_csv"},
                                  r"walk_columns.csv"),
    "output is an input": ("preparelabels", {**LABELS, "OUTPUT": "@coarse"},
                           r"OUTPUT would overwrite '.*coarse.tif', which is the input COARSE"),
    "output is a link to an input": ("preparelabels", {**LABELS, "OUTPUT": "@link"},
                    r"OUTPUT would overwrite '.*link.tif', which is the input COARSE"),
    "output is the polygons": ("upsample", {**UPSAMPLE, "GEO": "@geo", "REPORT": "@geo"},
                               r"REPORT would overwrite '.*geo.geojson', which is the input GEO"),
    "output is the samples": ("trainclassifier", {**TRAIN, "MODEL": "@samples"},
                    r"MODEL would overwrite '.*samples.gpkg', which is the input SAMPLES"),
    "two outputs of one name": ("upsample",
                                {**UPSAMPLE, "MODEL": "@out/x", "REPORT": "@out/x"},
                                r"MODEL and REPORT would both write '.*x'; choose"),
    "a raster that is no GeoTIFF": ("upsample", {**UPSAMPLE, "OUTPUT": "@out/map.png"},
                    r"OUTPUT '.*map.png': rasters are written as GeoTIFF; end it in"),
    "missing coarse map": ("upsample", {**UPSAMPLE, "COARSE": "@out/no.tif"},
                           r"COARSE.*no.tif"),
    "missing image": ("upsample", {**UPSAMPLE, "IMAGES": "@out/no.tif"}, r"IMAGES.*no.tif"),
    "missing polygons": ("upsample", {**UPSAMPLE, "GEO": "@out/no.gpkg"}, r"GEO.*no.gpkg"),
    "a text as coarse map": ("preparelabels", {**LABELS, "COARSE": "@text"}, r"COARSE.*text.tif"),
    "a text as image": ("upsample", {**UPSAMPLE, "IMAGES": "@text"}, r"IMAGES.*text.tif"),
    "a raster cut short": ("computefeatures", {**FEATURES, "IMAGES": "@cut"},
                           r"IMAGES.*cut.tif' cannot be (read|opened)"),
    "no model": ("classify", {**CLASSIFY, "MODEL": "@not_a_model_fcm"}, r"not_a_model.fcm.*no zip"),
    "another file as model": ("classify", {**CLASSIFY, "MODEL": "@legend"},
                              r"MODEL '.*legend.csv' is no .fcm file; choose"),
    "a model cut short": ("classify", {**CLASSIFY, "MODEL": "@cut_model"}, r"cut.fcm.*cut short"),
    "a model of other features": ("classify", {**CLASSIFY, "FEATURES": "@others"},
                                  r"(?s)features?.*NDVI|B02"),
    "class field not there": ("trainclassifier", {**TRAIN, "CLASS_FIELD": "kind"},
                              r"CLASS_FIELD: .* no field 'kind'; choose one of .*class"),
    "samples off the features": ("trainclassifier", {**TRAIN, "FEATURES": "@far_features"},
                                 r"SAMPLES holds 0 classes with data.*; at least two are needed"),
    "labels of another map": ("trainclassifier", {**TRAIN, "COARSE": "@one_class"},
                              r"COARSE has the class of the samples in \d+ % of the \d+ coarse"),
    "no tree": ("upsample", {**UPSAMPLE, "TREES": 0}, r"TREES: 0 is out of range; .* from 1 to"),
    "half a tree": ("upsample", {**UPSAMPLE, "TREES": 2.5},
                    r"TREES: 2.5 is out of range; .* whole"),
    "blocks of no cell": ("trainclassifier", {**TRAIN, "BLOCK_SIZE": 0},
                          r"BLOCK_SIZE: 0 is out of range; .* from 1 to 1000"),
    "trust in a missing folder": ("trainclassifier", {**TRAIN, "SAMPLE_TRUST": "@out/no/t.gpkg"},
                                  r"SAMPLE_TRUST.*no"),
    "a word as number": ("upsample", {**UPSAMPLE, "SAMPLES": "many"}, r"SAMPLES: many is out of"),
    "even context": ("computefeatures", {**FEATURES, "CONTEXT": 4},
                    r"CONTEXT: .* 4 pixels.*; give"),
    "negative buffer": ("samplecoarsemap", {**SAMPLES, "BUFFER": -1},
                    r"BUFFER: -1 is out of range"),
    "purity above 1": ("samplecoarsemap", {**SAMPLES, "PURITY": 1.5},
                    r"PURITY: 1.5 is out of range"),
    "fewest above most": ("samplecoarsemap", {**SAMPLES, "MIN_PER_CLASS": 9000},
                          r"MIN_PER_CLASS 9000 .*MAX_PER_CLASS 8000"),
    "too much smoothing": ("classify", {**CLASSIFY, "SMOOTHING": 99}, r"SMOOTHING: 99 is out of"),
    "too much prior": ("classify", {**CLASSIFY, "PRIOR_WEIGHT": 5}, r"PRIOR_WEIGHT: 5 is out of"),
    "scale of nothing": ("computefeatures", {**FEATURES, "SCALE": 0}, r"SCALE 0 .*not 0"),
    "bands nonsense": ("computefeatures", {**FEATURES, "BANDS": "red=seven"}, r"BANDS.*seven"),
    "a band too many": ("computefeatures", {**FEATURES, "BANDS": "red=9"}, r"BANDS.*9"),
    "unknown index": ("computefeatures", {**FEATURES, "INDICES": "NDXX"}, r"INDICES.*NDXX"),
    "half a formula": ("computefeatures", {**FEATURES, "INDICES": "X=(nir-red"},
                       r"INDICES.* X .*character 8"),
    "a statistic without dates": ("computefeatures", {**FEATURES, "STATISTICS": "phase"},
                                  r"STATISTICS.*phase looks at several dates, and IMAGES holds"),
    "unknown statistic": ("computefeatures", {**FEATURES, "STATISTICS": "mode"},
                          r"STATISTICS.*mode"),
    "band 9 of 1": ("preparelabels", {**LABELS, "BAND": 9}, r"COARSE .*band 9 .*; choose 1"),
    "a map of fractions": ("preparelabels", {**LABELS, "COARSE": "@fractions"},
                    r"COARSE 'fractions.tif' holds fractions .*; a map of whole class codes"),
    "a map of complex numbers": ("preparelabels", {**LABELS, "COARSE": "@complex"},
                                 r"COARSE 'complex.tif' holds complex numbers; a map of"),
    "a map of negative codes": ("preparelabels", {**LABELS, "COARSE": "@negative"},
                                r"COARSE 'negative.tif' holds the value -\d; class codes are"),
    "no reference": ("accuracyreport", {**REPORT, "REFERENCE": None},
                     r"Give either REFERENCE .* or POINTS"),
    "two references": ("accuracyreport", {**REPORT, "POINTS": "@samples"},
                       r"Give either REFERENCE .* or POINTS .*, and only one"),
    "the map as its own reference": ("accuracyreport", {**REPORT, "REFERENCE": "@labels"},
                                     r"REFERENCE '.*' is the same file and band as MAP.*; choose"),
    "field of points not there": ("accuracyreport",
                                  {**REPORT, "REFERENCE": None, "POINTS": "@samples",
                                   "FIELD": "seen"},
                                  r"FIELD: .* no field 'seen'; choose one of"),
}  # fmt: skip


def resolve(value, bad, out):
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    name, _, rest = value[1:].partition("/")
    return out / rest if name == "out" else bad[name]


def digests(files, out):
    """What must not change: every file's bytes, and the names in the output folder."""
    folders = {path.parent for path in files.values() if path.parent.is_dir()}
    found = {
        path: hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in folder.iterdir()
        if path.is_file()
    }
    return found, sorted(path.name for path in out.iterdir())


@pytest.mark.parametrize("case", CASES)
def test_one_sentence_and_nothing_else(qgis, bad, tmp_path, case):
    algorithm, parameters, sentence = CASES[case]
    values = {
        name: resolve(value, bad, tmp_path)
        for name, value in parameters.items()
        if value is not None
    }
    before = digests(bad, tmp_path)
    with pytest.raises(QgisError, match="ended with status 1") as caught:
        qgis.run(f"finecover:{algorithm}", values)
    said = str(caught.value).partition("ended with status 1:\n")[2]
    told = [line for line in said.splitlines() if re.search(sentence, line)]
    assert told, said
    assert "Traceback" not in said
    assert digests(bad, tmp_path) == before
    assert not bad["nowhere"].parent.exists()
    assert not list(Path("/proc").glob(".*part*"))
