"""The layers of one run together in the layer panel, in an order that reads well."""

from __future__ import annotations

from enum import IntEnum

import qgis.utils
from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt import sip

_TITLE = "FineCover"
_RUN = "finecover/run"  # the property that marks a group of ours
RESULT = "finecover/result"
"""The property that tells what a layer is to us, once it has its place."""


class Rank(IntEnum):
    """What a result is; the lowest lies on top."""

    POINTS = 0
    MAP = 10
    LEVEL_MAP = 11
    CONFIDENCE = 20
    MARGIN = 21
    ENTROPY = 22
    PROBABILITIES = 23
    FRACTIONS = 24
    LEVEL_FRACTIONS = 25
    APPLICABILITY = 30
    CELLS = 31
    LABELS = 40
    IMAGE = 50
    OBSERVATIONS = 60


class RunGroup:
    """A run's layers; a group in the layer panel as soon as there are two to keep together."""

    def __init__(self) -> None:
        """Begin a run whose name is not known yet."""
        self.title = ""
        self._members: dict[str, Rank] = {}
        self._placed: dict[str, Rank] = {}
        self._group: QgsLayerTreeGroup | None = None

    def join(self, destination: str, rank: Rank, title: str) -> None:
        """Take one more result of the run; the first title given is the run's."""
        self._members[destination] = rank
        self.title = self.title or title

    def place(
        self, layer: QgsMapLayer, rank: Rank, details: QgsProcessingContext.LayerDetails | None
    ) -> None:
        """Move a layer that was just loaded among the others; called in the main thread.

        A layer that a model puts in a group of its own stays there.
        """
        if details is None or getattr(details, "groupName", "") or details.project is None:
            return
        node = details.project.layerTreeRoot().findLayer(layer.id())
        if node is None:
            return
        alone = len(self._members) < 2
        node.setExpanded(rank == Rank.MAP or alone)
        parent = _outside_runs(node.parent())
        if alone:
            if _is_run(node.parent()):
                _move(node, parent, self._top(parent))
            return
        group = self._group
        if group is None or sip.isdeleted(group):
            group = self._group = self._same_group(details.project) or self._new_group(parent)
            self._placed.clear()
        _move(node, group, self._place_of(rank, group))
        self._placed[layer.id()] = rank
        self._prefer_map(group)
        if rank == Rank.CELLS:  # it would look out from under the map all around
            group.findLayer(layer.id()).setItemVisibilityChecked(False)

    def _place_of(self, rank: Rank, group: QgsLayerTreeGroup) -> int:
        """Return where in the group a layer comes; one that waits to be moved may be in it too."""
        ranks = [self._placed.get(_layer_id(child)) for child in group.children()]
        return max((at + 1 for at, other in enumerate(ranks) if _above(other, rank)), default=0)

    def _prefer_map(self, group: QgsLayerTreeGroup) -> None:
        """Make the map the current layer where QGIS chose another of this run."""
        maps = [key for key, rank in self._placed.items() if rank == Rank.MAP]
        node = group.findLayer(maps[0]) if maps else None
        current = qgis.utils.iface.activeLayer() if qgis.utils.iface is not None else None
        if node is not None and current is not None and _file_of(current) in self._members:
            qgis.utils.iface.setActiveLayer(node.layer())

    def _same_group(self, project: QgsProject) -> QgsLayerTreeGroup | None:
        """Return the group that a run into the same files made and no more, None where none did.

        Temporary results in it that this run has anew belonged to what is overwritten: they go.
        """
        for node in project.layerTreeRoot().findLayers():
            group = node.parent()
            if not (_is_run(group) and self._is_member(node) and _had_place(node)):
                continue
            others = [child for child in group.children() if not self._is_member(child)]
            if all(self._is_replaced(child) for child in others):
                project.removeMapLayers([child.layerId() for child in others])
                return group
        return None

    def _is_member(self, node: QgsLayerTreeNode) -> bool:
        layer = node.layer() if isinstance(node, QgsLayerTreeLayer) else None
        return layer is not None and _file_of(layer) in self._members

    def _is_replaced(self, node: QgsLayerTreeNode) -> bool:
        layer = node.layer() if isinstance(node, QgsLayerTreeLayer) else None
        if not isinstance(layer, QgsRasterLayer):  # points may have been edited
            return False
        if not _file_of(layer).startswith(QgsProcessingUtils.tempFolder()):
            return False
        return layer.customProperty(RESULT) in {rank.name for rank in self._members.values()}

    def _new_group(self, parent: QgsLayerTreeGroup) -> QgsLayerTreeGroup:
        """Return a new group of a name that its neighbours do not have."""
        title = name = self.title or _TITLE
        for child in parent.children():
            if _is_run(child) and not child.children() and child.name().startswith(title):
                parent.removeChildNode(child)  # its layers are gone
        taken = {child.name() for child in parent.children()}
        number = 2
        while name in taken:
            name, number = f"{title} ({number})", number + 1
        group = parent.insertGroup(self._top(parent), name)
        group.setCustomProperty(_RUN, True)
        group.setExpanded(True)
        return group

    def _top(self, parent: QgsLayerTreeGroup) -> int:
        """Return the place below polygons and points but above images and maps."""
        children = parent.children()
        above = (at for at, child in enumerate(children) if self._would_hide(child))
        return next(above, len(children))

    def _would_hide(self, node: QgsLayerTreeNode) -> bool:
        """Tell whether a layer or group holds a raster, other than those of this run."""
        if isinstance(node, QgsLayerTreeGroup):
            return any(self._would_hide(child) for child in node.children())
        layer = node.layer() if isinstance(node, QgsLayerTreeLayer) else None
        return isinstance(layer, QgsRasterLayer) and _file_of(layer) not in self._members


def _had_place(node: QgsLayerTreeLayer) -> bool:
    """Tell a layer that an earlier run had from one that QGIS just put above the current one."""
    return node.layer() is not None and node.layer().customProperty(RESULT) is not None


def _file_of(layer: QgsMapLayer) -> str:
    return layer.source().partition("|")[0]


def _is_run(node: QgsLayerTreeNode) -> bool:
    return bool(node.customProperty(_RUN))


def _outside_runs(group: QgsLayerTreeGroup) -> QgsLayerTreeGroup:
    """Return the group itself, or the one around where it is that of another run.

    QGIS puts new layers above the current one, wherever that is.
    """
    while _is_run(group) and group.parent() is not None:
        group = group.parent()
    return group


def _layer_id(node: QgsLayerTreeNode) -> str:
    return node.layerId() if isinstance(node, QgsLayerTreeLayer) else ""


def _above(other: Rank | None, rank: Rank) -> bool:
    return other is not None and other <= rank


def _move(node: QgsLayerTreeLayer, group: QgsLayerTreeGroup, at: int) -> None:
    """Move a layer; it is in the tree all the time, or its project would drop it."""
    layer, iface = node.layer(), qgis.utils.iface
    active = iface is not None and iface.activeLayer() == layer
    old = node.parent()
    group.insertChildNode(at, node.clone())
    old.removeChildNode(node)
    if _is_run(old) and not old.children() and old.parent() is not None:
        old.parent().removeChildNode(old)
    if active:
        iface.setActiveLayer(layer)


def details_of(
    context: QgsProcessingContext, destination: str
) -> QgsProcessingContext.LayerDetails | None:
    """Return how a result will be loaded, None where it will not."""
    if destination and context.willLoadLayerOnCompletion(destination):
        return context.layerToLoadOnCompletionDetails(destination)
    return None
