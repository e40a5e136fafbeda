"""The text tells what is needed, and nothing about who wrote it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import subprocess
import sys
import time
from pathlib import Path

import pytest
from finecover.core.diagnostics import diagnostics, finecover_version
from finecover.core.passwords import host_of, without_secrets
from finecover.core.privacy import Person, without_person
from finecover.core.run_record import FIRST, LAST, begin_record

ROOT = Path(__file__).resolve().parents[2]
MARIO = Person("/home/mario rossi", "mario")
WINDOWS = Person(r"C:\Users\Mario", "Mario")


@pytest.fixture
def record(tmp_path):
    secret = tmp_path / "secret project"
    record = begin_record(
        "finecover:upsample",
        {"IMAGES": f"{secret}/a.tif, {secret}/b c.tif", "OUTPUT": str(secret / "map.tif")},
    )
    record.add(f"Wrote {secret}/map.tif.\nSecond line")
    record.end(f'Traceback\n  File "{tmp_path}/run.py", line 3\nInputError: no')
    return record


def test_it_tells_versions_machine_settings_and_the_last_run(record, monkeypatch):
    monkeypatch.setenv("FINECOVER_THREADS", "3")
    text = diagnostics({"FineCover": "1.2", "QGIS": "3.22"})
    for told in (
        "FineCover: 1.2", "QGIS: 3.22", "numpy: ", "scikit-learn: ",
        "rasterio's own libraries: GDAL",
        "Platform: ", "threads of FineCover: 3", "Memory: ", "Locale: ", "Compiled code (numba): ",
        "ZSTD in GeoTIFF: ", "FINECOVER_THREADS = 3", "finecover:upsample, begun",
        "IMAGES = …/a.tif, …/b c.tif", "OUTPUT = …/map.tif", "Wrote …/map.tif.", "Second line",
        "InputError: no", "…/run.py",
    ):  # fmt: skip
        assert told in text
    assert "secret" not in text


def test_full_paths_are_kept_when_asked_for(record, tmp_path):
    text = diagnostics({}, full_paths=True)
    assert f"OUTPUT = {tmp_path}/secret project/map.tif" in text


def test_nothing_is_raised_where_packages_are_missing_or_broken(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "rasterio", None)
    text = diagnostics({})
    assert "numpy: not installed" in text
    assert "rasterio does not load: " in text
    assert "Compiled code (numba): not installed" in text


def test_keys_in_variables_are_not_told(monkeypatch):
    monkeypatch.setenv("GDAL_HTTP_USERPWD", "me:hush")
    monkeypatch.setenv("CPL_AWS_SECRET_ACCESS_KEY", "hush")
    monkeypatch.setenv("FINECOVER_DASK", "tcp://node7.firm.org:8786")
    text = diagnostics({})
    assert "GDAL_HTTP_USERPWD = (set)" in text
    assert "CPL_AWS_SECRET_ACCESS_KEY = (set)" in text
    assert "FINECOVER_DASK = tcp:…" in text
    assert "hush" not in text
    assert "firm" not in text


def test_only_values_known_to_be_harmless_are_told(monkeypatch):
    """GDAL 3.9's GDAL_HTTP_BEARER, and whatever a later one may be called."""
    for name in ("GDAL_HTTP_BEARER", "GDAL_HTTP_NEWEST", "CPL_OAUTH", "FINECOVER_X"):
        monkeypatch.setenv(name, "/data/Jane Doe/hush")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush hush 123")
    monkeypatch.setenv("CPL_TMPDIR", "/home/jane doe/my tmp")
    begin_record("x", {}).add("the server refused 'hush hush 123'")
    for full in (False, True):
        text = diagnostics({}, full_paths=full)
        assert "hush" not in text
        for name in ("GDAL_HTTP_BEARER", "GDAL_HTTP_NEWEST", "CPL_OAUTH", "FINECOVER_X"):
            assert f"{name} = (set)" in text
        assert ("jane doe" in text) == full
    assert "CPL_TMPDIR = …/my tmp" in diagnostics({})


