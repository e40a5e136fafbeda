import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from finecover.core.errors import Cancelled, InputError
from finecover.core.features.features import FeatureSettings
from finecover.core.legends.crosswalk_table import read_crosswalk_table
from finecover.core.legends.labels import LegendChoice
from finecover.core.legends.legend import LandCoverClass, Legend
from finecover.core.preflight.findings import NOTE, PROBLEM, WARNING, Finding, Findings, about
from finecover.core.preflight.ground import look_at_headers
from finecover.core.preflight.preflight import Job, check_job, preflight, tell_size
from finecover.core.preflight.report import class_table, preflight_page, summary_lines, verdict
from finecover.core.preflight.room import look_at_room, shown_bytes, shown_time, size_sentence
from finecover.core.preflight.size import JobSize, measure
from finecover.core.progress import Silent
from finecover.core.rasters.raster import RasterSource
from finecover.core.text_table import text_table
from finecover.core.upsample_data import UpsampleSettings
from scene import CODES, Recorder, box, build_scene, write_raster

LEGEND = Legend(
    tuple(
        LandCoverClass(code, name, "#123456")
        for code, name in zip(CODES, ("Water", "Wood", "Sand"))
    )
)
OWN = LegendChoice("layer", layer_legend=LEGEND)


def job(scene, **changes):
    parts = {"images": (scene.source("image"),), "coarse": scene.source("coarse"), "choice": OWN}
    named = [replace(one, name="IMAGES") for one in parts["images"]]
    return Job(**{**parts, "images": tuple(named), **changes})


def look(scene, **changes):
    return preflight(job(scene, **changes), progress=Silent())


def texts(found, kind, parameter=None):
    return [
        one.text
        for one in found.findings
        if one.kind == kind and parameter in (None, one.parameter)
    ]


def test_a_sound_job_has_no_problem_and_its_size_is_told(scene):
    found = look(scene, geo=box(4, 4, 88, 88), geo_small=box(20, 25, 50, 40, name="GEO_SMALL"))
    assert found.fine, found.findings
    assert found.count(WARNING) == 0
    assert found.size.pixels == 50 * 40
    assert found.size.frame == (50, 40)
    assert found.size.features == len(found.features) == 6  # four bands, NDVI, NDWI
    assert found.size.timed
    assert 0.2e9 < found.size.memory < 4e9
    assert found.classes.cells.legend.names == LEGEND.names
    assert verdict(found) == "The run can start; nothing to warn of was found."


def test_cells_are_counted_as_the_run_counts_them(scene):
    found = look(scene)
    codes = found.classes.cells.legend.codes.tolist()
    assert found.classes.cells.trained.tolist() == [int((scene.coarse == c).sum()) for c in codes]
    half = look(scene, geo=box(0, 0, 96, 48))
    assert half.classes.cells.trained.tolist() == [
        int((scene.coarse[:, :6] == c).sum()) for c in codes
    ]


def test_everything_wrong_is_found_at_once(scene, tmp_path):
    broken = tmp_path / "broken.tif"
    broken.write_text("no raster")
    away = box(5000, 5000, 10, 10)
    settings = UpsampleSettings(features=FeatureSettings(indices="NDVI,NDMI,NBR,EVI"))
    found = look(
        scene, geo=away, settings=settings, reference=RasterSource(str(broken), name="REFERENCE"),
        dem=RasterSource(str(tmp_path / "none.tif"), name="DEM"),
    )  # fmt: skip
    named = [one.parameter for one in found.findings if one.kind == PROBLEM]
    assert sorted(named) == ["DEM", "GEO", "INDICES", "INDICES", "REFERENCE"]
    assert any("NDMI needs the bands" in text for text in texts(found, PROBLEM))
    assert any("NBR needs the bands" in text for text in texts(found, PROBLEM))


def test_nothing_given_is_two_problems():
    found = preflight(Job(), progress=Silent())
    assert [(one.kind, one.parameter) for one in found.findings] == [
        (PROBLEM, "IMAGES"), (PROBLEM, "COARSE"),
    ]  # fmt: skip
    assert verdict(found).startswith("The run cannot start: 2 problems")
    assert json.loads(found.text())["size"] is None
    assert "Problems" in preflight_page(found)


def test_what_was_found_before_comes_along_once(scene):
    known = Finding(PROBLEM, "IMAGES", "IMAGES: 'x.tif' cannot be opened.")
    found = preflight(Job(coarse=scene.source("coarse")), found=[known, known], progress=Silent())
    assert texts(found, PROBLEM) == [known.text]  # and not that there is none


