"""The command at the end of a report: it holds every setting, and repeats the run."""

from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingContext, QgsVectorLayer


def told(report):
    """Return the command a report shows, as words."""
    text = Path(report).read_text(encoding="utf-8")
    (block,) = re.findall(r"<code>(.*?)</code>", text, re.DOTALL)
    return shlex.split(html.unescape(block))


def parsed(words):
    """Return the parameters as qgis_process reads them; a name said twice makes a list."""
    found = {}
    for word in words:
        name, value = word.split("=", 1)
        found[name] = [*found[name], value] if name in found else [value]
    return {name: value if len(value) > 1 else value[0] for name, value in found.items()}


def settings_of(provider, name):
    """Return what has a default, so must be in the command."""
    definitions = provider.algorithm(name).parameterDefinitions()
    return {
        one.name()
        for one in definitions
        if not one.isDestination() and one.defaultValue() not in (None, "")
    }


def test_the_command_of_upsample_repeats_the_run(run, provider, scene, tmp_path):
    outputs = {"OUTPUT": "map.tif", "REPORT": "it's a report.html", "METRICS": "m.json"}
    given = {
        **scene.inputs, "REFERENCE": str(scene.truth), "SEED": 7, "CLEAN": False, "SMOOTHING": 0.5,
        **{name: str(tmp_path / file) for name, file in outputs.items()},
    }  # fmt: skip
    first = run("upsample", given)
    words = told(first["REPORT"])
    assert words[:4] == ["qgis_process", "run", "finecover:upsample", "--"]
    assert json.loads(Path(first["METRICS"]).read_text("utf-8"))["command"] == shlex.join(words)
    again = parsed(words[4:])
    assert set(again) == set(given) | settings_of(provider, "upsample")
    assert (again["SEED"], again["CLEAN"], again["SMOOTHING"]) == ("7", "false", "0.5")
    assert {name: again[name] for name in outputs} == {name: given[name] for name in outputs}
    for name, file in outputs.items():
        again[name] = str(tmp_path / f"again {file}")
    second = run("upsample", again)
    assert Path(second["OUTPUT"]).read_bytes() == Path(first["OUTPUT"]).read_bytes()
    numbers = [json.loads(Path(one["METRICS"]).read_text("utf-8")) for one in (first, second)]
    assert numbers[0]["settings"] == numbers[1]["settings"]
    assert numbers[0]["accuracy"]["result"] == numbers[1]["accuracy"]["result"]


def test_the_command_of_trainclassifier_repeats_the_run(run, provider, scene, tmp_path):
    features = run("computefeatures", {"IMAGES": [str(scene.image)],
                                       "OUTPUT": str(tmp_path / "f.tif")})  # fmt: skip
    samples = run(
        "samplecoarsemap",
        {"COARSE": str(scene.coarse), "FEATURES": features["OUTPUT"], "SAMPLES": 300,
         "OUTPUT": str(tmp_path / "s.gpkg")},
    )  # fmt: skip
    given = {
        "SAMPLES": samples["OUTPUT"], "FEATURES": features["OUTPUT"], "TREES": 10, "SEED": 3,
        "MODEL": str(tmp_path / "m.fcm"), "REPORT": str(tmp_path / "r.html"),
    }  # fmt: skip
    first = run("trainclassifier", given)
    words = told(first["REPORT"])
    assert words[:4] == ["qgis_process", "run", "finecover:trainclassifier", "--"]
    again = parsed(words[4:])
    assert set(again) == set(given) | settings_of(provider, "trainclassifier")
    assert again["SEED"] == "3"
    again["MODEL"] = str(tmp_path / "again.fcm")
    second = run("trainclassifier", again)
    assert Path(second["MODEL"]).read_bytes() == Path(first["MODEL"]).read_bytes()


def test_what_stands_in_the_command(provider, scene):
    """A vector layer is told with its place in the file; defaults only where they are wanted."""
    from finecover.algorithms.command_line import command_line
    from finecover.algorithms.values import Values

    context, algorithm = QgsProcessingContext(), provider.algorithm("upsample")
    source = f"{scene.geo_small}|layername={scene.geo_small.stem}"
    layer = QgsVectorLayer(source, "geo", "ogr")
    given = {**scene.inputs, "GEO": layer, "INDICES": "", "SEED": 0}
    assert layer.isValid()
    words = shlex.split(command_line(Values(algorithm, given, context)))[4:]
    assert f"GEO={source}" in words
    assert not {"SEED=0", "INDICES=", "PRIOR_WEIGHT="} & set(words)
    words = shlex.split(command_line(Values(algorithm, given, context), every=True))[4:]
    assert {f"GEO={source}", "SEED=0"} <= set(words)


def test_passwords_of_layers_are_neither_in_the_command_nor_in_the_record(provider, scene):
    from finecover.algorithms.command_line import command_line, given_texts
    from finecover.algorithms.values import Values

    database = "dbname='geo' host=127.0.0.1 port=1 user='jane' password='HUSH' table=\"p\".\"t\""
    address = "/vsicurl/http://jane:HUSH@127.0.0.1:1/a.tif?sig=HUSH"
    given = {**scene.inputs, "GEO": database, "IMAGES": [address]}
    values = Values(provider.algorithm("upsample"), given, QgsProcessingContext())
    words = shlex.split(command_line(values, every=True))
    assert "GEO=" + database.replace("'HUSH'", "…") in words
    assert "IMAGES=/vsicurl/http://…127.0.0.1:1/a.tif?…" in words
    assert "HUSH" not in "".join([*words, *given_texts(values).values()])
