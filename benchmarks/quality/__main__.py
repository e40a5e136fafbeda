"""Start the quality benchmark from any checkout: /usr/bin/python3 benchmarks/quality --help.

With --settings it is the study of how well settings are chosen, which has its own --help.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from checkout import PACKAGE, load_package

if __name__ == "__main__":
    load_package()
    name = "settings_command" if "--settings" in sys.argv[1:] else "command"
    command = importlib.import_module(f"{PACKAGE}.benchmarks.quality.{name}")
    sys.exit(command.main(sys.argv[1:]))
