"""What CONTRIBUTING.md says has one home: opening rasters, sharing work among threads."""

from __future__ import annotations

import ast
from pathlib import Path

CORE = Path(__file__).resolve().parents[2] / "core"
OPENING = "rasters/opening.py"
OWN_FILES = {
    *(f"rasters/{name}.py" for name in ("completion", "dataset_pool", "geotiff", "mosaic")),
    *(f"rasters/{name}.py" for name in ("object_upload", "output", "reread")),
}
SHARING = "parallel.py"
WAITING = {"cluster/connection.py", "compiled.py", "learning/cancellable.py"}


def callers(*names):
    """Return the modules of the core that call what has one of these names."""
    found = set()
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                found.add(path.relative_to(CORE).as_posix())
    return found


def test_rasters_of_others_are_opened_in_one_module():
    assert callers("DatasetReader", "rasterio.DatasetReader", "rasterio.io.DatasetReader") == {
        OPENING
    }
    assert callers("rasterio.open") - {OPENING} == OWN_FILES


def test_work_is_shared_among_threads_in_one_module():
    found = callers("ThreadPoolExecutor", "Thread", "threading.Thread")
    assert found - {SHARING} <= WAITING
    assert SHARING in found


def test_no_process_is_started():
    assert not callers(
        "subprocess.run", "subprocess.Popen", "Popen", "os.system", "os.fork", "os.posix_spawn",
        "Process", "multiprocessing.Process", "ProcessPoolExecutor", "Pool", "multiprocessing.Pool",
    )  # fmt: skip
