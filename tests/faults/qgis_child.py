"""A program that starts QGIS, and runs our algorithms as it is told on standard input.

Each line is a JSON list: an algorithm and its parameters. The answer is a line too:
``{"said": ...}`` where it refuses, ``{"crash": ...}`` with a traceback where it fails otherwise,
else ``{}``.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "algorithms"))

from child import load_plugin, start

MARK = "ANSWER "


def answer(processing, algorithm: str, parameters: dict) -> dict:
    """Run as the toolbox does, and tell how it ended."""
    from qgis.core import QgsProcessingException

    try:
        processing.run(f"finecover:{algorithm}", parameters)
    except QgsProcessingException as error:
        return {"said": str(error)}
    except Exception:  # of any kind: the test fails by it
        return {"crash": traceback.format_exc()}
    return {}


def main() -> None:
    """Answer until the input ends."""
    kept = [start()]  # QGIS and the plugin end when nothing refers to them
    import processing
    from processing.core.Processing import Processing

    Processing.initialize()
    kept.append(load_plugin())
    for line in sys.stdin:
        told = answer(processing, *json.loads(line))
        sys.stdout.write(f"\n{MARK}{json.dumps(told)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
