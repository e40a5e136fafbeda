"""Taking passwords, keys and tokens out of a text, such as the address of a layer in a database."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import unquote

_HIDDEN = "…"
_SHORTEST = 8  # letters of a secret that cannot be a part of anything else
_NAMES = (
    "KEY", "TOKEN", "SECRET", "PASS", "USERPWD", "COOKIE", "BEARER", "CREDENTIAL", "SIGNATURE",
    "AUTHORIZATION",
)  # fmt: skip
# 'it\'s', "it's"; one whose quotes are themselves behind backslashes, or that never ends, goes on
# to the end of the line; without quotes up to a blank
_VALUE = r"(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|\\*['\"][^\n]*|[^\s'\"][^\s]*)"
_KEY = (
    r"(?:[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|"
    r"account[_-]?key|private[_-]?key|signature|credentials?|userpwd)|pwd|pass|sig|sas|key)"
)
_ASSIGNED = re.compile(rf"(?<![\w.-])({_KEY}\\*['\"]?\s*[=:]\s*)(?!\(set\)){_VALUE}", re.I)
_HEADER = re.compile(
    r"((?<!\w)(?:[\w.]*authorization|(?:set-)?cookie)\\*['\"]?\s*[=:]|(?<!\w)bearer\s)[^\n]*", re.I
)
# a password that should have been encoded may itself hold a slash
_ACCOUNT = re.compile(r"(://)(?:[^\s'\"/?#@]*@|[^\s'\"/:@]*:(?!\d+(?:[/?#]|\s|$))[^\s'\"]*@)")
# of an account before a computer and its port, as in the address of a scheduler
_AT_PORT = re.compile(r"((?:^|(?<=[\s'\"=])))[^\s'\"/@=]+@(?=[\w.-]+:\d{1,5}(?!\d))", re.M)
_ASKED = re.compile(r"(\b[a-z][a-z0-9+]{0,15}://[^\s'\"?#<>|]*[?#])[^\s'\"<>|]+", re.I)
_OPTIONS = re.compile(r"(/vsi[a-z0-9_]+\?)[^\s'\"<>|]+", re.I)
_ORACLE = re.compile(r"(?<!\w)((?:OCI|geor|georaster):)(?=[^\s'\"]*[/,@])[^\s'\"]+", re.I)
_ENCODED = re.compile(r"(?<![^\s'\"])[^\s'\"]*%[0-9A-Fa-f]{2}[^\s'\"]*")
_HOST = re.compile(r"://(\[[0-9a-f:.]+\]|[^\s'\"/?#&@|:]+)", re.I)
_BUCKET = re.compile(r"/vsi(?:s3|gs|az|adls|oss|swift)(?:_streaming)?/([^/?#]+)", re.I)
_LAYERS = 3  # times that a text may have been encoded


def is_secret(name: str) -> bool:
    """Tell whether a variable of this name holds what only its owner may know."""
    return any(word in name.upper() for word in _NAMES)


def without_secrets(text: str, *, variables: Mapping[str, str] | None = None) -> str:
    """Return a text without passwords, keys, tokens, and what addresses are asked with.

    Args:
        text: of any kind; what is hidden is told as "…".
        variables: whose secret values are taken out wherever they stand; None = the environment.
    """
    variables = os.environ if variables is None else variables
    values = {value.strip() for name, value in variables.items() if is_secret(name)}
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= _SHORTEST:
            text = text.replace(value, _HIDDEN)
    return _ENCODED.sub(_decoded, _plain(text))


def host_of(address: str) -> str:
    """Return the server or the bucket that an address names, without any account; "" for none."""
    plain = _ACCOUNT.sub(r"\1", unquote(address))
    found = _HOST.search(plain) or _BUCKET.search(plain)
    return found.group(1) if found else ""


def _plain(text: str) -> str:
    for pattern in (_HEADER, _ASSIGNED, _ACCOUNT, _AT_PORT, _ASKED, _OPTIONS, _ORACLE):
        text = pattern.sub(lambda found: f"{found.group(1)}{_HIDDEN}", text)
    return text


def _decoded(found: re.Match[str]) -> str:
    """Return a word in which signs are written as %3A as it is, unless it holds a secret."""
    word = found.group(0)
    decoded = word
    for _ in range(_LAYERS):
        decoded = unquote(decoded)
    plain = _plain(decoded)
    return word if plain == decoded else plain
