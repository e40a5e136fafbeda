"""A server of object storage for tests, as Amazon's, see ``server_process``."""

from __future__ import annotations

import http.server
import sys
from base64 import b64encode
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from server_process import Noted, asked_part, note, serve, started


class Storage(Noted):
    """Buckets are the folders in a folder, objects the files in them.

    It is asked in words such as "PUT /bucket/map.tif".
    """

    def environment(self, **more):
        """Return what GDAL must know to find it."""
        return {
            "AWS_S3_ENDPOINT": self.address, "AWS_HTTPS": "NO", "AWS_VIRTUAL_HOSTING": "FALSE",
            "AWS_NO_SIGN_REQUEST": "YES", "CPL_GS_ENDPOINT": f"http://{self.address}/",
            "GS_NO_SIGN_REQUEST": "YES",
            "AZURE_STORAGE_CONNECTION_STRING": ";".join(
                (
                    "DefaultEndpointsProtocol=http", "AccountName=anybody",
                    f"AccountKey={b64encode(b'none').decode()}",
                    f"BlobEndpoint=http://{self.address}",
                )
            ), **more,
        }  # fmt: skip


@contextmanager
def storing(folder, log, *, refuse=""):
    """Serve the buckets of a folder, noting requests in the file ``log``.

    ``refuse``: the words that a request begins with, such as "PUT /bucket", which is forbidden.
    """
    with started(__file__, folder, log, refuse) as port:
        yield Storage(port, folder, log)


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers what GDAL asks when it reads, writes and lists."""

    protocol_version, disable_nagle_algorithm = "HTTP/1.1", True
    folder, log, refuse = Path(), Path(), ""
    parts: dict = {}

    def _begin(self):
        """Return the object's file and what is asked of it; None where that is forbidden."""
        body = self._body()
        note(self.log, f"{self.command} {self.path}")
        if self.refuse and f"{self.command} {self.path} ".startswith(self.refuse):
            self._answer(403, _error("AccessDenied"))
            return None
        url = urlsplit(self.path)
        file = self.folder / unquote(url.path).strip("/")
        bucket = self.folder / unquote(url.path).strip("/").partition("/")[0]
        if not bucket.is_dir():
            self._answer(404, _error("NoSuchBucket"))
            return None
        return file, parse_qs(url.query, keep_blank_values=True), body

    def _body(self):
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self._read()

    def do_GET(self):
        self._read()

    def _read(self):
        begun = self._begin()
        if begun is None:
            return
        file, asked, _ = begun
        if "prefix" in asked or "delimiter" in asked or file.parent == self.folder:
            self._list(file, asked)
        elif not file.is_file():
            self._answer(404, _error("NoSuchKey"))
        else:
            self._send(file.read_bytes())

    def _send(self, content):
        part = asked_part(self, len(content))
        if part is None or self.command == "HEAD":
            self._answer(200, content)
            return
        first, last = part
        told = {"Content_Range": f"bytes {first}-{last}/{len(content)}"}
        self._answer(206, content[first : last + 1], **told)

    def _list(self, bucket, asked):
        prefix = asked.get("prefix", [""])[0]
        keys = sorted(
            file.relative_to(bucket).as_posix() for file in bucket.rglob("*") if file.is_file()
        )
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-01-01T00:00:00.000Z"
            f"</LastModified><Size>{(bucket / key).stat().st_size}</Size></Contents>"
            for key in keys
            if key.startswith(prefix) and "/" not in key[len(prefix) :]
        )
        text = (
            '<?xml version="1.0"?><ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>'
            f"<Prefix>{escape(prefix)}</Prefix>{found}</ListBucketResult>"
        )
        self._answer(200, text.encode(), Content_Type="application/xml")

    def do_PUT(self):
        begun = self._begin()
        if begun is None:
            return
        file, asked, body = begun
        if "partNumber" in asked:
            self.parts[str(file), int(asked["partNumber"][0])] = body
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
        azure = "x-ms-blob-type" in self.headers
        self._answer(201 if azure else 200, ETag='"0"')

    def do_POST(self):
        begun = self._begin()
        if begun is None:
            return
        file, asked, _ = begun
        if "uploads" in asked:
            told = "<InitiateMultipartUploadResult><UploadId>1</UploadId>"
            self._answer(200, f"{told}</InitiateMultipartUploadResult>".encode())
            return
        numbers = sorted(number for name, number in self.parts if name == str(file))
        file.write_bytes(b"".join(self.parts.pop((str(file), number)) for number in numbers))
        self._answer(200, b"<CompleteMultipartUploadResult></CompleteMultipartUploadResult>")

    def do_DELETE(self):
        begun = self._begin()
        if begun is not None:
            begun[0].unlink(missing_ok=True)
            self._answer(204)

    def log_message(self, *_):
        pass


def _error(code):
    text = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>"
    return f'<?xml version="1.0"?>{text}'.encode()


if __name__ == "__main__":
    _Handler.folder, _Handler.log = Path(sys.argv[1]), Path(sys.argv[2])
    _Handler.refuse = sys.argv[3]
    serve(_Handler)