def test_unknown_codes_are_named(scene):
    part = LEGEND.subset([1, 5])
    found = look(scene, choice=LegendChoice("layer", layer_legend=part))
    cells = int((scene.coarse == 9).sum())
    assert found.classes.unknown == {9: (cells, cells)}
    (text,) = texts(found, WARNING, "LEGEND")
    assert text.startswith(f"{cells} cells of COARSE have codes that the legend does not know (9)")
    assert "(unknown)" in class_table(found)


def test_a_legend_that_knows_no_code_is_a_problem(scene):
    other = Legend((LandCoverClass(77, "Moon", "#000000"), LandCoverClass(78, "Mars", "#ff0000")))
    found = look(scene, choice=LegendChoice("layer", layer_legend=other))
    (text,) = texts(found, PROBLEM)
    assert "knows none of the codes of COARSE in the image (1, 5, 9)" in text


def test_one_class_and_few_cells_are_told(tmp_path):
    scene = build_scene(tmp_path)
    codes = np.full_like(scene.coarse, 1)
    codes[0, :2] = 5
    write_raster(tmp_path / "coarse.tif", codes, pixel=80.0, nodata=0)
    found = look(scene)
    assert any("Wood (5) has only 2 coarse cells" in text for text in texts(found, WARNING))
    found = look(scene, geo=box(40, 0, 40, 40))
    assert texts(found, PROBLEM) == [
        "Only one class ('Water') has cells in GEO; at least two are needed: enlarge GEO, or use "
        "a coarse map with more classes there."
    ]
    assert any(
        "Wood (5) occurs in 2 coarse cells of the image but nowhere in GEO" in text
        for text in texts(found, WARNING, "GEO")
    )


def test_pixels_without_data_are_told(tmp_path):
    scene = build_scene(tmp_path)
    image = scene.image.copy()
    image[:, :, :48] = 0
    write_raster(tmp_path / "image.tif", image, nodata=0, names=("blue", "green", "red", "nir"))
    found = look(scene)
    (text,) = texts(found, WARNING)
    assert text.startswith("50.0 % of the 9\u202f216 pixels looked at in the image have no data")
    found = look(scene, geo_small=box(0, 0, 40, 40, name="GEO_SMALL"))
    assert any("looked at in GEO_SMALL has data in every band" in t for t in texts(found, PROBLEM))


def test_polygons_beside_the_image_are_told(scene):
    found = look(scene, geo=box(0, 48, 96, 96))
    assert any("About 50 % of GEO lies beside the image" in t for t in texts(found, NOTE, "GEO"))


def test_colors_are_no_measurements(tmp_path):
    scene = build_scene(tmp_path)
    write_raster(tmp_path / "image.tif", scene.image[:1].clip(0, 255).astype("uint8"), nodata=0)
    with rasterio.open(tmp_path / "image.tif", "r+") as raster:
        raster.write_colormap(1, {1: (255, 0, 0, 255)})
    (told,) = texts(look(scene), WARNING, "IMAGES")
    assert "image.tif' has a colour table" in told


def test_names_of_bands_are_asked_for(tmp_path):
    scene = build_scene(tmp_path)
    write_raster(tmp_path / "image.tif", scene.image, nodata=0)
    found = look(scene)
    assert any("No spectral index is computed" in text for text in texts(found, WARNING, "BANDS"))
    found = look(build_scene(tmp_path))
    (note,) = texts(found, NOTE, "BANDS")
    assert "no band is known as swir1, swir2, rededge1" in note


def test_a_coarse_map_as_fine_as_the_image_is_told(scene):
    found = look(scene, coarse=replace(scene.source("truth"), name="COARSE"))
    assert any("has only 1.0 pixels" in text for text in texts(found, WARNING, "COARSE"))


def test_the_cheap_part_raises_all_problems_and_reads_no_pixel(scene, monkeypatch):
    import finecover.core.rasters.raster_file as raster_file

    def read(*_, **__):
        raise AssertionError("a pixel was read")

    monkeypatch.setattr(raster_file, "read_bands", read)
    check_job(job(scene))
    away = {"geo": box(5000, 5000, 9, 9), "geo_small": box(-5000, 0, 9, 9, name="GEO_SMALL")}
    with pytest.raises(InputError) as caught:
        check_job(job(scene, **away))
    first, second = str(caught.value).splitlines()
    assert first.startswith("GEO ")
    assert second.startswith("GEO_SMALL ")


@pytest.mark.parametrize("asked", [0, 1])
def test_it_can_be_cancelled(scene, asked):
    with pytest.raises(Cancelled):
        preflight(job(scene), progress=Recorder(cancel_after=asked))


