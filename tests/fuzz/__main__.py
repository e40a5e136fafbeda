"""Look for inputs that break a promise, guided by coverage: ``make fuzz``.

Each target has a process of its own, in which atheris changes inputs, and a growing folder of
inputs in ``build/fuzz``. The first crash ends everything: its input is printed as base64 with the
command that repeats it. Inputs on which GDAL itself crashes, in a process of their own, are counted
and kept in the folder ``gdal`` beside; the search goes on.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from harness import ROOT, check, fuzz_folder, load_package, load_target, target_names

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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        return 0 if all(_run(name, seconds, wanted.folder / name) for name in names) else 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="*", help="formats; all unless some are named")
    parser.add_argument("--seconds", type=int, default=0, help="for each format")
    parser.add_argument("--total", type=int, default=60, help="seconds altogether")
    parser.add_argument("--folder", type=Path, default=_KEPT, help="where inputs are kept")
    parser.add_argument("--repeat", help="an input as base64, for one format")
    found = parser.parse_args()
    if found.repeat is not None and len(found.target) != 1:
        parser.error("--repeat is for one format; name it")
    return found


def _run(name: str, seconds: int, folder: Path) -> bool:
    """Search one format; tell whether nothing was found."""
    inputs, crashes, lost = (folder / part for part in ("inputs", "crashes", "gdal"))
    for made in (inputs, crashes, lost):
        made.mkdir(parents=True, exist_ok=True)
    started = time.time()
    command = [
        *(sys.executable, str(HERE / "search.py"), name, str(folder)),
        *(f"-max_total_time={seconds}", f"-artifact_prefix={crashes}/", "-print_final_stats=1"),
        *("-timeout=60", "-rss_limit_mb=3000", "-max_len=16384", "-verbosity=0"),
    ]
    status = _search(command, folder / "log.txt")
    told = (folder / "log.txt").read_text(encoding="utf-8", errors="replace")
    if status == 0:
        rates = [line.split()[-1] for line in told.splitlines() if "average_exec_per_sec" in line]
        rate = f"{rates[-1]} inputs a second" if rates else "no input counted"
        ends = len(_new_files(lost, started))
        more = f"; GDAL itself crashed on {ends}, kept in {lost}" if ends else ""
        print(f"{name}: nothing found in {seconds} s, {rate}{more}", flush=True)
        return True
    print(told[-6000:])
    new = _new_files(crashes, started)
    for path in new:
        text = base64.b64encode(path.read_bytes()).decode()
        print(f"\n{name}: this input, as base64, breaks a promise:\n{text}")
        print(f"To repeat it:\n  {sys.executable} tests/fuzz {name} --repeat '{text}'")
    if not new:
        print(f"\n{name}: the search itself failed; see {folder / 'log.txt'}")
    return False


def _search(command: list[str], log: Path) -> int:
    """Run a search to its end, or end it with all its processes; return its status.

    libFuzzer ends its process without Python's leave, so its temporary files are removed from here.
    """
    with fuzz_folder() as scratch, open(log, "w", encoding="utf-8") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True,
            env={**os.environ, "TMPDIR": str(scratch)},
        )  # fmt: skip
        try:
            return process.wait()
        finally:
            with contextlib.suppress(ProcessLookupError):  # all are gone
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _new_files(folder: Path, since: float) -> list[Path]:
    return [path for path in folder.iterdir() if path.stat().st_mtime >= since - 1]


if __name__ == "__main__":
    sys.exit(main())
