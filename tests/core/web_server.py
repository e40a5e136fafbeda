"""A web server for tests, see ``server_process``."""

from __future__ import annotations

import functools
import http.server
import sys
import time
import zlib
from contextlib import contextmanager
from pathlib import Path

from server_process import Noted, asked_part, note, serve, started


class Server(Noted):
    """What serves the files of a folder, and was asked for paths."""

    @property
    def url(self):
        """Where it is."""
        return f"http://{self.address}"


@contextmanager
def serving(folder, log, *, silent=False):
    """Serve a folder, noting in the file ``log`` what is asked for; never answer if ``silent``.

    Of a file with "tagged" in its path its tag is told, with "untold" nothing but its size; where
    that is "closed", nobody who asks for one byte gets it.
    """
    with started(__file__, folder, log, *(["silent"] if silent else [])) as port:
        yield Server(port, folder, log)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files and parts of them, as object storage does."""

    log, silent = Path(), False

    def do_GET(self):
        self._hear()
        asked, file = self.headers.get("Range"), Path(self.translate_path(self.path))
        if asked is None or not file.is_file():
            super().do_GET()
            return
        if "closed" in self.path and asked == "bytes=0-0":
            self.send_error(403)
            return
        content = file.read_bytes()
        first, last = asked_part(self, len(content))
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
        self._hear()
        super().do_HEAD()

    def _hear(self):
        note(self.log, self.path)
        if self.silent:
            time.sleep(600)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    _Handler.log, _Handler.silent = Path(sys.argv[2]), "silent" in sys.argv[3:]
    serve(functools.partial(_Handler, directory=sys.argv[1]))