def test_the_same_twice_but_for_the_seconds(scene):
    one, two = (look(scene, geo=box(4, 4, 80, 80)).to_json() for _ in range(2))
    for found in (one, two):
        del found["size"]["seconds"]
        for part in found["looks"]:
            del part["seconds"]
    assert one == two


def test_json_and_page_hold_what_was_found(scene):
    found = look(scene, geo=box(0, 48, 96, 96), outputs={"OUTPUT": str(scene.folder)})
    told = json.loads(found.text())
    assert told["kind"] == "preflight"
    assert told["problems"] == 0
    assert {one["code"] for one in told["classes"]} == set(CODES)
    assert told["size"]["disk"][str(scene.folder)] > 96 * 96
    html = preflight_page(found)
    for part in ("Size of the run", "Classes of the coarse map", "Water", "beside the image"):
        assert part in html
    size, timed = summary_lines(found)
    assert size.startswith("To map: about 9 216 pixels from 6 features, in 1 tile.")
    assert "timed" in timed


def test_what_is_kept_of_a_long_map_takes_room(scene, monkeypatch):
    import finecover.core.preflight.size as module

    def disk(**settings):
        found = look(
            scene, outputs={"OUTPUT": str(scene.folder)}, settings=UpsampleSettings(**settings)
        )
        return found.size.disk[str(scene.folder)]

    before = disk()
    monkeypatch.setattr(module, "LONG_MAP", 0)
    assert disk() >= before + 2 * 96 * 96
    assert disk(resume=False) == before


def test_disk_and_memory_that_do_not_suffice_are_told(tmp_path, monkeypatch):
    room = JobSize(1, (1, 1), 1, 2, 1, 10**15, {str(tmp_path / "later"): 10**12, "": 0})
    import finecover.core.preflight.room as module

    monkeypatch.setattr(module, "free_space", lambda folder: 5 * 10**11)
    findings = Findings()
    look_at_room(Job(), room, findings)
    disk, memory = findings.of(WARNING)
    assert disk.parameter == "OUTPUT"
    assert "up to 1000 GB" in disk.text
    assert "500 GB are free" in disk.text
    assert memory.parameter == "MEMORY"
    monkeypatch.setattr(module, "free_space", lambda folder: 10**10)
    findings = Findings()
    look_at_room(Job(), room, findings)
    assert findings.of(PROBLEM)[0].parameter == "OUTPUT"


def test_findings_are_about_the_parameter_they_begin_with():
    assert about("GEO_SMALL lies off the image.", "GEO") == "GEO_SMALL"
    assert about("INDICES: NDMI needs bands.", "IMAGES") == "INDICES"
    assert about("GEOLOGY is missing.", "DEM") == "DEM"
    assert about("Only one class.", "GEO") == "GEO"


def test_sizes_and_times_in_words():
    assert [shown_bytes(size) for size in (10, 5e6, 1.23e9, 45.6e9)] == [
        "1 MB", "5.0 MB", "1.2 GB", "46 GB",
    ]  # fmt: skip
    assert shown_time(1) == "less than a minute"
    assert shown_time(1e7) == "several days"


def test_text_tables_are_aligned():
    table = text_table(("Class", "n"), [("Wälder", "1"), ("森", "22"), ("All", "23")], total=True)
    assert table.splitlines() == [
        "Class    n", "----------", "Wälder   1", "森      22", "----------", "All     23",
    ]  # fmt: skip


def test_the_run_counts_classes_and_cells_as_the_check_does(scene):
    class Log(Silent):
        def __init__(self):
            self.sentences = []

        def message(self, text, *, warning=False):
            self.sentences.append(text)

    log = Log()
    asked = job(scene, geo=box(4, 4, 80, 80), outputs={"PROBABILITIES": str(scene.folder)})
    tell_size(asked, log)
    size = preflight(asked, progress=Silent()).size
    (told,) = (text for text in log.sentences if text.startswith("To map: up to"))
    assert f"about {shown_bytes(size.memory)} of memory" in told
    assert f"up to {shown_bytes(size.disk_total)} of disk" in told


def test_pixels_without_data_are_not_counted_as_mapped(scene):
    asked = job(scene)
    ground = look_at_headers(asked, Findings())
    whole, half = (
        measure(asked, ground.grid, ground.recipe, classes=3, lacking=lacking)
        for lacking in ({}, {"the image": 0.5})
    )
    assert (whole.pixels, half.pixels) == (96 * 96, 96 * 48)
    assert (whole.looked, half.looked) == (False, True)
    assert half.seconds["Mapping"] == pytest.approx(whole.seconds["Mapping"] / 2)
    assert size_sentence(half).startswith("To map: about ")


