"""Names and labels of the figures of soft maps."""

from __future__ import annotations

from .values import translate


def training_figures() -> dict[str, str]:
    """Return the names and labels of the figures of training, errors in shares 0 to 1."""
    return {
        "MAE": translate("FineCover", "Mean absolute error of the shares, in whole blocks"),
        "RMSE": translate("FineCover", "Root mean squared error of the shares, in whole blocks"),
        "R2": translate("FineCover", "R2 of all shares, in whole blocks"),
        "BASELINE_MAE": translate("FineCover", "Mean absolute error of always the mean shares"),
        "RANDOM_MAE": translate("FineCover", "Mean absolute error of the shares, at random pixels"),
        "RANDOM_RMSE": translate(
            "FineCover", "Root mean squared error of the shares, at random pixels"
        ),
        "RANDOM_R2": translate("FineCover", "R2 of all shares, at random pixels"),
        "SAMPLE_COUNT": translate("FineCover", "Number of samples"),
        "CLASS_COUNT": translate("FineCover", "Classes that were learnt"),
    }


def map_figures() -> dict[str, str]:
    """Return the names and labels of the figures of a map."""
    return {
        "PIXELS": translate("FineCover", "Mapped pixels"),
        "NO_IMAGE_PIXELS": translate("FineCover", "Pixels the images do not show"),
        "NO_ANCILLARY_PIXELS": translate(
            "FineCover", "Pixels without elevation or ancillary data alone"
        ),
        "MEAN_ENTROPY": translate("FineCover", "Mean entropy of the mixtures, percent"),
        "CLASS_COUNT": translate("FineCover", "Classes of the map"),
        "CELLS_AGREED": translate("FineCover", "Coarse cells with which the pixels agree"),
        "CELLS_OPEN": translate("FineCover", "Coarse cells with which they do not agree yet"),
        "CELLS_LEFT": translate("FineCover", "Coarse cells that are unknown or hardly seen"),
        "CELL_DEVIATION": translate(
            "FineCover", "Largest difference between a coarse cell and its pixels, as a share"
        ),
    }
