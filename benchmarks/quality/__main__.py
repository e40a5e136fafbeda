"""Start the quality benchmark from any checkout: /usr/bin/python3 benchmarks/quality --help.

With --settings it is the study of how well settings are chosen, with --tradeoff that of what the
forest's settings cost and bring; each has its own --help.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checkout import PACKAGE, load_package

if __name__ == "__main__":
    load_package()
    studies = [name for name in ("settings", "tradeoff") if f"--{name}" in sys.argv[1:]]
    name = f"{studies[0]}_command" if studies else "command"
    command = importlib.import_module(f"{PACKAGE}.benchmarks.quality.{name}")
    sys.exit(command.main(sys.argv[1:]))
