"""Search one format with atheris; ``make fuzz`` runs it in a process of its own.

Usage: search.py TARGET FOLDER [options of libFuzzer]
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import atheris
from harness import check, load_package, load_target

_LONGEST_TOKEN = 64  # libFuzzer takes no longer ones


def main() -> None:
    """Instrument FineCover as it is imported, and search until libFuzzer ends the process."""
    name, folder, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["finecover"]):
        load_package()
        target = load_target(name)
        for seed in target.seeds():
            target.run(seed)  # imports all that is needed
            (Path(folder) / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    with tempfile.NamedTemporaryFile("w", suffix=".dict", delete=False) as words:
        for token in target.tokens:
            if 0 < len(token) <= _LONGEST_TOKEN:
                words.write('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n')
    arguments = [sys.argv[0], *options, f"-dict={words.name}", folder]
    atheris.Setup(arguments, lambda data: check(target, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
