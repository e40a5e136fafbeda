"""The files that whole processes work on, made when first needed, in one temporary folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from . import orfeo
from .processes import Taken, script
from .workload import Workload

NAIVE, OURS, DEFAULTS, FLOOR = "naive", "classify", "classify, defaults", "reading and writing"
ORFEO = "Orfeo ToolBox"
TOLD: Mapping[str, str] = {
    NAIVE: "a plain script: rasterio's windows, scikit-learn's `predict` in two threads",
    OURS: "FineCover's `classify`, classes alone, as the others: no prior, smoothing, confidence",
    DEFAULTS: "`classify` with its defaults: smoothing, and the confidence beside the map",
    FLOOR: "the plain script without the forest, in one thread",
    ORFEO: "its `ImageClassifier` with a random forest of OpenCV of as many unlimited leaves",
}


@dataclass(frozen=True, eq=False)
class Ground:
    """A folder with images and models, which its owner deletes."""

    folder: Path

    @cached_property
    def workload(self) -> Workload:
        """The classes, and the forest in every format."""
        made = Workload.of()
        made.write_models(self.folder)
        return made

    @cached_property
    def orfeo(self) -> orfeo.Orfeo | None:
        """Orfeo ToolBox's forest; None where it is not installed."""
        if not orfeo.is_installed():
            return None
        depth = max(self.workload.depths)
        return orfeo.train(self.folder / "samples.json", self.folder, depth=depth)

    @cached_property
    def runs(self) -> dict[int, dict[str, list[Taken]]]:
        """What each way took over images of so many pixels, for other parts to use again."""
        return {}

    def image(self, pixels: int) -> tuple[Path, int]:
        """Return an image of about so many pixels, and how many it has."""
        path = self.folder / f"image{pixels}.tif"
        if path not in self._sizes:
            self._sizes[path] = self.workload.write_image(path, pixels)
        return path, self._sizes[path]

    def output(self, way: str) -> Path:
        """Return where a way writes its map."""
        return self.folder / f"{sorted(TOLD).index(way)}.tif"

    def command(self, way: str, image: Path) -> list[str]:
        """Return the command that maps an image in a way."""
        output = self.output(way)
        if way == ORFEO:
            if self.orfeo is None:
                raise ValueError("Orfeo ToolBox is not installed")
            return self.orfeo.command(image, output)
        return _SCRIPTS[way](self.folder, image, output)

    @cached_property
    def _sizes(self) -> dict[Path, int]:
        return {}


_SCRIPTS: Mapping[str, Callable[[Path, Path, Path], list[str]]] = {
    NAIVE: lambda folder, image, output: script(
        "naive.py", image, folder / "forest.joblib", output
    ),
    OURS: lambda folder, image, output: script("mapped.py", image, folder / "model.fcm", output),
    DEFAULTS: lambda folder, image, output: script(
        "mapped.py", image, folder / "model.fcm", output, folder / "confidence.tif"
    ),
    FLOOR: lambda _folder, image, output: script("floor.py", image, output),
}
