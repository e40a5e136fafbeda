"""Servers for tests, each in a process of its own.

rasterio lets no other thread of a process work while it opens a file, so that a server in the
process of the test would never answer.
"""

from __future__ import annotations

import http.server
import subprocess
import sys
from contextlib import contextmanager


class Noted:
    """A server of what is in a folder, which notes what it is asked in a file."""

    def __init__(self, port, folder, log):
        self.address, self.folder, self._log = f"127.0.0.1:{port}", folder, log

    @property
    def asked(self):
        """What it was asked, a line each."""
        return self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []

    def forget(self):
        """Ask as if for the first time."""
        self._log.unlink(missing_ok=True)


@contextmanager
def started(script, *arguments):
    """Run a script that calls ``serve``; yield the port it is asked at, and end it."""
    command = [sys.executable, script, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def note(log, line):
    """Add what was asked to a server's file."""
    with log.open("a", encoding="utf-8") as file:
        print(line, file=file)


def asked_part(handler, length):
    """Return the first and last byte of those that are asked for; None = all of them."""
    asked = handler.headers.get("Range")
    if asked is None:
        return None
    first, _, last = asked.partition("=")[2].partition("-")
    return int(first or length), min(int(last or length), length - 1)


def serve(handler):
    """Answer with a handler, at a port that is told, until the process is ended."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(server.server_port, flush=True)
    server.serve_forever()
