"""Declaring parameters and outputs of each kind, always with a help text."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from .checked_parameters import FeaturesParameter, RasterParameter, RastersParameter
from .values import translate

INTEGER = QgsProcessingParameterNumber.Type.Integer
DOUBLE = QgsProcessingParameterNumber.Type.Double
POLYGONS = [QgsProcessing.SourceType.TypeVectorPolygon]
_GUI = f"{__package__.rpartition('.')[0]}.gui"
AREA_WIDGET = f"{_GUI}.polygon_widget.AreaWidget"
COARSE_WIDGET = f"{_GUI}.coarse_widget.CoarseWidget"
POINTS = [QgsProcessing.SourceType.TypeVectorPoint]
HTML, JSON, CSV, MODEL = "html", "json", "csv", "fcm"


def helped(
    parameter: QgsProcessingParameterDefinition, text: str, *, advanced: bool = False
) -> QgsProcessingParameterDefinition:
    """Give a parameter its help text, and fold it away when it is seldom needed."""
    parameter.setHelp(text)
    if advanced:
        flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        parameter.setFlags(parameter.flags() | flag)
    return parameter


def raster(name: str, label: str, text: str, *, optional: bool = False):
    """Return a raster parameter."""
    return helped(RasterParameter(name, label, optional=optional), text)


def rasters(name: str, label: str, text: str, *, optional: bool = False):
    """Return a list of rasters."""
    kind = QgsProcessing.SourceType.TypeRaster
    return helped(RastersParameter(name, label, kind, optional=optional), text)


def integer(
    name: str,
    label: str,
    text: str,
    *,
    default: int | None,
    low: int,
    high: int,
    advanced: bool = False,
):
    """Return a whole number; optional where it has no default."""
    parameter = QgsProcessingParameterNumber(
        name, label, INTEGER, default, optional=default is None, minValue=low, maxValue=high
    )
    return helped(parameter, text, advanced=advanced)


def decimal(
    name: str,
    label: str,
    text: str,
    *,
    default: float | None,
    low: float,
    high: float,
    advanced: bool = False,
):
    """Return a number; optional where it has no default."""
    parameter = QgsProcessingParameterNumber(
        name, label, DOUBLE, default, optional=default is None, minValue=low, maxValue=high
    )
    return helped(parameter, text, advanced=advanced)


def boolean(name: str, label: str, text: str, *, default: bool, advanced: bool = False):
    """Return a yes or no."""
    parameter = QgsProcessingParameterBoolean(name, label, default)
    return helped(parameter, text, advanced=advanced)


def choice(
    name: str, label: str, text: str, *, options: list[str], default: str, advanced: bool = False
):
    """Return a choice whose value is its text, the same in every language."""
    parameter = QgsProcessingParameterEnum(
        name, label, options, defaultValue=default, usesStaticStrings=True
    )
    return helped(parameter, text, advanced=advanced)


def string(name: str, label: str, text: str, *, advanced: bool = False):
    """Return an optional text."""
    parameter = QgsProcessingParameterString(name, label, "", optional=True)
    return helped(parameter, text, advanced=advanced)


def polygons(name: str, label: str, text: str):
    """Return optional polygons, which a dialog offers to draw on the canvas."""
    parameter = FeaturesParameter(name, label, POLYGONS, optional=True)
    parameter.setMetadata({"widget_wrapper": {"class": AREA_WIDGET}})
    return helped(parameter, text)


def file(name: str, label: str, text: str, *, extension: str = "", optional: bool = False):
    """Return an input file."""
    parameter = QgsProcessingParameterFile(name, label, extension=extension, optional=optional)
    return helped(parameter, text)


def raster_output(
    name: str, label: str, text: str, *, optional: bool = False, advanced: bool = False
):
    """Return a raster to write; an optional one is off unless asked for."""
    parameter = QgsProcessingParameterRasterDestination(
        name, label, optional=optional, createByDefault=not optional
    )
    return helped(parameter, text, advanced=advanced)


def file_output(name: str, label: str, text: str, *, kind: str, optional: bool = False):
    """Return a file to write, of kind HTML, JSON, CSV or MODEL; see ``raster_output``."""
    parameter = QgsProcessingParameterFileDestination(
        name, label, _filters()[kind], optional=optional, createByDefault=not optional
    )
    return helped(parameter, text)


def _filters() -> dict[str, str]:
    """Return what dialogs call the files of each kind, in the language of QGIS."""
    return {
        HTML: translate("FineCover", "HTML files (*.html)"),
        JSON: translate("FineCover", "JSON files (*.json)"),
        CSV: translate("FineCover", "CSV files (*.csv)"),
        MODEL: translate("FineCover", "FineCover models (*.fcm)"),
    }


def numbers(algorithm, names: dict[str, str]) -> None:
    """Declare number outputs."""
    for name, label in names.items():
        algorithm.addOutput(QgsProcessingOutputNumber(name, label))
