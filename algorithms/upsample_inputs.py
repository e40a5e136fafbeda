"""What ``upsample`` and ``preflight`` are told: their parameters, and what these say together.

Processing has no groups of parameters, so the order serves as groups: first what goes in (images,
coarse map, the two areas, what may help), then settings in the order of the steps. Those that are
seldom needed are folded away, and there each label begins with its step.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Callable, TypeVar

from qgis.core import QgsProcessingParameterDefinition, QgsProcessingUtils

from ..core.errors import FineCoverError
from . import declare as d
from . import method_parameters as m
from . import parameters as p
from . import series_parameters as s
from .accuracy_inputs import crosswalk_table
from .cluster_parameter import cluster
from .series_values import image_series
from .settings import (
    check_legend,
    feature_inputs,
    feature_settings,
    legend_choice,
    map_settings,
    memory_bytes,
    sampling_settings,
    training_settings,
)
from .values import Values, translate

if TYPE_CHECKING:
    from ..core.legends.labels import LegendChoice
    from ..core.preflight.preflight import Findings, Job
    from ..core.upsample_data import UpsampleInputs, UpsampleSettings

_Settings = TypeVar("_Settings")
_PARTS = re.compile(r"[,;\n]")
_LEGEND = {"LEGEND", "LEGEND_FILE", "CROSSWALK", "COARSE"}


def parameters() -> list[QgsProcessingParameterDefinition]:
    """Return every parameter of the chain that is no output, in the order of the dialog."""
    images, bands, dem, ancillary = p.images()
    *series, memory = s.chain()
    return [
        images, bands, p.coarse(), *_of_coarse(), p.geo(), p.geo_small(), dem, ancillary,
        *_reference(),
        *_led(translate("FineCover", "Series"), series),
        *_led(translate("FineCover", "Features"), p.feature_settings()),
        *_led(translate("FineCover", "Samples"), m.sampling()),
        *_led(translate("FineCover", "Forest"), m.training()),
        *_led(translate("FineCover", "Map"), m.mapping()),
        *_led(translate("FineCover", "Run"), [m.seed(), memory, m.resume(), cluster()]),
    ]  # fmt: skip


def _of_coarse() -> list[QgsProcessingParameterDefinition]:
    return _led(translate("FineCover", "Coarse map"), [*p.legend(), p.band()])


def _led(
    step: str, settings: Iterable[QgsProcessingParameterDefinition]
) -> list[QgsProcessingParameterDefinition]:
    """Let the labels of folded parameters begin with the step they belong to."""
    led = list(settings)
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    for one in led:
        if one.flags() & advanced:
            text = translate("FineCover", "{step} ▸ {setting}")
            one.setDescription(text.format(step=step, setting=one.description()))
    return led


def _reference() -> list[QgsProcessingParameterDefinition]:
    text = translate("FineCover", "Fine reference classes to compare the map with. Any grid.")
    walk_text = translate(
        "FineCover",
        "CSV with from and to, codes or class names: from the classes of the map to those of "
        "REFERENCE. A column level1 in place of to holds classes of that level.",
    )
    walk = d.file(
        "REFERENCE_CROSSWALK",
        translate("FineCover", "Crosswalk to the reference"),
        walk_text,
        optional=True,
    )
    return [
        d.raster("REFERENCE", translate("FineCover", "Reference"), text, optional=True),
        d.helped(walk, walk_text, advanced=True),
    ]


def upsample_inputs(values: Values) -> UpsampleInputs:
    """Return what goes in."""
    from ..core.upsample_data import UpsampleInputs

    return UpsampleInputs(
        features=feature_inputs(values),
        coarse=values.raster("COARSE", band="BAND"),
        choice=legend_choice(values),
        geo=values.area("GEO"),
        geo_small=values.area("GEO_SMALL"),
        reference=values.optional_raster("REFERENCE"),
        crosswalks=crosswalk_table(values, "REFERENCE_CROSSWALK"),
        series=image_series(values),
    )


def upsample_settings(values: Values) -> UpsampleSettings:
    """Return the settings of every step."""
    from ..core.upsample_data import UpsampleSettings

    return UpsampleSettings(
        feature_settings(values),
        sampling_settings(values),
        training_settings(values),
        map_settings(values),
        values.flag("RESUME"),
    )


def upsample_job(values: Values, findings: Findings, *, rejected: Collection[str] = ()) -> Job:
    """Return the run as far as its parameters can be used; what is wrong becomes a finding.

    Args:
        values: without the parameters that are no use.
        findings: take what is wrong.
        rejected: names of the parameters that were left out, and told.
    """
    from ..core.preflight.preflight import Job

    attempt = findings.attempt
    images = attempt("IMAGES", lambda: values.rasters("IMAGES")) or ()
    series = None
    if images and not set(rejected) & {"MASKS", "DATES", "START", "END"}:
        series = attempt("STEP_DAYS", lambda: image_series(values))
    usual = Job()
    return Job(
        images=images,
        coarse=attempt("COARSE", lambda: values.optional_raster("COARSE", band="BAND")),
        choice=_choice(values, findings) if not _LEGEND & set(rejected) else None,
        dem=attempt("DEM", lambda: values.optional_raster("DEM")),
        ancillary=attempt("ANCILLARY", lambda: values.rasters("ANCILLARY")) or (),
        coordinates=bool(attempt("COORDINATES", lambda: values.flag("COORDINATES"))),
        geo=attempt("GEO", lambda: values.area("GEO")),
        geo_small=attempt("GEO_SMALL", lambda: values.area("GEO_SMALL")),
        reference=attempt("REFERENCE", lambda: values.optional_raster("REFERENCE")),
        crosswalks=attempt(
            "REFERENCE_CROSSWALK", lambda: crosswalk_table(values, "REFERENCE_CROSSWALK")
        ),
        series=series,
        settings=_settings(values, findings),
        scratch=QgsProcessingUtils.tempFolder() or usual.scratch,
        memory=memory_bytes(values),
    )


def _choice(values: Values, findings: Findings) -> LegendChoice | None:
    def choice() -> LegendChoice:
        check_legend(values)
        return legend_choice(values)

    return findings.attempt("LEGEND", choice)


def _settings(values: Values, findings: Findings) -> UpsampleSettings:
    """Return the settings; those of a step that are no use are at their defaults."""
    from ..core.upsample_data import UpsampleSettings

    usual = UpsampleSettings()
    steps = {
        "features": ("INDICES", feature_settings),
        "sampling": ("SAMPLES", sampling_settings),
        "training": ("TREES", training_settings),
        "mapping": ("SMOOTHING", map_settings),
    }
    found = {
        step: _readable(values, read, name, findings) or getattr(usual, step)
        for step, (name, read) in steps.items()
    }
    return UpsampleSettings(**found)


def _readable(
    values: Values, read: Callable[[Values], _Settings], parameter: str, findings: Findings
) -> _Settings | None:
    """Return settings without what cannot be used of them, which becomes findings, all of it.

    Args:
        values: of the run.
        read: returns settings, or raises for the first value that is no use.
        parameter: what a finding is about, unless its sentence begins with another's name.
        findings: take what is wrong.
    """
    from ..core.preflight.findings import PROBLEM, about

    left = dict(values.parameters)
    while True:
        try:
            return read(Values(values.algorithm, left, values.context))
        except FineCoverError as error:
            name = about(str(error), parameter)
            findings.add(PROBLEM, name, str(error))
        if name not in left:
            return None
        kept = _readable_parts(values, read, name, findings)
        left[name], before = kept, left[name]
        if kept in ("", before):
            del left[name]


def _readable_parts(
    values: Values, read: Callable[[Values], _Settings], name: str, findings: Findings
) -> str:
    """Return what can be used of a list of names; what cannot becomes findings."""
    kept = []
    for part in _PARTS.split(str(values.parameters[name])):
        alone = Values(values.algorithm, {name: part}, values.context)
        if part.strip() and findings.succeeds(name, lambda alone=alone: read(alone)):
            kept.append(part)
    return ",".join(kept)