SOURCES = [
    "dbname='geo' host=db.client.org port=5432 user='jane' password='HUSH' table=\"p\".\"t\" (g)",
    "dbname='geo' password='H\\'U HUSH' sslmode=disable table=\"t\"",
    "password='HUSH\\\\' user='jane'",
    "PG:dbname=geo host=db.client.org user=jane password=HUSH",
    "MYSQL:geo,user=jane,password=HUSH,port=3306",
    "MSSQL:server=db.client.org;database=geo;UID=jane;PWD=HUSH;",
    "OCI:jane/HUSH@db.client.org",
    "pagingEnabled='true' url='https://w.client.org/ows' username='jane' password='HUSH'",
    "url=https://w.client.org/ows?apikey=HUSH&x=1 typename=roads",
    "type=xyz&url=https%3A%2F%2Fw.client.org%2Fx%3Faccess_token%3DHUSH&zmax=19",
    "type=xyz&url=https%253A%252F%252Fjane%253AHUSH%2540w.client.org%252Fx",
    "/vsicurl/https://jane:HUSH@w.client.org/a.tif",
    "/vsicurl/https://jane:HU/HUSH@w.client.org/a.tif",
    "https://HUSH@w.client.org/a.tif",
    "/vsicurl/https://w.client.org/a.tif?sv=2&sig=HUSH%3D",
    "/vsicurl?pc_url_signing=no&url=https%3A%2F%2Fw.client.org%2Fa.tif%3Fsig%3DHUSH",
    "postgresql://jane:HUSH@db.client.org:5432/geo",
    "Authorization: Bearer HUSH",
    "http-header:authorization=HUSH HUSH",
    "Bearer HUSH",
    '{"user": "jane", "password": "HUSH it"}',
    "IMAGES: " + repr("dbname='geo' password='H HUSH' table=\"t\"") + " cannot be opened",
    "dbname='geo' password='H HUSH",  # cut in the middle
]


@pytest.mark.parametrize("source", SOURCES)
def test_passwords_of_layers_are_not_told(source):
    assert "HUSH" not in without_secrets(source, variables={})
    record = begin_record("x", {"GEO": source})
    record.add(f"GEO: {source} is empty")
    record.end(f"InputError: '{source}'")
    assert "HUSH" not in diagnostics({}, full_paths=True)
    text = diagnostics({})
    for secret in ("HUSH", "client.org", "jane"):
        assert secret not in text


@pytest.mark.parametrize(("address", "host"), [
    ("https://me:HU/SH@a.org:8080/b.tif?k=v", "a.org"), ("/vsicurl/http://a.org/b.tif", "a.org"),
    ("/vsicurl?url=https%3A%2F%2Fme%3AHUSH%40a.org%2Fb.tif", "a.org"),
    ("https://HUSH@a.org", "a.org"),
    ("/vsis3/bucket/b.tif", "bucket"), ("s3://bucket/b.tif", "bucket"), ("http://[::1]/b", "[::1]"),
    ("/data/b.tif", ""), ("", ""),
])  # fmt: skip
def test_a_host_is_told_without_an_account(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize("part", ["a.b-c", "/a b ", "/", "\\", "C:\\a ", "://", "a:", "key", "'"])
def test_an_odd_log_takes_no_time(part):
    text = "\n".join([(part * 2000)[:2000]] * 20)
    start = time.process_time()
    without_person(text, person=MARIO)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "text",
    [
        "/data/a%20b/c.tif", "service='geo' table=\"public\".\"roads\" (geom)",
        "authcfg=abc123 url='https://w.client.org/ows' typename='x'", "tcp://10.0.0.1:8786",
        "/vsicurl/https://w.client.org/a%20b.tif", "blue=1,green=2,nir=4", "SEED=7 TREES=100",
        "mail@client.org", "KeyError: 'x'", "/vsis3/bucket/key.tif", "a.gpkg|layername=key",
        "GDAL_HTTP_BEARER = (set)",
    ],
)  # fmt: skip
def test_what_is_no_secret_stays(text):
    assert without_secrets(text, variables={"GDAL_HTTP_BEARER": "short"}) == text


