"""Addresses of schedulers: what is one, and what a message may say of one that is not."""

from __future__ import annotations

import re

from ..errors import InputError

SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
_EXAMPLE = "tcp://10.0.0.1:8786"
_ADDRESS = re.compile(r"(?:([a-z][a-z0-9+.-]*)://)?(\[[0-9a-fA-F:.%]+\]|[\w.-]+):(\d{1,5})/?")
_MOST_PORT = 65535


def check_address(text: str) -> str:
    """Return the address of a scheduler, without a slash at its end.

    Raises:
        InputError: it is none; a password or token in it is not repeated.
    """
    if "@" in text or "?" in text or "#" in text:
        raise InputError(
            "CLUSTER: the address holds more than a computer and its port, such as a user, "
            f"password or token, which Dask does not take; give one like {_EXAMPLE}, and use "
            "tls:// where not everybody may connect."
        )
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found[3]) > _MOST_PORT:
        raise InputError(
            f"CLUSTER: '{text}' is no address of a Dask scheduler; give one like {_EXAMPLE}."
        )
    if found[1] and found[1] not in SCHEMES:
        known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        raise InputError(
            f"CLUSTER: '{text}' begins with {found[1]}://, which no Dask scheduler listens to; "
            f"give an address that begins with one of {known}, for example {_EXAMPLE}."
        )
    return text.rstrip("/")
