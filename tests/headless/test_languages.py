"""FineCover speaks the language of QGIS: deployed by make, in qgis_process and in PyQGIS."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from qgis_run import HermeticQgis, QgisError, find_qgis_process

ROOT = Path(__file__).resolve().parents[2]
NAME, PARAMETER = "4 Train classifier", "Number of trees"
# a locale as the system or QGIS's settings name it, and the language to be heard
LOCALES = (("it_IT", "it"), ("fr_CA", "fr"), ("es_MX", "es"), ("de_AT", "en"), ("en_GB", "en"))

PROGRAM = """
import json, os, sys
from qgis.core import QgsApplication, QgsSettings

application = QgsApplication([], False)
application.initQgis()
sys.path.insert(0, sys.argv[1])
if len(sys.argv) > 2:
    QgsSettings().setValue("locale/overrideFlag", True)
    QgsSettings().setValue("locale/userLocale", sys.argv[2])
import finecover

def texts():
    provider = finecover.algorithms.provider.FineCoverProvider()
    provider.loadAlgorithms()
    algorithm = provider.algorithm("trainclassifier")
    return [algorithm.displayName(), algorithm.parameterDefinition("TREES").description()]

plugin = finecover.classFactory(None)
spoken = texts()
plugin.initProcessing()
plugin.unload()
print("ANSWER", json.dumps([spoken, texts()]), flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """A profile with a checkout of its own in it, linked and compiled by ``make deploy``."""
    pytest.importorskip("qgis.core")
    if not (shutil.which("make") and shutil.which("lrelease")):
        pytest.skip("make or lrelease is not installed")
    folder = tmp_path_factory.mktemp("deployed")
    process = HermeticQgis(folder, plugin=None)
    try:
        find_qgis_process(process.environment["PATH"])
    except QgisError as error:
        pytest.skip(str(error))
    checkout = folder / "checkout"
    (checkout / "i18n").mkdir(parents=True)
    for source in (ROOT / "i18n").glob("*.ts"):
        shutil.copy(source, checkout / "i18n")
    for name in ("Makefile", "__init__.py", "plugin.py", "metadata.txt", "scripts", "algorithms",
                 "core", "gui", "resources"):  # fmt: skip
        (checkout / name).symlink_to(ROOT / name)
    profile = process.plugins_folder.parents[1]
    subprocess.run(["make", "deploy", f"PROFILE={profile}"], cwd=checkout, check=True)
    process.enable()
    return process


def expected(language):
    """Return name and parameter in a language, from its translators' file."""
    if language == "en":
        return [NAME, PARAMETER]
    messages = ElementTree.parse(ROOT / "i18n" / f"finecover_{language}.ts").iter("message")
    told = {one.findtext("source"): one.findtext("translation") for one in messages}
    assert told[NAME], f"i18n/finecover_{language}.ts is not translated yet"
    assert told[NAME] != NAME
    return [told[NAME], told[PARAMETER]]


def in_locale(process, locale):
    """Return the environment of a system that speaks a language."""
    plain = {
        key: value
        for key, value in process.environment.items()
        if key not in ("LANG", "LANGUAGE") and not key.startswith("LC_")
    }
    return {**plain, "LANG": f"{locale}.UTF-8"}


@pytest.mark.parametrize(("locale", "language"), LOCALES)
def test_qgis_process_speaks_the_language_of_the_system(deployed, locale, language):
    command = [find_qgis_process(deployed.environment["PATH"]), "help", "finecover:trainclassifier"]
    done = subprocess.run(
        command, env=in_locale(deployed, locale), capture_output=True, encoding="utf-8", check=True
    )
    lines = [line.strip() for line in done.stdout.splitlines()]
    name, parameter = expected(language)
    assert f"{name} (finecover:trainclassifier)" in lines
    assert f"TREES: {parameter}" in lines


@pytest.mark.parametrize("setting", [False, True], ids=["of the system", "of the settings"])
@pytest.mark.parametrize(("locale", "language"), LOCALES)
def test_a_plugin_speaks_the_language_of_qgis_until_it_goes(
    deployed, tmp_path, locale, language, setting
):
    """The language set in QGIS wins over that of the system."""
    environment = in_locale(deployed, "pt_BR" if setting else locale)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, deployed.plugins_folder, *([locale] if setting else [])],
        env={**environment, "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    answers = [line for line in done.stdout.splitlines() if line.startswith("ANSWER ")]
    assert answers, done.stderr
    assert json.loads(answers[0][len("ANSWER ") :]) == [expected(language), expected("en")]
