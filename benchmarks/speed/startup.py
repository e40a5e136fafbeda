"""What the plugin adds to ``qgis_process list``: nothing heavy loads before an algorithm runs."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from .figures import Figure, Part, figure_table
from .processes import Taken, take

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 0.3
_MORE = 3  # times as many repeats as of other parts: they are short


def run(repeats: int) -> Part:
    """List algorithms with the plugin and without it, in turn.

    Raises:
        SystemExit: there is no QGIS.
    """
    sys.path.insert(0, str(ROOT / "scripts"))
    from qgis_run import HermeticQgis, QgisError, find_qgis_process

    runs: dict[str, list[Taken]] = {"without": [], "with": []}
    with tempfile.TemporaryDirectory(prefix="finecover-bench-") as folder:
        environments = {}
        for name in runs:
            place = Path(folder, name)
            place.mkdir()
            qgis = HermeticQgis(place, plugin=ROOT)
            # Python keeps compiled modules, as it does for users, but not in the checkout
            del qgis.environment["PYTHONDONTWRITEBYTECODE"]
            qgis.environment["PYTHONPYCACHEPREFIX"] = str(Path(folder, "compiled"))
            try:
                program = find_qgis_process(qgis.environment["PATH"])
            except QgisError as error:
                raise SystemExit(f"bench-speed: {error}") from error
            if name == "with":
                qgis.enable()
            if bool(qgis.algorithms()) != (name == "with"):
                raise SystemExit(f"bench-speed: QGIS {name} the plugin lists the wrong algorithms")
            environments[name] = qgis.environment
        for _ in range(_MORE * repeats):
            for name, environment in environments.items():
                runs[name].append(take([program, "list"], environment=environment))
    figures = figures_of(runs["without"], runs["with"])
    without, having = (statistics.median(one.seconds for one in found) for found in runs.values())
    text = f"""## Start-up

`qgis_process list` in an empty profile, {_MORE * repeats} times each in turn, medians:
{without:.2f} s without the plugin, {having:.2f} s with it.

{figure_table(figures)}
"""
    record = {name: list(map(asdict, found)) for name, found in runs.items()}
    return Part("startup", text, tuple(figures), record)


def figures_of(without: Sequence[Taken], having: Sequence[Taken]) -> list[Figure]:
    """Return the seconds that the plugin adds, pair by pair."""
    clock = tuple(one.seconds - other.seconds for one, other in zip(having, without))
    work = tuple(one.cpu_seconds - other.cpu_seconds for one, other in zip(having, without))
    return [
        Figure("seconds added to the list", clock, MOST_SECONDS, at_least=False, unit=" s"),
        Figure("seconds of processor added", work, MOST_SECONDS, at_least=False, unit=" s"),
    ]
