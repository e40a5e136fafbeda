"""Taking out of a text what tells who wrote it: folders, names of user and machine, and secrets.

Names of files stay, since they help to understand what went wrong.
"""

from __future__ import annotations

import getpass
import os
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from .passwords import without_secrets

_HIDDEN = "…"
_USER, _MACHINE = "<user>", "<machine>"
_SHORTEST = 3  # letters of a user's name that cannot be a part of anything else
# everybody's, so that they tell nothing
_COMMON = {
    "root", "user", "qgis", "admin", "administrator", "ubuntu", "docker", "localhost", "linux",
    "debian", "windows", "main", "host", "server",
}  # fmt: skip
_ADDRESS = re.compile(r"\b([a-z][a-z0-9+]{0,15})://[^\s'\"<>|]*", re.IGNORECASE)
_START = r"(?:\b[A-Za-z]:[/\\]|(?<![\w…~<>/\\.])~?[/\\])"
_QUOTED = re.compile(rf"(?<=['\"]){_START}[^'\"\n]*[/\\](?=[^'\"\n]*['\"])")
# names of folders hold blanks: on Windows up to the last backslash, elsewhere as long as what
# stands before the blank has no dot, so is no file
_WINDOWS = re.compile(r"(?:\b[A-Za-z]:\\|(?<![\w…~<>/\\.])\\\\)(?:(?!\s\\\\)[^'\"<>|*?:\n])*\\")
_NAME = r"[^\s'\"<>|,;:*?/\\]"
_INNER = rf"(?:(?:(?!\.){_NAME})+ )*{_NAME}+[/\\]+"
_BARE = re.compile(
    rf"{_START}[/\\]*{_NAME}+[/\\]+(?:{_INNER})*"
    rf"|(?:\b[A-Za-z]:|(?<![\w…~<>/\\.])~)[/\\]+(?:{_INNER})+"
)
_WORD_VALUE = r"(?:'(?:[^'\\\n]|\\.)*'|\"[^\"\n]*\"|\\+'[^\n]*?\\+'|[^\s'\";&]+)"
_ACCOUNT = re.compile(
    r"(?<![\w.-])((?:user(?:name)?|uid|host(?:addr)?|server|service|dbname|database|authcfg)"
    r"(?:=|\\*['\"]\s*:\s*))" + _WORD_VALUE,
    re.IGNORECASE,
)
_ON_HOST = re.compile(r"(\bon host )[^\s,;)]+")
_ENCODED = re.compile(r"\b[a-z][a-z0-9+]{0,15}%3A(?:%2F){2,}[^\s'\"&]*", re.IGNORECASE)
# where programs lie, the same for everybody
_PROGRAMS = re.compile(
    r"/(usr/(lib|lib64|bin|share|local/lib)|lib|bin|Applications|Library)/"
    r"|[A-Za-z]:[/\\](Program Files|OSGeo4W)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"[/\\]")


@dataclass(frozen=True)
class Person:
    """What a machine knows of who uses it.

    Attributes:
        home: the home folder.
        user: the name of the account.
        machine: the name of the machine in its network.
    """

    home: str
    user: str
    machine: str = ""

    @classmethod
    def here(cls) -> Person:
        """Return who runs this process."""
        try:
            user = getpass.getuser()
        except (KeyError, OSError, ImportError):  # an account without a name
            user = ""
        return cls(str(Path(os.path.expanduser("~"))), user, platform.node())


def without_person(text: str, *, known: Iterable[str] = (), person: Person | None = None) -> str:
    """Return a text whose paths have lost their folders, and that names no user and no secret.

    Args:
        text: of any kind.
        known: paths that may stand in it; spaces in others may end them too early.
        person: whose text it is; None = who runs this process.
    """
    person = Person.here() if person is None else person
    text = without_secrets(text)
    paths = {without_secrets(one) for one in known}
    for path in sorted({one for one in paths if _has_folder(one)}, key=len, reverse=True):
        text = text.replace(path, _last_part(path))
        folder = path[: -len(_SPLIT.split(path)[-1]) or None].rstrip("/\\")
        if len(_SPLIT.split(folder)) > 2:
            text = text.replace(folder, _HIDDEN)
    text = _ENCODED.sub(lambda found: unquote(found.group(0)), text)
    text = _ADDRESS.sub(lambda found: _address(found.group(0), found.group(1)), text)
    if len(_SPLIT.split(person.home)) > 1 and len(person.home) > 1:
        text = text.replace(person.home, "~")
    for pattern in (_ACCOUNT, _ON_HOST):
        text = pattern.sub(lambda found: f"{found.group(1)}{_HIDDEN}", text)
    for pattern in (_QUOTED, _WINDOWS, _BARE):
        text = pattern.sub(_folder, text)
    for name, instead in ((person.user, _USER), (person.machine, _MACHINE)):
        if len(name) >= _SHORTEST and name.lower() not in _COMMON:
            word = rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"
            text = re.sub(word, instead, text, flags=re.IGNORECASE)
    return text


def _folder(found: re.Match[str]) -> str:
    return found.group(0) if _PROGRAMS.match(found.group(0)) else f"{_HIDDEN}/"


def _has_folder(text: str) -> bool:
    return len([part for part in _SPLIT.split(text) if part]) > 1 and "://" not in text


def _last_part(path: str) -> str:
    name = next((part for part in reversed(_SPLIT.split(path)) if part), "")
    return f"{_HIDDEN}/{name}"


def _address(address: str, scheme: str) -> str:
    """Return an address without server, account, folders and what is asked of it."""
    parts = re.split(r"[?#]", address)[0].partition("://")[2].rstrip("/").split("/")
    name = parts[-1] if len(parts) > 1 and "@" not in parts[-1] else ""
    return f"{scheme}:{_HIDDEN}/{name}" if name else f"{scheme}:{_HIDDEN}"
