"""Start the benchmark of clusters from any checkout: /usr/bin/python3 benchmarks/cluster --help."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checkout import PACKAGE, load_package

if __name__ == "__main__":
    load_package()
    command = importlib.import_module(f"{PACKAGE}.benchmarks.cluster.command")
    sys.exit(command.main(sys.argv[1:]))
