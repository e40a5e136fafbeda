"""What styles a result, and puts it with the others of its run, once QGIS has loaded it."""

from __future__ import annotations

from typing import TypeVar

from qgis.core import QgsMapLayer, QgsProcessingContext, QgsProcessingLayerPostProcessorInterface
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication

from .layer_group import RESULT, Rank, RunGroup, details_of

translate = QCoreApplication.translate

# The context owns only the C++ half of a post-processor; without a reference here its Python half
# would be gone before the layer is loaded.
_alive: list[ResultStyle] = []

_Style = TypeVar("_Style", bound="ResultStyle")


class ResultStyle(QgsProcessingLayerPostProcessorInterface):
    """A style applied when this run loads its layer; one instance per layer and run."""

    RANK = Rank.LABELS

    def __init__(self) -> None:
        """Belong to no run yet."""
        super().__init__()
        self.run = RunGroup()
        self.rank = self.RANK
        self.destination = ""
        self.output = ""

    @classmethod
    def attach(
        cls: type[_Style],
        context: QgsProcessingContext,
        destination: str | None,
        *arguments: object,
        rank: Rank | None = None,
        title: str = "",
    ) -> _Style | None:
        """Style the output ``destination`` if it will be loaded.

        Args:
            context: of the run.
            destination: as the output is called in the results.
            arguments: what this kind of style needs.
            rank: its place among the run's layers, where it is not the usual one.
            title: what the run shall be called in the layer panel.
        """
        _alive[:] = [style for style in _alive if not sip.isdeleted(style)]
        details = details_of(context, destination or "")
        if details is None:
            return None
        style = cls(*arguments)
        style.rank = cls.RANK if rank is None else rank
        style.destination, style.output = str(destination), details.outputName
        style.run = _run_of(context, style)
        style.run.join(style.destination, style.rank, title)
        _alive.append(style)
        details.setPostProcessor(style)
        return style

    def postProcessLayer(self, layer, context, feedback) -> None:
        """Style and place the layer; called in the main thread."""
        self.apply(layer)
        if layer.name() == self.output:  # as QGIS calls the results of models
            layer.setName(_label(self.rank) or layer.name())
        layer.triggerRepaint()
        self.run.place(layer, self.rank, details_of(context, self.destination))
        layer.setCustomProperty(RESULT, self.rank.name)

    def apply(self, layer: QgsMapLayer) -> None:
        """Style the layer; children say how."""
        raise NotImplementedError


def is_fine_result(layer: QgsMapLayer) -> bool:
    """Tell whether a layer is a result of ours other than labels, which are a coarse map."""
    return layer.customProperty(RESULT, Rank.LABELS.name) != Rank.LABELS.name


def _label(rank: Rank) -> str:
    """Return the label of the one output of that rank; "" where several have it."""
    labels = {
        Rank.MAP: translate("FineCover", "Fine map"),
        Rank.LEVEL_MAP: translate("FineCover", "Hard map of the coarser level"),
        Rank.CONFIDENCE: translate("FineCover", "Confidence"),
        Rank.MARGIN: translate("FineCover", "Margin"),
        Rank.ENTROPY: translate("FineCover", "Entropy"),
        Rank.PROBABILITIES: translate("FineCover", "Probabilities"),
        Rank.FRACTIONS: translate("FineCover", "Fractions"),
        Rank.LEVEL_FRACTIONS: translate("FineCover", "Fractions of the coarser level"),
        Rank.APPLICABILITY: translate("FineCover", "Applicability"),
        Rank.CELLS: translate("FineCover", "Agreement with the coarse cells"),
        Rank.LABELS: translate("FineCover", "Coarse labels"),
        Rank.OBSERVATIONS: translate("FineCover", "Number of observations"),
    }
    return labels.get(rank, "")


def _run_of(context: QgsProcessingContext, new: ResultStyle) -> RunGroup:
    """Return the run that other results in ``context`` belong to, as those of a model's steps.

    The rows of a batch may share a context; there the same result comes again.
    """
    mine = [
        style
        for style in _alive
        for details in [details_of(context, style.destination)]
        if details is not None and details.postProcessor() is style
    ]
    run = mine[-1].run if mine else RunGroup()
    same = {(style.rank, style.output) for style in mine if style.run is run}
    return RunGroup() if (new.rank, new.output) in same else run
