"""What web servers tell of files, by which is seen that one was written anew.

GDAL keeps that to itself, so that the server is asked again: for one byte, the way GDAL asks for
more. No password is sent; who wants one, or does not answer, told nothing.
"""

from __future__ import annotations

import http.client
import re
import time
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote, urlsplit

from ..rasters.network import PATIENCE

_SECONDS = float(PATIENCE["GDAL_HTTP_CONNECTTIMEOUT"])
_TRIES = 1 + int(PATIENCE["GDAL_HTTP_MAX_RETRY"])
_PAUSE_SECONDS = float(PATIENCE["GDAL_HTTP_RETRY_DELAY"])
_ADDRESS = re.compile(r"(?:/vsicurl(?:_streaming)?/)?(https?://.+)", re.IGNORECASE)
_KEPT = "%/:=&?~#+!$,;'@()*[]"  # of an address, which may be quoted already
_ASKING = {"Range": "bytes=0-0", "Accept-Encoding": "identity", "User-Agent": "FineCover"}
_NOW = range(500, 600)  # what a server answers that may answer otherwise a moment later


@dataclass(frozen=True)
class Told:
    """What a server told of a file; None or "" where it did not.

    Attributes:
        size: bytes.
        modified: when it was written, to the second, as the server puts it.
        tag: a text that changes with the content (ETag).
    """

    size: int | None = None
    modified: str = ""
    tag: str = ""

    def contradicts(self, other: Told) -> bool:
        """Tell whether the file was another one when ``other`` was told.

        Time or tag the same, it was this one: servers that share the work may tag it each in its
        own way.
        """
        if None not in (self.size, other.size) and self.size != other.size:
            return True
        pairs = ((self.modified, other.modified), (self.tag, other.tag))
        known = [one == another for one, another in pairs if one and another]
        return bool(known) and not any(known)


def ask(names: Iterable[str]) -> tuple[tuple[str, Told], ...]:
    """Return what web servers tell of files, with the names by which GDAL opens these.

    A file of which nobody can be asked this way, as in object storage, was told nothing of. A
    server that cannot be reached is not asked for the other files.
    """
    # of these kinds alone: a server may send us to another one, but not to a file of this machine
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor, urllib.request.UnknownHandler,
    ):  # fmt: skip
        opener.add_handler(handler())
    silent: set[str] = set()
    return tuple((name, _ask(address_of(name), opener, silent)) for name in names)


def address_of(name: str) -> str:
    """Return the web address in a name that GDAL opens, "" for none that can be asked."""
    if name.lower().startswith("/vsicurl?"):
        name = (parse_qs(name.partition("?")[2]).get("url") or [""])[0]
    found = _ADDRESS.fullmatch(name.strip())
    address = quote(found.group(1), safe=_KEPT) if found else ""
    try:
        return "" if "@" in urlsplit(address).netloc else address
    except ValueError:
        return ""


def _ask(address: str, opener: urllib.request.OpenerDirector, silent: set[str]) -> Told:
    """Ask for one file; adds to the hosts that are ``silent``."""
    host = urlsplit(address).netloc
    if not address or host in silent:
        return Told()
    for left in reversed(range(_TRIES)):
        try:
            with opener.open(
                urllib.request.Request(address, headers=_ASKING), timeout=_SECONDS
            ) as answer:
                return _told(answer.headers, partial=answer.status == http.client.PARTIAL_CONTENT)
        except HTTPError as error:
            error.close()
            if error.code not in _NOW:
                return Told()
        except (OSError, http.client.HTTPException, ValueError):
            if not left:
                silent.add(host)
        if left:
            time.sleep(_PAUSE_SECONDS)
    return Told()


def _told(headers: http.client.HTTPMessage, *, partial: bool) -> Told:
    size = headers.get("Content-Length", "")
    if partial:
        size = headers.get("Content-Range", "").rpartition("/")[2]
    found = None
    with suppress(ValueError):
        found = int(size)
    return Told(found, headers.get("Last-Modified", ""), headers.get("ETag", ""))
