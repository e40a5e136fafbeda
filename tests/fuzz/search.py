"""Search one format with atheris; ``make fuzz`` runs it in a process of its own.

Usage: search.py TARGET INPUTS CRASHES [options of libFuzzer]
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import atheris
from harness import check, load_package, load_target, written

_LONGEST_TOKEN = 64  # libFuzzer takes no longer ones


def main() -> None:
    """Instrument FineCover as it is imported, and search until libFuzzer ends the process."""
    name, folder, crashes, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["finecover"]):
        load_package()
        target = load_target(name)
        for seed in target.seeds():
            target.run(seed)  # imports all that is needed
            (Path(folder) / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    words = written("words", b"".join(map(_quoted, target.tokens)))
    if words.stat().st_size:
        options.append(f"-dict={words}")

    def run(data: bytes) -> None:
        try:
            check(target, data)
        except BaseException:  # libFuzzer keeps it as well, but not that of a seed
            (Path(crashes) / f"crash-{hashlib.sha1(data).hexdigest()}").write_bytes(data)
            raise

    atheris.Setup([sys.argv[0], *options, folder], run)
    atheris.Fuzz()


def _quoted(token: bytes) -> bytes:
    """Return a line of libFuzzer's dictionary; nothing for a token it cannot take."""
    if not 0 < len(token) <= _LONGEST_TOKEN:
        return b""
    return b'"' + b"".join(b"\\x%02x" % byte for byte in token) + b'"\n'


if __name__ == "__main__":
    main()
