"""A web server for tests, in a process of its own.

rasterio lets no other thread of a process work while it opens a file, so that a server in the
process of the test would never answer.
"""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import time
import zlib
from contextlib import contextmanager
from pathlib import Path


class Server:
    """What serves the files of a folder."""

    def __init__(self, port, folder, log):
        self.url, self.folder, self._log = f"http://127.0.0.1:{port}", folder, log

    @property
    def asked(self):
        """The paths it was asked for."""
        return self._log.read_text(encoding="utf-8").split() if self._log.exists() else []

    def forget(self):
        """Ask as if for the first time."""
        self._log.unlink(missing_ok=True)


@contextmanager
def serving(folder, log, *, silent=False):
    """Serve a folder, noting in the file ``log`` what is asked for; never answer if ``silent``.

    Of a file with "tagged" in its path its tag is told, with "untold" nothing but its size; where
    that is "closed", nobody who asks for one byte gets it.
    """
    command = [sys.executable, __file__, str(folder), str(log), *(["silent"] if silent else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(int(process.stdout.readline()), folder, log)
        finally:
            process.kill()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files and parts of them, as object storage does."""

    log, silent = Path(), False

    def do_GET(self):
        with self.log.open("a", encoding="utf-8") as file:
            print(self.path, file=file)
        if self.silent:
            time.sleep(600)
        asked, file = self.headers.get("Range"), Path(self.translate_path(self.path))
        if asked is None or not file.is_file():
            super().do_GET()
            return
        if "closed" in self.path and asked == "bytes=0-0":
            self.send_error(403)
            return
        content = file.read_bytes()
        first, last = (int(text or len(content)) for text in asked.partition("=")[2].split("-"))
        last = min(last, len(content) - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        self.send_header("Content-Length", str(last + 1 - first))
        if "untold" not in self.path:
            self.send_header("Last-Modified", self.date_time_string(file.stat().st_mtime))
        if "tagged" in self.path:
            self.send_header("ETag", f'"{zlib.crc32(content):x}"')
        self.end_headers()
        self.wfile.write(content[first : last + 1])

    def do_HEAD(self):
        with self.log.open("a", encoding="utf-8") as file:
            print(self.path, file=file)
        if self.silent:
            time.sleep(600)
        super().do_HEAD()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    _Handler.log, _Handler.silent = Path(sys.argv[2]), "silent" in sys.argv[3:]
    handler = functools.partial(_Handler, directory=sys.argv[1])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(server.server_port, flush=True)
    server.serve_forever()
