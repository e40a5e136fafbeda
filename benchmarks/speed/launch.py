"""Run a command and print what it took as JSON; a small process, so that its own memory is small.

A process inherits the peak memory of the one that starts it, hence this one in between.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time


def main() -> int:
    """Run the command given behind the number of processors it may use."""
    processors, command = int(sys.argv[1]), sys.argv[2:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:processors])
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr.fileno())
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    found = {
        "seconds": seconds,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_gb": used.ru_maxrss / 2**20,
    }
    print(json.dumps(found))
    return 0 if status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
