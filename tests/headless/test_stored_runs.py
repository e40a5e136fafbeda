"""qgis_process writes rasters to object storage, and goes on with them there."""

from __future__ import annotations

import pytest
from object_server import storing
from qgis_run import QgisError


@pytest.fixture(scope="module")
def storage(qgis, tmp_path_factory):
    folder = tmp_path_factory.mktemp("storage")
    (folder / "served" / "bucket").mkdir(parents=True)
    (folder / "temp").mkdir()
    before = dict(qgis.environment)
    with storing(folder / "served", folder / "log.txt") as found:
        qgis.environment.update(found.environment(TMPDIR=str(folder / "temp")))
        yield found
    qgis.environment.clear()
    qgis.environment.update(before)
    assert [path for path in (folder / "temp").iterdir() if "finecover" in path.name] == []


def test_a_map_from_stored_features_is_that_of_a_local_run(qgis, scene, tmp_path, storage):
    local = {"OUTPUT": tmp_path / "map.tif", "MODEL": tmp_path / "model.fcm"}
    qgis.run("finecover:upsample", {**scene.inputs, **local})
    features, stored = "/vsis3/bucket/features.tif", "/vsis3/bucket/maps/map.tif"
    qgis.run("finecover:computefeatures", {"IMAGES": [scene.image], "OUTPUT": features})
    results = qgis.run("finecover:classify", {
        "FEATURES": features, "MODEL": tmp_path / "model.fcm", "COARSE": scene.coarse,
        "OUTPUT": stored,
    })  # fmt: skip
    assert results["OUTPUT"] == stored
    for name in ("map.tif", "map.qml", "map.tif.aux.xml"):
        found = storage.folder / "bucket" / "maps" / name
        assert found.read_bytes() == (tmp_path / name).read_bytes()


def test_a_bucket_that_is_not_there_is_told_before_the_work(qgis, scene, storage):
    with pytest.raises(QgisError, match=r"OUTPUT '/vsis3/nowhere/map\.tif' cannot be stored \("):
        qgis.run(
            "finecover:computefeatures",
            {"IMAGES": [scene.image], "OUTPUT": "/vsis3/nowhere/map.tif"},
        )
