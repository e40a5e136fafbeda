"""Start the benchmark of series from any checkout: /usr/bin/python3 benchmarks/series --help."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "finecover"


def load_package() -> None:
    """Import the repository root as ``finecover``, whatever the checkout folder is called."""
    if PACKAGE in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        PACKAGE, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    if spec is None or spec.loader is None:
        raise SystemExit(f"bench-series: {ROOT} holds no plugin package")
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    load_package()
    command = importlib.import_module(f"{PACKAGE}.benchmarks.series.command")
    sys.exit(command.main(sys.argv[1:]))
