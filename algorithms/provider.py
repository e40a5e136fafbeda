"""The provider that lists the algorithms in the Processing Toolbox."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .accuracyreport import AccuracyReport
from .checks import MOSAIC_ENDING, RASTER_ENDINGS
from .classify import Classify
from .computefeatures import ComputeFeatures
from .diagnostics import Diagnostics
from .fillgaps import FillGaps
from .mapfractions import MapFractions
from .models import shipped_models
from .preflight import Preflight
from .preparelabels import PrepareLabels
from .samplecoarsemap import SampleCoarseMap
from .trainclassifier import TrainClassifier
from .trainfractions import TrainFractions
from .upsample import Upsample
from .validationpoints import ValidationPoints

ICON = Path(__file__).parent.parent / "resources" / "icons" / "finecover.svg"
ALGORITHMS = (
    Upsample,
    Preflight,
    PrepareLabels,
    FillGaps,
    ComputeFeatures,
    SampleCoarseMap,
    TrainClassifier,
    Classify,
    TrainFractions,
    MapFractions,
    ValidationPoints,
    AccuracyReport,
    Diagnostics,
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
        return [*RASTER_ENDINGS, MOSAIC_ENDING]

    def load(self) -> bool:
        """Load the algorithms, and the models as soon as QGIS knows the provider.

        A model read before the algorithms in it are registered has no outputs. QGIS's own provider
        of models reads them again whenever a provider is added, for the same reason.
        """
        QgsApplication.processingRegistry().providerAdded.connect(self._provider_added)
        return super().load()

    def unload(self) -> None:
        """Stop listening."""
        registry = QgsApplication.processingRegistry()
        if registry is not None:  # newer QGIS ends providers when the registry is gone already
            registry.providerAdded.disconnect(self._provider_added)
        super().unload()

    def _provider_added(self, provider: str) -> None:
        if provider in (self.id(), "native"):  # the models hold algorithms of both
            self.refreshAlgorithms()

    def loadAlgorithms(self) -> None:
        """Add every algorithm, and every model where QGIS knows the provider by now."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        if QgsApplication.processingRegistry().providerById(self.id()) is not None:
            for model in shipped_models():
                self.addAlgorithm(model)
