"""Bad rasters, grids, polygons, parameters and outputs: one sentence each, and nothing changes.

Bad texts (legends, models, formulas) are in ``test_bad_texts.py``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import bad_files
import pytest
import tiny_scene
from sentences import fault_of_refusal

pytest.importorskip("qgis.core")

HERE = Path(__file__).resolve().parent
PREAMBLE = re.compile(
    r"^(Unable to execute algorithm|There were errors executing the algorithm\.?)\s*"
)
NAME = re.compile(r"\b[A-Z]{3,}(_[A-Z]+)*\b")  # of a parameter
EARLIER = b"what an earlier run wrote"

# @name is a file of the scene, of an earlier step or of ``bad_files``, @out a new folder
FEATURES = {"IMAGES": "@image", "OUTPUT": "@out/features.tif"}
LABELS = {"COARSE": "@coarse", "OUTPUT": "@out/labels.tif"}
UPSAMPLE = {
    "IMAGES": "@image", "COARSE": "@coarse", "LEGEND": "file", "LEGEND_FILE": "@legend",
    "SAMPLES": 300, "MIN_PER_CLASS": 50, "TREES": 3, "OUTPUT": "@out/map.tif",
}  # fmt: skip
SAMPLES = {"COARSE": "@labels", "FEATURES": "@features", "OUTPUT": "@out/samples.gpkg"}
TRAIN = {"SAMPLES": "@samples", "FEATURES": "@features", "TREES": 3, "MODEL": "@out/model.fcm"}
CLASSIFY = {"FEATURES": "@features", "MODEL": "@model", "OUTPUT": "@out/map.tif"}
REPORT = {"MAP": "@labels", "REFERENCE": "@truth", "REPORT": "@out/report.html"}
POINTS = {"MAP": "@labels", "OUTPUT": "@out/points.gpkg"}
SERIES = {"IMAGES": ["@image", "@other"], "DATES": "2020-01-01,2020-02-01",
          "OUTPUT": "@out/series.tif"}  # fmt: skip
SOFT = {"FINE_LABELS": "@truth", "FEATURES": "@features", "MODEL": "@out/soft.fcm"}
CHECK = {"IMAGES": "@image", "COARSE": "@coarse", "REPORT": "@out/check.html"}

OPENED = r"cannot be opened as a raster; check the path and the file"
UNREACHED = r"^(?!.*word).* cannot be opened as a raster at 127\.0\.0\.1.*; check the address and"
READ = r"cannot be read: .*; check the file, or copy it anew"
PLACED = r"cannot be placed: The transform .*; georeference it anew"
FETCHED = r"would fetch '.*' from the network, .*; give that raster instead, or save it as GeoTIFF"
MADE = r"is made of '.*', which .*; save it as GeoTIFF first"
APART = r"does not overlap IMAGES '.*'; check the coordinate system"
NO_POLYGON = r"EXTENT_MASK holds no polygon; draw one"
OFF = r"EXTENT_MASK does not overlap the image; draw it"
CODES = r"class codes are whole numbers from 0 to 65535 \(declare it"
GROUND = r"The coordinate system '.*' is neither .*; georeference it anew"
RANGE = r"is out of range; give a"


def images(name, sentence):
    return ("computefeatures", {**FEATURES, "IMAGES": f"@{name}"}, f"IMAGES.* {sentence}")


def coarse(name, sentence):
    return ("preparelabels", {**LABELS, "COARSE": f"@{name}"}, f"COARSE.* {sentence}")


def mask(name, sentence):
    return ("computefeatures", {**FEATURES, "EXTENT_MASK": f"@{name}"}, sentence)


def value(algorithm, parameters, sentence, **changed):
    return (algorithm, {**parameters, **changed}, sentence)


RASTERS = {
    "an empty file": images("empty", OPENED),
    "words as a raster": images("words", OPENED),
    "a folder as a raster": coarse("a_folder", OPENED),
    "a pipe as a raster": images("a_pipe", "is a device or a pipe; choose a raster file"),
    "a device as a raster": value("computefeatures", FEATURES, "device or a pipe; choose",
                                  IMAGES="/dev/zero"),
    "a link to nothing": coarse("a_broken_link", OPENED),
    "a raster that is not there": value("upsample", UPSAMPLE, f"IMAGES: .*{OPENED}",
                                        IMAGES="@out/gone.tif"),
    "an elevation that is not there": value("computefeatures", FEATURES, f"DEM: .*{OPENED}",
                                            DEM="@out/gone.tif"),
    "a raster cut in its header": images("cut_header", OPENED),
    "a raster cut in its tags": coarse("cut_tags", OPENED),
    "an image cut in half": images("cut_half", READ),
    "a coarse map cut in half": coarse("cut_half", READ),
    "an elevation cut in half": value("computefeatures", FEATURES, f"DEM.* {READ}",
                                      DEM="@cut_half"),
    "an image with zeros where its tags were": images("zeros_within", OPENED),
    "a TIFF that begins again and again": images("loop_of_directories", READ),
    "an archive of words": images("zip_of_words", OPENED),
    "a picture without a place": images("picture_png", "has no coordinate system; assign one"),
    "a name of 5000 letters": value("computefeatures", FEATURES, f"IMAGES.* {OPENED}",
                                    IMAGES="/" + "x" * 5000),
    "a name with a line break": value("preparelabels", LABELS, f"COARSE.* {OPENED}",
                                      COARSE="/tmp/a\nb\x1b[31m.tif"),
    "a description as a name": value("preparelabels", LABELS, "COARSE.* save it as a .vrt file",
                                     COARSE="<VRTDataset rasterXSize='9' rasterYSize='9'/>"),
    "a service as a name": value("computefeatures", FEATURES, "DEM.* save it as a .vrt file",
                                 DEM="<GDAL_WMS><Service name='WMS'/></GDAL_WMS>"),
    "standard input as a name": value("preparelabels", LABELS, "COARSE.* give the raster file",
                                      COARSE="/vsistdin/"),
    "a query as a name": value("preparelabels", LABELS, "COARSE.* give the raster file itself",
                               COARSE="vrt://a.tif?bands=1"),
    "70 000 bands": images("bands_70000_vrt", "claims 70000 bands, .* gdal_translate -b"),
    "a trillion square pixels": coarse("huge_vrt", "claims 1000000000 x 1000000000 pixels, .*; c"),
    "no pixels": images("no_pixels_vrt", OPENED),
    "no bands": images("no_bands_vrt", OPENED),
    "a band that is not there": value("preparelabels", LABELS, "COARSE .*band 2 .*; choose 1",
                                      BAND=2),
    "complex numbers": images("complex_image", "holds complex numbers; give real ones"),
    "complex whole numbers": images("complex_whole_vrt", "holds complex numbers; give real ones"),
    "a complex coarse map": coarse("complex_codes", "holds complex numbers; a map of class codes"),
    "an image of NaN": value("computefeatures", FEATURES, "No pixel has data .*; check IMAGES",
                             IMAGES="@nan_image"),
    "an infinite image": value("computefeatures", FEATURES, "No pixel has data .*; check IMAGES",
                               IMAGES="@infinite_image"),
    "numbers beyond float32": value("upsample", UPSAMPLE, "No pixel in the image .*; check",
                                    IMAGES="@beyond_float32_image"),
    "an image of nodata": value("upsample", UPSAMPLE, "No pixel in the image .*; check",
                                IMAGES="@all_nodata_image"),
    "an infinite elevation": value("computefeatures", FEATURES, "No pixel has data .* check .*DEM",
                                   DEM="@infinite_image"),
    "half codes": coarse("half_codes", "holds fractions such as 1.5; a map of whole class codes"),
    "negative codes": coarse("negative_codes", f"holds the value -3; {CODES}"),
    "codes too high": coarse("high_codes", f"holds the value 70000; {CODES}"),
    "codes of thirty digits": coarse("huge_codes", f"holds the value 1e\\+30; {CODES}"),
    "codes of three hundred digits": coarse("beyond_float32_image", f"value 1e\\+300; {CODES}"),
    "codes of NaN": coarse("nan_codes", "holds no class: every cell is nodata"),
    "infinite codes": coarse("infinite_codes", "holds no class: every cell is nodata"),
    "codes of nodata": coarse("nodata_codes", "holds no class: every cell is nodata"),
    "a raster of no server": value("computefeatures", FEATURES, UNREACHED,
                                   IMAGES="/vsicurl/http://me:word@127.0.0.1:9/a.tif?key=word"),
    "a coarse map of no server": value("preparelabels", LABELS, UNREACHED,
                                       COARSE="http://me:word@127.0.0.1:9/a.tif"),
    "one code": value("upsample", UPSAMPLE, "Only one class .* enlarge GEO", COARSE="@one_code"),
    "an image as a coarse map": coarse("far_image", "holds 96 different values .*; choose another"),
}  # fmt: skip
REACHING = {
    "a raster in the network": images("network_vrt", FETCHED),
    "a raster in a bucket": coarse("bucket_vrt", FETCHED),
    "a raster of a web server": images("http_vrt", FETCHED),
    "a raster of another computer": images("share_vrt", FETCHED),
    "overviews in the network": coarse("remote_overviews", FETCHED),
    "a raster in the memory": images("memory_vrt", MADE),
    "a raster from standard input": images("input_vrt", MADE),
    "a raster of a data base": images("base_vrt", MADE),
    "a raster of a web map": coarse("map_vrt", MADE),
    "a raster made of words": images("words_source_vrt", MADE),
    "a raster made of a device": images("device_vrt", "is a device or a pipe; choose"),
    "a raster made of nothing": images("missing_source_vrt", READ),
    "a raster made of itself": images("itself_vrt", "more than 8 deep; save it as GeoTIFF"),
    "a raster that is a program": images("python_vrt", "brings program code .*; save it"),
    "a raster of bare bytes": images("raw_vrt", "reads 'hostname' as bare bytes .*; put it beside"),
    "a raster with entities": images("entities_vrt", "defines entities, .*; save it again"),
    "a raster half described": coarse("unclosed_vrt", "not well-formed XML .*; save it again"),
    "a web service's description": images("service_xml", OPENED),
}  # fmt: skip
GRIDS = {
    "a place that is no number": images("nan_place_vrt", PLACED),
    "a place at infinity": images("inf_place_vrt", PLACED),
    "pixels of no size": coarse("zero_pixels_vrt", PLACED),
    "pixels without area": images("flat_pixels_vrt", PLACED),
    "no place": coarse("identity_vrt", "says nowhere where it lies; georeference it"),
    "no coordinate system": images("no_crs_vrt", "has no coordinate system; assign one"),
    "coordinates from the Earth's centre": images("geocentric_vrt", GROUND),
    "heights as coordinates": coarse("vertical_vrt", GROUND),
    "a side file that lies": value("upsample", UPSAMPLE, f"COARSE .*({PLACED}|assign one)",
                                   COARSE="@lying_aside"),
    "a place out of the world": value("upsample", UPSAMPLE, APART, IMAGES="@far_out_vrt"),
    "a south-up image elsewhere": value("upsample", UPSAMPLE, APART, IMAGES="@south_up_far_vrt"),
    "a turned image elsewhere": value("upsample", UPSAMPLE, APART, IMAGES="@turned_far_vrt"),
    "an image at the pole": value("upsample", UPSAMPLE, APART, IMAGES="@polar"),
    "an image at the antimeridian": value("upsample", UPSAMPLE, APART, IMAGES="@antimeridian"),
    "an elevation at the pole": value("computefeatures", FEATURES, f"DEM.* {APART}", DEM="@polar"),
    "a layer elsewhere": value("computefeatures", FEATURES, "ANCILLARY.* overlap.*; check",
                               ANCILLARY="@far_image"),
    "a coarse map elsewhere": value("upsample", UPSAMPLE, f"COARSE.* {APART}",
                                    COARSE="@far_coarse"),
    "an image of a garden": value("upsample", UPSAMPLE, "'garden' is a local one, .*; assign",
                                  IMAGES="@garden"),
    "a coarse map of a garden": value("upsample", UPSAMPLE, "'garden' is a local one, .*; assign",
                                      COARSE="@garden_coarse"),
    "labels off the features": value("samplecoarsemap", SAMPLES, "overlap.*; check",
                                     COARSE="@far_coarse"),
    "a reference off the map": value("accuracyreport", REPORT, "REFERENCE .* overlap MAP.*; check",
                                     REFERENCE="@far_coarse"),
    "images far apart": value("fillgaps", SERIES, "IMAGES lie far apart.*; give",
                              IMAGES=["@image", "@far_image"], BANDS="red=3"),
    "soft labels off the features": value("trainfractions", SOFT, "FINE_LABELS.* overlap.*; check",
                                          FINE_LABELS="@far_coarse"),
}  # fmt: skip
POLYGONS = {
    "no features": mask("no_features_geojson", NO_POLYGON),
    "features without geometry": mask("null_geometries_geojson", NO_POLYGON),
    "points for polygons": mask("points_geojson", NO_POLYGON),
    "lines for polygons": mask("lines_geojson", NO_POLYGON),
    "a polygon of two corners": mask("two_corners_geojson", NO_POLYGON),
    "a polygon without area": mask("no_area_geojson", "EXTENT_MASK"),
    "a polygon at one place": mask("one_place_geojson", "EXTENT_MASK"),
    "a polygon between pixel centres": mask("between_centres_geojson", "EXTENT_MASK"),
    "a polygon elsewhere": mask("elsewhere_geojson", OFF),
    "a polygon just outside": mask("just_outside_geojson", OFF),
    "a polygon of another country": mask("london_geojson", OFF),
    "a polygon at the pole": mask("pole_geojson", OFF),
    "half a file of polygons": mask("broken_geojson", "EXTENT_MASK: .* vector layer; check"),
    "a raster for polygons": mask("image", "EXTENT_MASK"),
    "polygons that are not there": value("upsample", UPSAMPLE, "GEO: .* vector layer; check",
                                         GEO="@out/gone.gpkg"),
    "GEO off the image": value("upsample", UPSAMPLE, "GEO does not overlap", GEO="@london_geojson"),
    "GEO_SMALL too small": value("classify", CLASSIFY, "GEO_SMALL is too small: .*; draw",
                                 GEO_SMALL="@between_centres_geojson"),
    "GEO_SMALL of points": value("classify", CLASSIFY, "GEO_SMALL holds no polygon; draw",
                                 GEO_SMALL="@points_geojson"),
    "GEO_SMALL off the map": value("validationpoints", POINTS, "GEO_SMALL does not overlap .*draw",
                                   GEO_SMALL="@elsewhere_geojson"),
    "GEO without geometry": value("samplecoarsemap", SAMPLES, "GEO holds no polygon; draw",
                                  GEO="@null_geometries_geojson"),
    "GEO of a line drawn as a polygon": value("preparelabels", LABELS, "GEO holds no polygon; draw",
                                              GEO="@no_area_geojson"),
    "GEO of one place": value("fillgaps", SERIES, "GEO holds no polygon; draw", BANDS="red=3",
                              GEO="@one_place_geojson"),
    "GEO of a series too small": value("fillgaps", SERIES, "GEO is too small: .*; draw",
                                       BANDS="red=3", GEO="@between_centres_geojson"),
    "GEO of labels too small": value("trainfractions", SOFT, "GEO is too small: .*; draw",
                                     GEO="@between_centres_geojson"),
    "GEO_SMALL of a line": value("accuracyreport", REPORT, "GEO_SMALL holds no polygon; draw",
                                 GEO_SMALL="@no_area_geojson"),
    "polygons in the network": value("computefeatures", FEATURES, "EXTENT_MASK .* at a\\.org, .*;",
                                     EXTENT_MASK="https://me:word@a.org/a.geojson"),
    "polygons of a data base": value("upsample", UPSAMPLE, "GEO .* a data base, .*; load it in",
                                     GEO="postgres://dbname='a' host=a.org"),
    "samples of a program": value("trainclassifier", TRAIN, "SAMPLES .* is no file, .*; load it in",
                                  SAMPLES="GPSBABEL:nmea:/dev/null"),
    "polygons from a pipe": mask("a_pipe", "EXTENT_MASK .* is a device or a pipe; choose a file"),
    "polygons of a folder": mask("a_folder", "EXTENT_MASK .* is a folder; choose the file in it"),
    "polygons of a virtual raster": mask("network_vrt", "EXTENT_MASK .* virtual layer, .*; load"),
    "polygons of words": mask("words", "EXTENT_MASK .* no kind of vector file .*; load it in"),
}  # fmt: skip
PARAMETERS = {
    "no trees": value("trainclassifier", TRAIN, f"TREES: 0 {RANGE}", TREES=0),
    "trees by word": value("trainclassifier", TRAIN, f"TREES: many {RANGE}", TREES="many"),
    "half a tree": value("trainclassifier", TRAIN, f"TREES: 2.5 {RANGE}", TREES=2.5),
    "leaves of nothing": value("trainclassifier", TRAIN, f"MIN_LEAF: 0 {RANGE}", MIN_LEAF=0),
    "a seed below 0": value("samplecoarsemap", SAMPLES, f"SEED: -1 {RANGE}", SEED=-1),
    "no samples": value("samplecoarsemap", SAMPLES, f"SAMPLES: 0 {RANGE}", SAMPLES=0),
    "endless samples": value("samplecoarsemap", SAMPLES, f"SAMPLES: 1e\\+300 {RANGE}",
                             SAMPLES=1e300),
    "purity beyond 1": value("samplecoarsemap", SAMPLES, f"PURITY: 1.5 {RANGE}", PURITY=1.5),
    "a distance below 0": value("samplecoarsemap", SAMPLES, f"MIN_DISTANCE: -1 {RANGE}",
                                MIN_DISTANCE=-1),
    "least above most": value("samplecoarsemap", SAMPLES, "MIN_PER_CLASS 9000 .*MAX_PER_CLASS 80",
                              MIN_PER_CLASS=9000),
    "an unknown allocation": value("samplecoarsemap", SAMPLES, "ALLOCATION: .*'fair'; give one of",
                                   ALLOCATION="fair"),
    "an unknown legend": value("preparelabels", LABELS, "LEGEND: .*'mine'; give one of",
                               LEGEND="mine"),
    "a legend that is not there": value("preparelabels", LABELS, "LEGEND_FILE: .* choose an exist",
                                        LEGEND="file", LEGEND_FILE="@out/gone.csv"),
    "a walk that is not there": value("preparelabels", LABELS, "CROSSWALK: .* choose an existing",
                                      CROSSWALK="@out/gone.csv"),
    "a model that is not there": value("classify", CLASSIFY, "MODEL: .* choose an existing file",
                                       MODEL="@out/gone.fcm"),
    "a raster for a model": value("classify", CLASSIFY, "MODEL '.*' is no .fcm file; choose",
                                  MODEL="@image"),
    "too much smoothing": value("classify", CLASSIFY, f"SMOOTHING: 99 {RANGE}", SMOOTHING=99),
    "smoothing that is no number": value("classify", CLASSIFY, f"SMOOTHING: nan {RANGE}",
                                         SMOOTHING="nan"),
    "no memory": value("classify", CLASSIFY, f"MEMORY: 0 {RANGE}", MEMORY=0),
    "an endless mapping unit": value("classify", CLASSIFY, f"MIN_MAPPING_UNIT: inf {RANGE}",
                                     MIN_MAPPING_UNIT="inf"),
    "scale of nothing": value("computefeatures", FEATURES, "SCALE 0 .*not 0", SCALE=0),
    "context beyond all": value("computefeatures", FEATURES, f"CONTEXT: 1000000 {RANGE}",
                                CONTEXT=1_000_000),
    "bands by words": value("computefeatures", FEATURES, "BANDS: 'red=seven' .*; write",
                            BANDS="red=seven"),
    "a band of the fifth of four": value("computefeatures", FEATURES, "BANDS: red=5 .* has 4 bands",
                                         BANDS="red=5"),
    "a band twice": value("computefeatures", FEATURES, "BANDS: .* repeats .*; give each once",
                          BANDS="red=1,nir=1"),
    "an index of no band": value("computefeatures", FEATURES, "INDICES.*", INDICES="X=swir9/red"),
    "statistics of one date": value("computefeatures", FEATURES, "STATISTICS", STATISTICS="phase"),
    "days that are none": value("fillgaps", SERIES, "DATES.*", DATES="2020-13-01,2020-02-30"),
    "too few days": value("fillgaps", SERIES, "DATES.*", DATES="2020-01-01"),
    "no step": value("fillgaps", SERIES, f"STEP_DAYS: 0 {RANGE}", STEP_DAYS=0),
    "a beginning after the end": value("fillgaps", SERIES, "START", START="2021-01-01",
                                       END="2020-01-01"),
    "a beginning by word": value("fillgaps", SERIES, "START.*", START="soon"),
    "a window that is even": value("fillgaps", SERIES, "WINDOW.*", WINDOW=4,
                                   SMOOTHING="savitzky_golay"),
    "too many masks": value("fillgaps", SERIES, "MASKS.*", MASK_TYPE="invalid_nonzero",
                            MASKS=["@truth", "@truth", "@truth"]),
    "scene classes by word": value("fillgaps", SERIES, "SCL_CLASSES.*", SCL_CLASSES="clouds",
                                   MASK_TYPE="sentinel2_scl", MASKS=["@truth", "@truth"]),
    "an accuracy beyond 1": value("validationpoints", POINTS, "EXPECTED_ACCURACY",
                                  EXPECTED_ACCURACY="7"),
    "an error of nothing": value("validationpoints", POINTS, "STANDARD_ERROR", STANDARD_ERROR=0),
    "a map as its own reference": value("accuracyreport", REPORT, "REFERENCE .* same file .*choose",
                                        REFERENCE="@labels"),
    "no reference at all": value("accuracyreport", REPORT, "Give either REFERENCE", REFERENCE=None),
    "a field that is not there": value("accuracyreport", REPORT, "FIELD: .*; choose one of",
                                       REFERENCE=None, POINTS="@samples", FIELD="seen"),
    "samples of another field": value("trainclassifier", TRAIN, "CLASS_FIELD: .*; choose one of",
                                      CLASS_FIELD="kind"),
    "polygons for samples": value("trainclassifier", TRAIN, "CLASS_FIELD: .* no fields; give",
                                  SAMPLES="@geo"),
    "a model of other features": value("classify", CLASSIFY, "feature", FEATURES="@dem"),
}  # fmt: skip
OUTPUTS = {
    "a folder that is not there": value("computefeatures", FEATURES, "OUTPUT: the folder .*create",
                                        OUTPUT="@out/gone/a.tif"),
    "a file as folder": value("computefeatures", FEATURES, "OUTPUT: the folder '.*' does not exist",
                              OUTPUT="@image/a.tif"),
    "a folder as file": value("computefeatures", FEATURES, "OUTPUT.*", OUTPUT="@a_folder"),
    "a folder nobody may write in": value("computefeatures", FEATURES, "OUTPUT.*",
                                          OUTPUT="/proc/a.tif"),
    "a name too long": value("computefeatures", FEATURES, "OUTPUT.*",
                             OUTPUT="@out/" + "x" * 300 + ".tif"),
    "a picture's ending": value("computefeatures", FEATURES, "OUTPUT '.*': .* end it in .tif",
                                OUTPUT="@out/a.png"),
    "no ending": value("computefeatures", FEATURES, "OUTPUT '.*': .* end it in .tif",
                       OUTPUT="@out/a"),
    "the image as output": value("computefeatures", FEATURES, "OUTPUT would overwrite .*IMAGES; ch",
                                 OUTPUT="@image"),
    "a link to the coarse map as output": value("upsample", UPSAMPLE, "would overwrite .*COARSE; c",
                                                OUTPUT="@link"),
    "the model as report": value("trainclassifier", TRAIN, "would both write .*; choose another",
                                 REPORT="@out/model.fcm"),
    "one file for two outputs": value("classify", CLASSIFY, "would both write .*; choose another",
                                      CONFIDENCE="@out/map.tif"),
    "the polygons as report": value("accuracyreport", {**REPORT, "GEO_SMALL": "@geo_small"},
                                    "REPORT would overwrite .*GEO_SMALL; choose",
                                    REPORT="@geo_small"),
    "the samples as the model": value("trainclassifier", TRAIN, "MODEL would overwrite .*SAMPLES; ",
                                      MODEL="@samples"),
    "a report in no folder": value("accuracyreport", REPORT, "REPORT: the folder .*; create it",
                                   REPORT="@out/gone/a.html"),
    "a model in a device": value("trainclassifier", TRAIN, "MODEL", MODEL="/dev/full/model.fcm"),
}  # fmt: skip
CASES = {**RASTERS, **REACHING, **GRIDS, **POLYGONS, **PARAMETERS, **OUTPUTS}


class Toolbox:
    """A QGIS in a process of its own, which runs algorithms of ours."""

    def __init__(self, folder):
        self._log = folder / "toolbox.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(HERE / "qgis_child.py")],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen",
                     "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile")},
            )  # fmt: skip

    def run(self, algorithm, parameters):
        """Return what was said of a run that was refused, "" of one that ended well."""
        self._process.stdin.write(json.dumps([algorithm, parameters]) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("ANSWER "):
                answer = json.loads(line[len("ANSWER ") :])
                assert "crash" not in answer, answer["crash"]
                return PREAMBLE.sub("", answer.get("said", "")).strip()
        log = self._log.read_text(encoding="utf-8")
        pytest.fail(f"the toolbox ended with status {self._process.wait()}:\n{log[-3000:]}")

    def close(self):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def toolbox(tmp_path_factory):
    made = Toolbox(tmp_path_factory.mktemp("toolbox"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def inputs(toolbox, tmp_path_factory):
    """Paths of the scene's files and of good steps, by name, and the folder of bad files."""
    folder = tmp_path_factory.mktemp("inputs")
    scene = tiny_scene.build(folder)
    files = {name: path for name, path in vars(scene).items() if name != "folder"}
    files["other"] = folder / "other.tif"
    files["other"].write_bytes(scene.image.read_bytes())
    files["link"] = folder / "link.tif"
    files["link"].symlink_to(scene.coarse)
    for name in ("labels.tif", "features.tif", "samples.gpkg", "model.fcm"):
        files[Path(name).stem] = folder / name
    steps = (
        ("preparelabels", {**LABELS, "LEGEND": "file", "LEGEND_FILE": "@legend",
                           "OUTPUT": "@labels"}),
        ("computefeatures", {**FEATURES, "OUTPUT": "@features"}),
        ("samplecoarsemap", {**SAMPLES, "OUTPUT": "@samples", **tiny_scene.QUICK_SAMPLING}),
        ("trainclassifier", {**TRAIN, "MODEL": "@model"}),
    )  # fmt: skip
    for algorithm, parameters in steps:
        assert toolbox.run(algorithm, resolved(parameters, files, folder, folder)) == ""
    return files


