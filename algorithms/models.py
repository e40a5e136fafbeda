"""The models that come with the plugin: chains of our algorithms that users may copy and change.

They are files of QGIS's Model Designer, written by ``scripts/make_models.py``.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm, QgsProcessingParameterDefinition
from qgis.PyQt.QtGui import QIcon

from ..core.dependencies import dependency_problem
from .help_panel import help_panel
from .values import translate

FOLDER = Path(__file__).parent.parent / "resources" / "models"
_ICON = Path(__file__).parent.parent / "resources" / "icons" / "finecover.svg"
_HELP_URL = "https://github.com/finecover/finecover/blob/main/docs/guide/steps.md#models"


class FineCoverModel(QgsProcessingModelAlgorithm):
    """A model of the plugin, its id the name of its file, its texts in the language of QGIS.

    A plain QgsProcessingModelAlgorithm shows its id in the toolbox, so that the id would change
    with the language. The file itself is in English.

    A model knows its outputs only where the algorithms in it are registered already: make it
    after the provider has been added (see ``FineCoverProvider.load``).
    """

    def __init__(self, file: Path) -> None:
        """Read ``file``; one that this QGIS cannot read makes a model that cannot be executed."""
        super().__init__()
        self._file = file
        self.fromFile(str(file))
        self.setSourceFilePath(str(file))
        relabel(self)
        free_branches(self)

    def createInstance(self) -> FineCoverModel:
        """Return a fresh copy, as QGIS asks for each run."""
        return type(self)(self._file)

    def name(self) -> str:
        """Return the id within the provider; never changes."""
        return self._file.stem

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return model_texts()[self._file.stem][0]

    def shortHelpString(self) -> str:
        """Return what the help panel shows."""
        return help_panel(model_texts()[self._file.stem][1], self.parameterDefinitions())

    def canExecute(self) -> tuple[bool, str]:
        """Tell whether packages and algorithms are there; the toolbox greys it out else."""
        problem = dependency_problem()
        return (False, problem) if problem else super().canExecute()

    def group(self) -> str:
        """Return the group in the toolbox."""
        return translate("FineCover", "Models")

    def groupId(self) -> str:
        """Return the group's id."""
        return "models"

    def helpUrl(self) -> str:
        """Return the page with the user guide."""
        return _HELP_URL

    def icon(self) -> QIcon:
        """Return the icon."""
        return QIcon(str(_ICON))

    def svgIconPath(self) -> str:
        """Return the icon's file."""
        return str(_ICON)


def shipped_models() -> list[FineCoverModel]:
    """Return every model of the plugin, in the order of their files' names."""
    return [FineCoverModel(file) for file in sorted(FOLDER.glob("*.model3"))]


def relabel(model: QgsProcessingModelAlgorithm) -> None:
    """Give inputs and outputs the labels, help and widgets of the parameters they stand for.

    An input that goes to several algorithms is called as the first of them, by id, calls it.
    """
    done: set[str] = set()
    for child in model.childAlgorithms().values():
        algorithm = child.algorithm()
        if algorithm is None:  # not registered; then the model cannot be executed either
            continue
        for target, sources in child.parameterSources().items():
            given = {one.parameterName() for one in sources} - {""}  # "" where another step feeds
            for name in given - done:
                _copy_texts(algorithm, target, model, name)
            done |= given
        for name, output in child.modelOutputs().items():
            destination = f"{child.childId()}:{name}"
            _copy_texts(algorithm, output.childOutputName(), model, destination)
            theirs = algorithm.outputDefinition(output.childOutputName())
            ours = model.outputDefinition(destination)
            if theirs is not None and ours is not None:
                ours.setDescription(theirs.description())


def free_branches(model: QgsProcessingModelAlgorithm) -> None:
    """Let outputs be left out whose step runs only where an input that may be missing is given."""
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    for child in model.childAlgorithms().values():
        if any(one.conditionalBranch for one in child.dependencies()):
            for name in child.modelOutputs():
                definition = model.parameterDefinition(f"{child.childId()}:{name}")
                if definition is not None:
                    definition.setFlags(definition.flags() | optional)


def _copy_texts(algorithm, name: str, model: QgsProcessingModelAlgorithm, given: str) -> None:
    theirs, ours = algorithm.parameterDefinition(name), model.parameterDefinition(given)
    if theirs is not None and ours is not None:
        ours.setDescription(theirs.description())
        ours.setHelp(theirs.help())
        ours.setMetadata(theirs.metadata())


def model_texts() -> dict[str, tuple[str, str]]:
    """Return name and help of each model by its id."""
    return {
        "stepbystep": (
            translate("FineCover", "Fine map, step by step"),
            translate(
                "FineCover",
                "The whole chain as a model: coarse labels, features, samples, training, map and, "
                "where a reference is given, the accuracy report. It gives the same map as the "
                "steps run one by one. Copy resources/models/stepbystep.model3 from the plugin's "
                "folder into your models to change it: take steps out, put your own in.\n\n"
                "Example: IMAGES = a Sentinel-2 scene, COARSE = MCD12Q1 of the same year, GEO = a "
                "polygon with all classes of interest, GEO_SMALL = the polygon to map.",
            ),
        ),
        "timeseries": (
            translate("FineCover", "Fine map from a time series"),
            translate(
                "FineCover",
                "The whole chain as a model, for images of many dates: gaps and clouds are filled "
                "in time first, then features, samples, training, map and, where a reference is "
                "given, the accuracy report. It gives the same map as the steps run one by one. "
                "Copy resources/models/timeseries.model3 from the plugin's folder into your models "
                "to change it.\n\nExample: IMAGES = 30 Sentinel-2 scenes of 2019, MASKS = their "
                "SCL rasters, MASK_TYPE = sentinel2_scl, COARSE = MCD12Q1 of 2019.",
            ),
        ),
    }
