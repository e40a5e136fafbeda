"""The provider that lists the algorithms in the Processing Toolbox."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .accuracyreport import AccuracyReport
from .checks import RASTER_ENDINGS
from .classify import Classify
from .computefeatures import ComputeFeatures
from .fillgaps import FillGaps
from .preparelabels import PrepareLabels
from .samplecoarsemap import SampleCoarseMap
from .trainclassifier import TrainClassifier
from .upsample import Upsample
from .validationpoints import ValidationPoints

ICON = Path(__file__).parent.parent / "resources" / "icons" / "finecover.svg"
ALGORITHMS = (
    Upsample,
    PrepareLabels,
    FillGaps,
    ComputeFeatures,
    SampleCoarseMap,
    TrainClassifier,
    Classify,
    ValidationPoints,
    AccuracyReport,
)


class FineCoverProvider(QgsProcessingProvider):
    """FineCover's algorithms."""

    def id(self) -> str:
        """Return the provider's id; never changes."""
        return "finecover"

    def name(self) -> str:
        """Return the name shown in the toolbox."""
        return "FineCover"

    def icon(self) -> QIcon:
        """Return the icon."""
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:
        """Return the icon's file."""
        return str(ICON)

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        """Return the endings of the rasters we write."""
        return list(RASTER_ENDINGS)

    def loadAlgorithms(self) -> None:
        """Add every algorithm."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