@pytest.mark.parametrize(
    ("text", "told", "person"),
    [
        ("'/home/mario rossi/My data/a.tif' is no raster", "'…/a.tif' is no raster", MARIO),
        ("/home/mario rossi/a.tif", "~/a.tif", MARIO),
        ("read /srv/maps/2024/a.tif, then /x.tif", "read …/a.tif, then /x.tif", MARIO),
        ("/vsizip//srv/firm/a.zip/b.tif", "…/b.tif", MARIO),
        ("GPKG:/srv/firm/a.gpkg:table", "GPKG:…/a.gpkg:table", MARIO),
        ("/vsicurl/https://me:pw@firm.org/a/b.tif?token=1", "…/https:…/b.tif", MARIO),
        ("https://firm.org", "https:…", MARIO),
        (r"C:\Users\Mario\maps\a.tif is open", "…/a.tif is open", WINDOWS),
        (r"'D:\My maps\Mario\a b.tif' is open", "'…/a b.tif' is open", WINDOWS),
        (r"\\server\share\a.tif", "…/a.tif", WINDOWS),
        ("written by mario on a Monday", "written by <user> on a Monday", MARIO),
        ("marionette", "marionette", MARIO),
        ('File "/usr/lib/python3/os.py", line 1', 'File "/usr/lib/python3/os.py", line 1', MARIO),
        (r"C:\Program Files\QGIS 3.40\bin\x.py", r"C:\Program Files\QGIS 3.40\bin\x.py", WINDOWS),
        (r"C:\Users\Jane Doe\Client, X\f.tif: denied", "…/f.tif: denied", WINDOWS),
        (r"\\server\Jane Doe\share\x.tif is gone", "…/x.tif is gone", WINDOWS),
        (r"C:\Program Files\a.exe \\srv\Jane\x", r"C:\Program Files\a.exe …/x", WINDOWS),
        ("/home/mario rossi/Top Secret Client/x y.tif: no", "…/x y.tif: no", MARIO),
        ("/media/x/USB DISK/client/x.tif: No such file", "…/x.tif: No such file", MARIO),
        ("wrote /a/b.tif in 3 s, 5 px/s", "wrote …/b.tif in 3 s, 5 px/s", MARIO),
        ("on host marios-pc.firm.org, since 10", "on host …, since 10", MARIO),
        ("at marios-pc.firm.org:80", "at <machine>:80", Person("/", "", "marios-pc.firm.org")),
        ("1/2 of the cells and/or 3 m/s: 50 %", "1/2 of the cells and/or 3 m/s: 50 %", MARIO),
    ],
)  # fmt: skip
def test_what_is_personal_goes_and_the_rest_stays(text, told, person):
    assert without_person(text, person=person) == told


def test_known_paths_lose_their_folders_wherever_they_stand():
    path = "/data/for the client/a b.tif"
    text = f"{path}: read {path}|layername=x of /data/for the client"
    told = without_person(text, known=[path], person=MARIO)
    assert told == "…/a b.tif: read …/a b.tif|layername=x of …"


def test_a_user_everybody_has_is_a_word_like_any_other():
    assert without_person("root of the tree", person=Person("/root", "root")) == "root of the tree"


def test_of_a_long_log_the_beginning_and_the_end_are_kept():
    record = begin_record("x", {})
    for number in range(5000):
        record.add(f"line {number}")
    record.add("y" * 100_000)
    lines = record.lines()
    assert len(lines) < FIRST + LAST + 10
    assert sum(map(len, lines)) < 20_000
    assert "  line 0" in lines
    assert "  line 4999" in lines
    assert any("4641 lines left out" in line for line in lines)


def test_the_version_is_that_of_the_metadata():
    assert finecover_version()[0].isdigit()


LIGHT = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "finecover", {str(ROOT / "__init__.py")!r}, submodule_search_locations=[{str(ROOT)!r}])
sys.modules["finecover"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
import finecover.core.diagnostics, finecover.core.run_record
print([name for name in ("numpy", "rasterio", "sklearn", "numba") if name in sys.modules])
"""


def test_importing_it_loads_no_package():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
