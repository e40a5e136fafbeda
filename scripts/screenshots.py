"""Make the pictures of the user guide from a real QGIS that runs FineCover.

QGIS starts on a screen nobody sees, with a profile made for the run; ``scripts/screens`` clicks,
draws and fills in as a person would, and keeps pictures of the windows.

Usage: /usr/bin/python3 scripts/screenshots.py [STORY ...] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from screens.palette import with_few_colours
from screens.scenes import prepare_inputs, prepare_landscape
from screens.stories import LOGS, PAGES, PICTURES, STORIES

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "pictures"
_MINUTES = 40
_PAGE = 1000  # pixels across
_BYTES = 200_000
_COLOURS = (256, 160, 96, 64)
_FOREIGN = ("QGIS_", "PYTHON", "GDAL_", "PROJ_", "VIRTUAL_ENV", "LC_", "LANG", "QT_")
_SETTINGS = """[PythonPlugins]
finecover=true
processing=true

[locale]
overrideFlag=true
userLocale=en_US
globalLocale=en_US

[qgis]
checkVersion=false
showTips324=false
showTips322=false
newProjectDefault=false

[app]
projections\\newProjectCrsBehavior=UseCrsOfFirstLayer
"""


def prepare_profile(folder: Path) -> dict[str, str]:
    """Lay out an empty profile with FineCover in it; return the environment QGIS starts in."""
    profile = folder / "profiles" / "default"
    plugins = profile / "python" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "finecover").symlink_to(ROOT, target_is_directory=True)
    (profile / "QGIS").mkdir()
    (profile / "QGIS" / "QGIS3.ini").write_text(_SETTINGS, encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(_FOREIGN)}
    environment.update(
        PATH=f"/usr/bin:/bin:{os.environ.get('PATH', '')}",
        HOME=str(home),
        TMPDIR=str(folder / "temp"),
        LANG="C.UTF-8",
        QT_QPA_PLATFORM="xcb",
        PYTHONDONTWRITEBYTECODE="1",
    )
    (folder / "temp").mkdir()
    return environment


def tell_story(name: str, folder: Path) -> None:
    """Start QGIS, and let it tell one story; its pictures and files go to ``folder``.

    Raises:
        SystemExit: QGIS ended with an error, or took too long.
    """
    with tempfile.TemporaryDirectory(prefix="finecover-qgis-") as place:
        environment = prepare_profile(Path(place))
        environment.update(FINECOVER_STORY=name, FINECOVER_FOLDER=str(folder))
        binary = shutil.which("qgis.bin", path=environment["PATH"]) or "qgis"
        command = [
            str(ROOT / "scripts" / "with_screen.sh"), binary, "--nologo", "--noversioncheck",
            "--profiles-path", place, "--profile", "default",
            "--code", str(ROOT / "scripts" / "screens" / "start.py"),
        ]  # fmt: skip
        log = folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # nosec B603 # no shell, and our own words
                command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                status = process.wait(_MINUTES * 60)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                os.killpg(process.pid, signal.SIGTERM)  # the screen as well
                process.wait()
                status = "timeout"
    if not (folder / f"{name}.done").is_file():
        ending = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
        raise SystemExit(f"screenshots: the story '{name}' ended early ({status}):\n{ending}")


def photograph(page: Path, target: Path, *, height: int) -> None:
    """Take a picture of the top of a page in a browser, ``height`` pixels of it.

    Raises:
        SystemExit: there is no Chromium.
    """
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if browser is None:
        raise SystemExit(
            "screenshots: Chromium is not installed; run scripts/setup_system.sh browser"
        )
    with tempfile.TemporaryDirectory(prefix="finecover-browser-") as profile:
        subprocess.run(  # nosec B603 # no shell, and our own words
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                f"--user-data-dir={profile}", "--lang=en-US", f"--window-size={_PAGE},{height}",
                "--virtual-time-budget=5000", f"--screenshot={target}", page.as_uri(),
            ],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180,
        )  # fmt: skip


def press(source: Path, target: Path) -> None:
    """Write a picture with as many colours as its bytes allow."""
    with Image.open(source) as picture:
        full = picture.convert("RGB")
    for colours in _COLOURS:
        with_few_colours(full, colours).save(target, optimize=True)
        if target.stat().st_size <= _BYTES:
            return
    print(f"screenshots: {target.name} has {target.stat().st_size} bytes", file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Tell the stories asked for, all without any, and write their pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stories", nargs="*", metavar="STORY", help=", ".join(STORIES))
    parser.add_argument("--keep", type=Path, help="folder for inputs, results and logs")
    options = parser.parse_args(arguments)
    strange = set(options.stories) - set(STORIES)
    if strange:
        parser.error(f"there is no story {sorted(strange)[0]}; choose among {', '.join(STORIES)}")
    folder = (options.keep or Path(tempfile.gettempdir()) / "finecover-guide").resolve()
    if options.keep is None:  # always of one name, which is seen in the pictures
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    prepare_inputs(folder)
    TARGET.mkdir(exist_ok=True)
    for name in options.stories or STORIES:
        (folder / f"{name}.done").unlink(missing_ok=True)
        started = time.monotonic()
        if name == "points":
            prepare_landscape(folder)
        tell_story(name, folder)
        print(f"{name}: {time.monotonic() - started:.0f} s")
        for log in LOGS.get(name, ()):
            shutil.copyfile(folder / f"{log}.txt", TARGET / f"{log}.txt")
        for picture in PICTURES[name]:
            if picture in PAGES:
                page, height = PAGES[picture]
                photograph(folder / page, folder / f"{picture}.png", height=height)
            press(folder / f"{picture}.png", TARGET / f"{picture}.png")
    if options.keep is None:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
