"""Names that users' models and scripts rely on."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("qgis.core")
from qgis.core import QgsProcessingAlgorithm
from qgis.core import QgsProcessingParameterDefinition as Definition

# parameters in the order of the dialog ("?" = optional), then outputs
CONTRACT = {
    "accuracyreport": (
        "MAP REFERENCE? POINTS? FIELD? BASELINE? MAPS? CROSSWALK? MATCH GEO_SMALL? DESIGN "
        "INDEPENDENT REPORT MATRIX? TABLE? METRICS?",
        "REPORT MATRIX TABLE METRICS OVERALL_ACCURACY KAPPA MEAN_IOU MACRO_F1 "
        "BASELINE_OVERALL_ACCURACY BASELINE_KAPPA BASELINE_MEAN_IOU BASELINE_MACRO_F1 "
        "ESTIMATED_ACCURACY ESTIMATED_ACCURACY_SE ESTIMATED_KAPPA ESTIMATED_MEAN_IOU "
        "ESTIMATED_MACRO_F1 BASELINE_ESTIMATED_ACCURACY BASELINE_ESTIMATED_ACCURACY_SE "
        "BASELINE_ESTIMATED_KAPPA BASELINE_ESTIMATED_MEAN_IOU BASELINE_ESTIMATED_MACRO_F1 "
        "DIFFERENCE DIFFERENCE_SE DIFFERENCE_P",
    ),
    "classify": (
        "FEATURES MODEL GEO_SMALL? COARSE? PRIOR_WEIGHT? PRIOR_CORRECTION? SMOOTHING KEEP_EDGES "
        "MIN_MAPPING_UNIT MEMORY RESUME CLUSTER? OUTPUT CONFIDENCE? PROBABILITIES? "
        "APPLICABILITY? MARGIN? ENTROPY?",
        "OUTPUT CONFIDENCE PROBABILITIES APPLICABILITY MARGIN ENTROPY OUTSIDE_APPLICABILITY_SHARE "
        "PRIOR_WEIGHT_USED PRIOR_CORRECTION_USED EXPECTED_GAIN EXPECTED_GAIN_SPREAD",
    ),
    "computefeatures": (
        "IMAGES BANDS? DEM? ANCILLARY? SCALE OFFSET INDICES? STATISTICS? CONTEXT COORDINATES "
        "EXTENT_MASK? CELL MEMORY CLUSTER? OUTPUT",
        "OUTPUT FEATURE_COUNT",
    ),
    "diagnostics": ("FULL_PATHS", "TEXT"),
    "fillgaps": (
        "IMAGES BANDS? DATES? MASKS? MASK_TYPE MASK_DILATION SCL_CLASSES? STEP_DAYS START? END? "
        "MAX_GAP_DAYS? SMOOTHING WINDOW POLYORDER LAMBDA? ENVELOPE? HARMONICS GEO? MEMORY OUTPUT "
        "OBSERVATIONS?",
        "OUTPUT OBSERVATIONS DATE_COUNT OBSERVED_DATES MEAN_OBSERVATIONS",
    ),
    "mapfractions": (
        "FEATURES MODEL GEO_SMALL? COARSE_FRACTIONS? LEVEL? RESUME OUTPUT HARD_MAP? LEVEL_MAP? "
        "LEVEL_FRACTIONS? ENTROPY?",
        "OUTPUT HARD_MAP LEVEL_MAP LEVEL_FRACTIONS ENTROPY PIXELS NO_IMAGE_PIXELS "
        "NO_ANCILLARY_PIXELS MEAN_ENTROPY CLASS_COUNT CELLS_AGREED CELLS_OPEN CELLS_LEFT "
        "CELL_DEVIATION",
    ),
    "preparelabels": (
        "COARSE BAND? LEGEND LEGEND_FILE? CROSSWALK? GEO? OUTPUT",
        "OUTPUT CLASS_COUNT UNKNOWN_PIXELS",
    ),
    "samplecoarsemap": (
        "COARSE BAND? FEATURES GEO? SAMPLES ALLOCATION MIN_PER_CLASS MAX_PER_CLASS BUFFER PURITY "
        "HOMOGENEITY MIN_DISTANCE SEED CLUSTER? OUTPUT COUNTS?",
        "OUTPUT COUNTS SAMPLE_COUNT",
    ),
    "trainclassifier": (
        "SAMPLES CLASS_FIELD? FEATURES COARSE? GEO? TREES MIN_LEAF? CLEAN BLOCK_SIZE SEED CLUSTER? "
        "MODEL REPORT? SAMPLE_TRUST?",
        "MODEL REPORT SAMPLE_TRUST OOB_ACCURACY OOB_KAPPA BLOCK_CV_ACCURACY BLOCK_CV_KAPPA "
        "EXPECTED_GAIN EXPECTED_GAIN_SPREAD COARSE_ERROR_RATE PRIOR_WEIGHT_CHOSEN",
    ),
    "trainfractions": (
        "FINE_LABELS? COARSE_FRACTIONS? PURE_SAMPLES? FEATURES LEGEND LEGEND_FILE? CROSSWALK? "
        "LEGEND_LEVEL? GEO? SAMPLES BLOCK_SIZE? TREES MIN_LEAF GROUPS REFITS MIXING CLASS_FIELD? "
        "SEED MODEL REPORT?",
        "MODEL REPORT MAE RMSE R2 BASELINE_MAE RANDOM_MAE RANDOM_RMSE RANDOM_R2 SAMPLE_COUNT "
        "CLASS_COUNT",
    ),
    "upsample": (
        "IMAGES BANDS? COARSE LEGEND LEGEND_FILE? CROSSWALK? BAND? GEO? GEO_SMALL? DEM? ANCILLARY? "
        "REFERENCE? REFERENCE_CROSSWALK? DATES? MASKS? MASK_TYPE MASK_DILATION SCL_CLASSES? "
        "STEP_DAYS? START? END? MAX_GAP_DAYS? SERIES_SMOOTHING WINDOW POLYORDER LAMBDA? ENVELOPE? "
        "HARMONICS SCALE OFFSET INDICES? STATISTICS? CONTEXT COORDINATES SAMPLES "
        "ALLOCATION MIN_PER_CLASS MAX_PER_CLASS BUFFER PURITY HOMOGENEITY MIN_DISTANCE TREES "
        "MIN_LEAF? CLEAN BLOCK_SIZE PRIOR_WEIGHT? PRIOR_CORRECTION? SMOOTHING KEEP_EDGES "
        "MIN_MAPPING_UNIT SEED MEMORY RESUME CLUSTER? "
        "OUTPUT CONFIDENCE? REPORT? MODEL? PROBABILITIES? APPLICABILITY? MARGIN? ENTROPY? CELLS? "
        "METRICS?",
        "OUTPUT CONFIDENCE REPORT MODEL PROBABILITIES APPLICABILITY MARGIN ENTROPY CELLS METRICS "
        "FEATURE_COUNT SAMPLE_COUNT CLASS_COUNT OOB_ACCURACY OOB_KAPPA BLOCK_CV_ACCURACY "
        "BLOCK_CV_KAPPA EXPECTED_GAIN EXPECTED_GAIN_SPREAD COARSE_ERROR_RATE PRIOR_WEIGHT_CHOSEN "
        "OVERALL_ACCURACY KAPPA MEAN_IOU MACRO_F1 BASELINE_OVERALL_ACCURACY BASELINE_KAPPA "
        "BASELINE_MEAN_IOU BASELINE_MACRO_F1 OUTSIDE_APPLICABILITY_SHARE PRIOR_WEIGHT_USED "
        "PRIOR_CORRECTION_USED COARSE_AGREEMENT",
    ),
    "validationpoints": (
        "MAP GEO_SMALL? EXPECTED_ACCURACY STANDARD_ERROR TOTAL? MIN_PER_CLASS ALLOCATION DESIGN "
        "SEED OUTPUT",
        "OUTPUT POINT_COUNT CLASS_COUNT REQUIRED_POINTS EXPECTED_STANDARD_ERROR",
    ),
}
_CHAIN = CONTRACT["upsample"][0].partition(" OUTPUT ")[0]
CONTRACT["preflight"] = (  # tells of missing inputs, too
    f"{_CHAIN} OUTPUTS? FOLDER? MEASURE REPORT? JSON?".replace("IMAGES ", "IMAGES? ", 1).replace(
        "COARSE ", "COARSE? ", 1
    ),
    "REPORT JSON FINDINGS PROBLEM_COUNT WARNING_COUNT PIXELS TILES FEATURE_COUNT MEMORY_GB "
    "DISK_GB MINUTES HOURS MEASURED_SECONDS",
)
DEFAULTS = {
    "ALLOCATION": "proportional_clipped", "BAND": 1, "BLOCK_SIZE": 3, "BUFFER": 0,
    "CELL": 1,
    "CLASS_FIELD": "class", "CLEAN": True, "CONTEXT": 0, "COORDINATES": False, "DESIGN": "auto",
    "FULL_PATHS": False,
    "HARMONICS": 2, "HOMOGENEITY": 0, "INDEPENDENT": True, "KEEP_EDGES": True, "LEGEND": "auto",
    "MASK_DILATION": 0, "MASK_TYPE": "none", "MATCH": "auto", "MAX_PER_CLASS": 8000, "MEMORY": 1,
    "MEASURE": False,
    "MIN_DISTANCE": 0, "MIN_MAPPING_UNIT": 0, "MIN_PER_CLASS": 600, "OFFSET": 0, "POLYORDER": 2,
    "PURITY": 0, "RESUME": True, "SAMPLES": 20000, "SCALE": 1, "SEED": 0,
    "SERIES_SMOOTHING": "none", "SMOOTHING": 2, "TREES": 100, "WINDOW": 5,
}  # fmt: skip
OWN_DEFAULTS = {
    "fillgaps": {"SMOOTHING": "none", "STEP_DAYS": 30},  # in time, not in space
    "trainfractions": {  # blocks in metres, as large as the area asks for
        "BLOCK_SIZE": None, "GROUPS": True, "MIN_LEAF": 3, "MIXING": "proportional", "REFITS": 0,
    },
    # points somebody labels are fewer, and drawn otherwise, than training samples
    "validationpoints": {
        "ALLOCATION": "compromise", "DESIGN": "stratified", "EXPECTED_ACCURACY": "0.8",
        "MIN_PER_CLASS": 50, "STANDARD_ERROR": 0.02,
    },
}  # fmt: skip


@pytest.fixture(params=sorted(CONTRACT))
def algorithm(request, provider):
    return provider.algorithm(request.param)


def is_optional(definition):
    return bool(definition.flags() & Definition.Flag.FlagOptional)


def test_the_provider_lists_exactly_the_contract(provider):
    assert provider.id() == "finecover"
    names = {one.name() for one in provider.algorithms() if one.groupId() != "models"}
    assert names == set(CONTRACT)


def test_parameters_and_outputs_keep_their_names(algorithm):
    parameters, outputs = CONTRACT[algorithm.name()]
    found = [one.name() + "?" * is_optional(one) for one in algorithm.parameterDefinitions()]
    assert found == parameters.split()
    assert [one.name() for one in algorithm.outputDefinitions()] == outputs.split()


def test_defaults_stay(algorithm):
    found = {
        one.name(): one.defaultValue()
        for one in algorithm.parameterDefinitions()
        if not one.isDestination() and one.defaultValue() not in (None, "")
    }
    layers = ("source", "raster")  # SAMPLES is a number in one algorithm, a layer in another
    named = {one.name() for one in algorithm.parameterDefinitions() if one.type() not in layers}
    expected = {**DEFAULTS, **OWN_DEFAULTS.get(algorithm.name(), {})}
    expected = {name: value for name, value in expected.items() if name in named}
    assert found == {name: value for name, value in expected.items() if value is not None}


def test_defaults_are_those_of_the_core():
    """They cannot come from there: listing the algorithms must not import rasterio."""
    from finecover.core.features.features import FeatureInputs
    from finecover.core.pipeline import UpsampleSettings
    from finecover.core.rasters.raster import RasterSource

    steps = UpsampleSettings()
    core = {
        name.upper(): value
        for step in (steps.features, steps.sampling, steps.training, steps.mapping)
        for name, value in vars(step).items()
        if value not in (None, "")
    }
    core["COORDINATES"] = FeatureInputs((RasterSource("image.tif"),)).coordinates
    assert core == {name: DEFAULTS[name] for name in core}


def test_defaults_of_a_series_are_those_of_the_core():
    from finecover.core.series.series_settings import FillSettings

    names = {"lam": "LAMBDA"}
    core = {
        names.get(name, name.upper()): value
        for name, value in vars(FillSettings()).items()
        if value not in (None, "")
    }
    expected = {**DEFAULTS, **OWN_DEFAULTS["fillgaps"]}
    assert core == {name: expected[name] for name in core}


def test_names_are_such_that_nothing_needs_quoting(algorithm):
    assert algorithm.id() == f"finecover:{algorithm.name()}"
    assert re.fullmatch(r"[a-z0-9_]+", algorithm.name())
    names = [one.name() for one in algorithm.parameterDefinitions()]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", name) for name in names)
    assert len(names) == len(set(names))


def test_every_parameter_has_help_that_names_its_default(algorithm):
    for parameter in algorithm.parameterDefinitions():
        text, default = parameter.help(), parameter.defaultValue()
        assert len(text) > 5, parameter.name()
        assert parameter.description(), parameter.name()
        if parameter.isDestination() or default in (None, ""):
            continue
        told = {True: "yes", False: "no"}[default] if isinstance(default, bool) else default
        told = f"{told:g}" if isinstance(told, (int, float)) else told
        assert re.search(rf"[Dd]efault:? {told}\b|{told} \(default\)", text), parameter.name()


def test_texts_of_the_algorithm(algorithm):
    assert algorithm.displayName()
    assert "Example: " in algorithm.shortHelpString()
    assert algorithm.helpUrl().startswith("https://")
    assert bool(algorithm.group()) == bool(algorithm.groupId())


def test_an_instance_is_fresh_and_alike(algorithm):
    copy = algorithm.createInstance()
    assert copy is not algorithm
    assert type(copy) is type(algorithm)
    made = algorithm.create()
    assert [one.name() for one in made.parameterDefinitions()] == [
        one.name() for one in algorithm.parameterDefinitions()
    ]


def test_it_can_be_cancelled_batched_and_runs_off_the_main_thread(algorithm):
    flags = algorithm.flags()
    assert flags & algorithm.Flag.FlagCanCancel
    assert flags & algorithm.Flag.FlagSupportsBatch
    assert not flags & algorithm.Flag.FlagNoThreading


def test_none_is_called_deprecated(algorithm):
    """QGIS says so of one that is hidden from toolbox and models, and warns at each run."""
    deprecated = algorithm.Flag.FlagDeprecated
    assert algorithm.flags() & deprecated != deprecated


def test_it_can_be_executed_where_all_packages_are(algorithm):
    assert algorithm.canExecute() == (True, "")


def test_nothing_of_qgis_is_overridden_by_accident(algorithm):
    """``processing.run`` calls ``run`` and its like with arguments of QGIS's own."""
    ours = type(algorithm).__mro__[: type(algorithm).__mro__.index(QgsProcessingAlgorithm)]
    defined = {name for one in ours for name in vars(one)}
    assert not defined & {"run", "runPrepared", "prepare", "postProcess", "parameters"}
