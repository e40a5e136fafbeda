"""Import the repository root as ``finecover``, whatever the checkout folder is called."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "finecover"
sys.path.insert(0, str(ROOT / "tests" / "core"))  # builders of data that the tests share

from web_server import serving

# Tests read English texts, whatever the machine speaks and whatever .qm lie in the checkout.
for name in [*os.environ]:
    if name == "LANGUAGE" or name.startswith("LC_"):
        del os.environ[name]
os.environ["LANG"] = "C.UTF-8"

# A busy machine is no fault of the code, and CI tries the same examples each time.
settings.register_profile(
    "finecover", deadline=None, derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
settings.load_profile("finecover")

if PACKAGE not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        PACKAGE, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


@pytest.fixture(scope="session")
def data_dir():
    """The folder of real scenes; skips where it is absent, unless CI says it must be there."""
    folder = Path(os.environ.get("FINECOVER_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"real scenes are required in CI, and {folder} does not exist")
        pytest.skip(f"real scenes are not at {folder}; set FINECOVER_DATA to their folder")
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A web server of a folder, which is empty where a module puts nothing into it."""
    folder, log = tmp_path_factory.mktemp("served"), tmp_path_factory.mktemp("log") / "log.txt"
    with serving(folder, log) as server:
        yield server


@pytest.fixture
def server(served, monkeypatch):
    """The server, not asked for anything yet; proxies would not keep anybody from it."""
    monkeypatch.setenv("NO_PROXY", "*")
    served.forget()
    return served