def test_the_forest_is_expected_to_be_faster_where_it_is_compiled(scene, monkeypatch):
    import finecover.core.preflight.size as module

    asked = job(scene)
    ground = look_at_headers(asked, Findings())
    seconds = []
    for compiled in (False, True):
        monkeypatch.setattr(module, "may_compile", lambda compiled=compiled: compiled)
        size = measure(asked, ground.grid, ground.recipe, classes=3)
        seconds.append(size.seconds["Mapping"])
    assert seconds[1] < seconds[0]


def test_classes_beside_both_areas_are_not_listed(scene):
    found = look(scene, geo=box(0, 0, 8, 8), geo_small=box(0, 0, 8, 8))
    assert all(one["cells_geo"] or one["cells_geo_small"] for one in found.to_json()["classes"])


def test_cells_under_border_fill_do_not_count(scene, tmp_path):
    image = np.maximum(scene.image, 1)
    image[:, :, :32] = 0  # four of twelve columns of cells; the file names no nodata value
    path = write_raster(tmp_path / "filled.tif", image)
    found = look(scene, images=(RasterSource(str(path), name="IMAGES"),))
    codes = found.classes.cells.legend.codes.tolist()
    assert found.classes.cells.trained.tolist() == [
        int((scene.coarse[:, 4:] == c).sum()) for c in codes
    ]


def test_classes_are_counted_where_an_index_cannot_be_computed(scene):
    settings = UpsampleSettings(features=FeatureSettings(indices="NDVI,NBR"))
    found = look(scene, settings=settings)
    assert found.count(PROBLEM) == 1
    assert found.classes.cells.legend.names == LEGEND.names


def test_a_raster_without_data_is_a_problem_that_names_it(scene, tmp_path):
    write_raster(tmp_path / "empty.tif", np.full((40, 40), -1, np.int16), pixel=24.0, nodata=-1)
    empty = RasterSource(str(tmp_path / "empty.tif"))
    found = look(scene, dem=replace(empty, name="DEM"))
    (text,) = texts(found, PROBLEM, "DEM")
    assert text.startswith(
        "DEM: none of the 9\u202f216 pixels looked at in the image has data in it"
    )
    found = look(scene, ancillary=(replace(empty, name="ANCILLARY"),))
    (text,) = texts(found, PROBLEM, "ANCILLARY")
    assert "or leave ANCILLARY out" in text


def test_a_raster_without_data_where_only_is_mapped_is_a_warning(scene, tmp_path):
    heights = np.full((96, 96), -1, np.int16)
    heights[:48] = 100
    write_raster(tmp_path / "half.tif", heights, nodata=-1)
    dem = RasterSource(str(tmp_path / "half.tif"), name="DEM")
    small = box(60, 10, 30, 60, name="GEO_SMALL")
    found = look(scene, dem=dem, geo=box(0, 0, 44, 96), geo_small=small)
    assert texts(found, PROBLEM) == []
    (text,) = texts(found, WARNING, "DEM")
    assert "the map goes by the image alone there" in text


def test_polygons_between_the_centres_of_pixels_are_a_problem(scene):
    tiny = box(20.6, 30.6, 0.3, 0.3, name="GEO_SMALL")
    found = look(scene, geo_small=tiny)
    assert texts(found, PROBLEM) == [
        "GEO_SMALL is too small: it holds the centre of no pixel of the image; draw it larger."
    ]
    assert texts(found, WARNING, "GEO_SMALL") == []
    with pytest.raises(InputError, match="GEO_SMALL is too small"):
        check_job(job(scene, geo_small=tiny))


def test_polygons_smaller_than_a_cell_have_the_class_of_the_cell(scene):
    found = look(scene, geo_small=box(20.2, 30.2, 1, 1, name="GEO_SMALL"))
    assert found.classes.cells.mapped.sum() == 1
    found = look(scene, geo=box(20.2, 30.2, 1, 1))
    (text,) = texts(found, PROBLEM)
    assert text.startswith("Only one class (")  # and not that they do not overlap


