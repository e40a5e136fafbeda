"""Look for inputs that break a promise, guided by coverage: ``make fuzz``.

Each target has a process of its own, in which atheris changes inputs, and a growing folder of
inputs in ``build/fuzz``. The first crash ends everything: its input is printed as base64 with the
command that repeats it.
"""

from __future__ import annotations

import argparse
import base64
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from harness import ROOT, check, load_package, load_target, target_names

_KEPT = ROOT / "build" / "fuzz"
_LEAST = 2  # seconds for each target


def main() -> int:
    """Run what the command line asks for."""
    wanted = _arguments()
    if wanted.repeat is not None:
        load_package()
        check(load_target(wanted.target[0]), base64.b64decode(wanted.repeat))
        print(f"{wanted.target[0]}: nothing is wrong with this input")
        return 0
    names = wanted.target or target_names()
    unknown = sorted(set(names) - set(target_names()))
    if unknown:
        print(f"there is no target {unknown[0]}; choose among {', '.join(target_names())}")
        return 2
    seconds = wanted.seconds or max(_LEAST, wanted.total // len(names))
    for name in names:
        if not _run(name, seconds):
            return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="*", help="formats; all unless some are named")
    parser.add_argument("--seconds", type=int, default=0, help="for each format")
    parser.add_argument("--total", type=int, default=60, help="seconds altogether")
    parser.add_argument("--repeat", help="an input as base64, for one format")
    found = parser.parse_args()
    if found.repeat is not None and len(found.target) != 1:
        parser.error("--repeat is for one format; name it")
    return found


def _run(name: str, seconds: int) -> bool:
    """Search one format; tell whether nothing was found."""
    folder = _KEPT / name
    inputs, crashes = folder / "inputs", folder / "crashes"
    for made in (inputs, crashes):
        made.mkdir(parents=True, exist_ok=True)
    started = time.time()
    command = [
        *(sys.executable, str(HERE / "search.py"), name, str(inputs), str(crashes)),
        *(f"-max_total_time={seconds}", f"-artifact_prefix={crashes}/", "-print_final_stats=1"),
        *("-timeout=60", "-rss_limit_mb=3000", "-max_len=16384", "-verbosity=0"),
    ]
    with open(folder / "log.txt", "w", encoding="utf-8") as log:
        done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
    told = (folder / "log.txt").read_text(encoding="utf-8", errors="replace")
    rates = [line.split()[-1] for line in told.splitlines() if "average_exec_per_sec" in line]
    if done.returncode == 0:
        rate = f"{rates[-1]} inputs a second" if rates else "no input counted"
        print(f"{name}: nothing found in {seconds} s, {rate}", flush=True)
        return True
    print(told[-6000:])
    new = [path for path in crashes.iterdir() if path.stat().st_mtime >= started - 1]
    for path in new:
        text = base64.b64encode(path.read_bytes()).decode()
        print(f"\n{name}: this input, as base64, breaks a promise:\n{text}")
        print(f"To repeat it:\n  {sys.executable} tests/fuzz {name} --repeat '{text}'")
    if not new:
        print(f"\n{name}: the search itself failed; see {folder / 'log.txt'}")
    return False


if __name__ == "__main__":
    sys.exit(main())
