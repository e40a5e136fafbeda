"""Why a raster is not opened, in one sentence each."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError
from ..passwords import host_of, without_secrets

_LONGEST_NAME = 80


def short_name(path: str) -> str:
    """Return how a raster is called in messages, of printable letters on one line, no secrets."""
    name = without_secrets(path.strip())
    name = f"{name[:20]}..." if name.startswith(("<", "{")) else Path(name).name or name
    name = "".join(letter if letter.isprintable() else "?" for letter in name)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 3]}..."


def fetches(label: str, address: str) -> InputError:
    """Return that a raster names an address."""
    return InputError(
        f"{label} would fetch '{short_name(address)}' from the network, which FineCover does only "
        "where you name it yourself; give that raster instead, or save it as GeoTIFF."
    )


def no_raster(label: str, path: str) -> InputError:
    """Return that something beside a raster is none."""
    return InputError(
        f"{label} has '{short_name(path)}' beside it, which is no raster file that FineCover "
        "opens there; remove or rename that."
    )


def odd(label: str, text: str) -> InputError:
    """Return that a raster names what is no file."""
    return InputError(
        f"{label} is made of '{short_name(text)}', which FineCover does not open on a file's "
        "behalf; save it as GeoTIFF first."
    )


def unreachable(label: str, address: str, reason: str = "") -> InputError:
    """Return that a raster in the network cannot be opened."""
    return InputError(
        f"{label} cannot be opened as a raster{_at(address)}{reason and f': {reason}'}; check the "
        "address and the connection, or give a copy on this computer."
    )


def unread(label: str, address: str, reason: str) -> InputError:
    """Return that the pixels of a raster in the network cannot be had."""
    return InputError(
        f"{label} cannot be read{_at(address)}: {reason}; check the connection and run again, or "
        "give a copy on this computer."
    )


def _at(address: str) -> str:
    host = host_of(address)
    return f" at {host}" if host else ""
