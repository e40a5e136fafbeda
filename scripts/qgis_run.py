"""Run Processing algorithms through the real qgis_process, in a QGIS profile made for the run."""

from __future__ import annotations

import codecs
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Union

Value = Union[str, int, float, Path, Sequence[Path]]

# Variables by which a user's own QGIS, Python or GDAL set-up could leak into the run.
_FOREIGN = ("QGIS_", "PYTHON", "GDAL_", "PROJ_", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


class QgisError(RuntimeError):
    """qgis_process is missing, or ended with an error."""


class HermeticQgis:
    """A qgis_process that knows one plugin and nothing of the user's own QGIS."""

    def __init__(self, folder: Path, *, plugin: Path | None) -> None:
        """Lay out an empty profile below ``folder``.

        Args:
            folder: an existing folder, deleted by the caller.
            plugin: a checkout to be seen as the plugin ``finecover``; None where the plugin is
                installed in the profile (see ``plugins_folder``).
        """
        self._errors = folder / "stderr.txt"
        self.plugins_folder = folder / "config" / "profiles" / "default" / "python" / "plugins"
        for place in (folder / "home", folder / "run", self.plugins_folder):
            place.mkdir(parents=True)
        (folder / "run").chmod(0o700)  # Qt wants it so
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith(_FOREIGN)
        }
        self.environment.update(
            # An embedded Python takes the first python3 of PATH for its own home.
            PATH=f"/usr/bin:/bin:{os.environ.get('PATH', '')}",
            HOME=str(folder / "home"),
            XDG_RUNTIME_DIR=str(folder / "run"),
            QT_QPA_PLATFORM="offscreen",
            QGIS_CUSTOM_CONFIG_PATH=str(folder / "config"),
            PYTHONDONTWRITEBYTECODE="1",
        )
        if plugin is not None:
            links = folder / "plugins"
            links.mkdir()
            (links / "finecover").symlink_to(plugin, target_is_directory=True)
            self.environment["QGIS_PLUGINPATH"] = str(links)

    def enable(self) -> None:
        """Switch the plugin on in the profile."""
        self._call(["plugins", "enable", "finecover"])

    def algorithms(self) -> list[str]:
        """Ids of the plugin's algorithms that this QGIS offers."""
        words = self._call(["list"]).split()
        return sorted(word for word in words if word.startswith("finecover:"))

    def run(self, algorithm: str, parameters: Mapping[str, Value], *, echo: bool = False):
        """Run one algorithm and return its outputs by name, as text.

        Args:
            algorithm: its id, such as ``finecover:upsample``.
            parameters: values by name; a sequence is handed over as a list.
            echo: pass what qgis_process prints on as it comes.

        Raises:
            QgisError: qgis_process ended with an error; the text holds what it said.
        """
        return parse_results(self._call(run_arguments(algorithm, parameters), echo=echo))

    def last_errors(self) -> str:
        """What the last call wrote to its error stream: errors, warnings and QGIS's own noise."""
        return self._errors.read_text(encoding="utf-8", errors="replace").strip()

    def _call(self, arguments: list[str], *, echo: bool = False) -> str:
        command = [find_qgis_process(self.environment["PATH"]), *arguments]
        with self._errors.open("wb") as stderr:
            process = subprocess.Popen(  # nosec B603 # no shell, and our own words
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
            try:
                printed = _collect(process, echo=echo)
            except BaseException:  # a Ctrl-C must not leave the run behind
                process.terminate()
                process.wait()
                raise
        if process.wait() != 0:
            ending = f"ended with status {process.returncode}"
            raise QgisError(f"{' '.join(command)}\n{ending}:\n{self.last_errors()}")
        return printed


def find_qgis_process(path: str) -> str:
    """Path of qgis_process; Debian's wrapper adds options that qgis_process rejects.

    Raises:
        QgisError: there is none on ``path``.
    """
    for name in ("qgis_process.bin", "qgis_process"):
        found = shutil.which(name, path=path)
        if found:
            return found
    raise QgisError("qgis_process is not installed; run scripts/setup_system.sh demo, or add QGIS")


def run_arguments(algorithm: str, parameters: Mapping[str, Value]) -> list[str]:
    """Arguments of qgis_process that run ``algorithm``; a list repeats its key."""
    arguments = ["run", algorithm, "--"]
    for key, value in parameters.items():
        several = not isinstance(value, (str, int, float, Path))
        for item in value if several else [value]:
            arguments.append(f"{key}={item}")
    return arguments


def parse_results(printed: str) -> dict[str, str]:
    """Outputs by name from what ``qgis_process run`` printed, as text.

    Raises:
        QgisError: there is no block of results.
    """
    _, heading, block = printed.rpartition("\nResults\n")
    if not heading:
        raise QgisError(f"qgis_process printed no results but:\n{printed}")
    lines = (line.partition(":\t") for line in block.splitlines())
    return {key: value for key, separator, value in lines if separator}


def _collect(process: subprocess.Popen, *, echo: bool) -> str:
    """Everything the process prints, passed on piece by piece when wanted."""
    decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
    pieces = []
    while True:
        piece = os.read(process.stdout.fileno(), 4096)
        pieces.append(decode(piece, final=not piece))
        if echo:
            with suppress(BrokenPipeError):
                sys.stdout.write(pieces[-1])
                sys.stdout.flush()
        if not piece:
            return "".join(pieces)