def test_images_of_one_value_are_a_problem(scene, tmp_path):
    flat = np.full((4, 96, 96), 500, np.uint16)
    write_raster(tmp_path / "flat.tif", flat, nodata=0, names=("blue", "green", "red", "nir"))
    found = look(scene, images=(RasterSource(str(tmp_path / "flat.tif"), name="IMAGES"),))
    (text,) = texts(found, PROBLEM)
    assert text.startswith("IMAGES have one and the same value at all of the 9\u202f216 pixels")
    heights = np.arange(96 * 96, dtype=np.int16).reshape(96, 96)
    write_raster(tmp_path / "dem.tif", heights)
    dem = RasterSource(str(tmp_path / "dem.tif"), name="DEM")
    flat = replace(scene.source("image"), path=str(tmp_path / "flat.tif"), name="IMAGES")
    assert texts(look(scene, images=(flat,), dem=dem), PROBLEM) == []  # which tells classes apart


def test_a_reference_that_is_the_coarse_map_is_told(scene):
    found = look(scene, reference=replace(scene.source("coarse"), name="REFERENCE"))
    (text,) = texts(found, WARNING)
    assert text.startswith("REFERENCE is the coarse map itself")


def test_a_reference_without_a_class_in_common_is_told(scene, tmp_path):
    truth = replace(scene.source("truth"), name="REFERENCE")
    assert texts(look(scene, reference=truth), WARNING) == []
    write_raster(tmp_path / "other.tif", scene.truth + 100, nodata=0)
    other = RasterSource(str(tmp_path / "other.tif"), name="REFERENCE")
    found = look(scene, reference=other)
    (text,) = texts(found, WARNING)
    assert "its codes are 101, 105, 109, those of the map will be 1, 5, 9;" in text
    rows = "from,to\n1,101\n5,105\n9,109\n"
    (tmp_path / "walk.csv").write_text(rows, encoding="utf-8")
    walk = read_crosswalk_table(tmp_path / "walk.csv")
    assert texts(look(scene, reference=other, crosswalks=walk), WARNING) == []


def test_coordinates_are_counted_as_features(scene):
    plain, placed = look(scene), look(scene, coordinates=True)
    assert placed.features == (*plain.features, "x", "y")
    assert placed.size.features == plain.size.features + 2
    assert placed.fine
    assert [text for text in texts(placed, NOTE, "COORDINATES") if "place of each pixel" in text]


def test_what_is_mapped_where_no_coordinates_are_learnt_is_told(scene):
    geo, near = box(0, 0, 96, 48), box(10, 0, 80, 60, name="GEO_SMALL")
    found = look(scene, geo=geo, geo_small=near, coordinates=True)
    (text,) = (t for t in texts(found, NOTE, "COORDINATES") if "lies outside" in t)
    assert text.startswith("COORDINATES: about 20 % of GEO_SMALL lies outside GEO,")
    far = box(0, 60, 90, 30, name="GEO_SMALL")
    (text,) = texts(look(scene, geo=geo, geo_small=far, coordinates=True), WARNING, "COORDINATES")
    assert "about 100 % of GEO_SMALL" in text
    (text,) = (
        t for t in texts(look(scene, geo=geo, coordinates=True), NOTE, "COORDINATES") if "%" in t
    )
    assert "about 50 % of the image lies outside GEO" in text
    assert texts(look(scene, geo=geo, geo_small=far), WARNING, "COORDINATES") == []


def test_coordinates_alone_tell_classes_apart_badly(scene, tmp_path):
    flat = np.full((4, 96, 96), 500, np.uint16)
    write_raster(tmp_path / "flat.tif", flat, nodata=0, names=("blue", "green", "red", "nir"))
    image = RasterSource(str(tmp_path / "flat.tif"), name="IMAGES")
    found = look(scene, images=(image,), coordinates=True)
    assert found.fine
    assert any("only coordinates tell classes apart" in t for t in texts(found, WARNING, "IMAGES"))


def test_of_several_rasters_the_one_without_data_is_named(scene, tmp_path):
    values = np.full((40, 40), 5, np.int16)
    write_raster(tmp_path / "rain.tif", values, pixel=24.0, nodata=-1)
    write_raster(tmp_path / "heat.tif", -values // 5, pixel=24.0, nodata=-1)
    rain, heat = (
        RasterSource(str(tmp_path / f"{name}.tif"), name="ANCILLARY") for name in ("rain", "heat")
    )
    (text,) = texts(look(scene, ancillary=(rain, heat)), PROBLEM, "ANCILLARY")
    assert "has data in heat, so no samples can be drawn" in text
    assert text.endswith("or leave heat out.")
    values[:10] = -1
    write_raster(tmp_path / "heat.tif", values, pixel=24.0, nodata=-1)
    told = texts(look(scene, dem=rain, ancillary=(heat,)), NOTE, "ANCILLARY")
    assert any("lack elevation or ancillary data (heat 25.0 %);" in text for text in told), told