@pytest.fixture(scope="module")
def bad_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bad")


def resolved(value, files, bad, out):
    """Return parameters with paths for names."""
    if isinstance(value, dict):
        return {
            key: resolved(one, files, bad, out) for key, one in value.items() if one is not None
        }
    if isinstance(value, list):
        return [resolved(one, files, bad, out) for one in value]
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    name, slash, rest = value[1:].partition("/")
    if name == "out":
        return str(out / rest)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some have no place
        path = files[name] if name in files else bad_files.make(name, bad)
    return f"{path}{slash}{rest}"


def digests(*folders):
    """Return what must not change: names, and the bytes of files that have any."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if not path.name.endswith(("-wal", "-shm"))  # and this beside GeoPackages it has open
    }


@pytest.mark.parametrize("case", CASES)
def test_one_sentence_and_nothing_changes(toolbox, inputs, bad_folder, tmp_path, case):
    algorithm, parameters, sentence = CASES[case]
    wanted = resolved(parameters, inputs, bad_folder, tmp_path)
    for path in wanted.values():  # what an earlier run left
        if isinstance(path, str) and Path(path).parent == tmp_path and len(path) < 250:
            Path(path).write_bytes(EARLIER) if "gone" not in path else None
    before = digests(inputs["image"].parent, bad_folder, tmp_path)
    said = toolbox.run(algorithm, wanted)
    assert re.search(sentence, said), said
    assert fault_of_refusal(said) == "", said
    assert said.isprintable(), said
    assert "Traceback" not in said
    assert NAME.search(said), said
    assert digests(inputs["image"].parent, bad_folder, tmp_path) == before


def test_there_are_enough():
    assert len(CASES) >= 160
    assert len({json.dumps(case[:2], sort_keys=True) for case in CASES.values()}) == len(CASES)
