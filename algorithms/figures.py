"""Names and labels of the figures several algorithms give back."""

from __future__ import annotations

from .values import translate


def accuracy_figures() -> dict[str, str]:
    """Return the names and labels of the accuracy figures."""
    return {
        "OVERALL_ACCURACY": translate(
            "FineCover", "Overall accuracy (of points: share of the points, not of the area)"
        ),
        "KAPPA": translate("FineCover", "Kappa"),
        "MEAN_IOU": translate("FineCover", "Mean IoU"),
        "MACRO_F1": translate("FineCover", "Macro F1"),
        "BASELINE_OVERALL_ACCURACY": translate("FineCover", "Overall accuracy of the baseline"),
        "BASELINE_KAPPA": translate("FineCover", "Kappa of the baseline"),
        "BASELINE_MEAN_IOU": translate("FineCover", "Mean IoU of the baseline"),
        "BASELINE_MACRO_F1": translate("FineCover", "Macro F1 of the baseline"),
    }


def sample_figures() -> dict[str, str]:
    """Return the names and labels of what a probability sample of points tells."""
    return {
        "ESTIMATED_ACCURACY": translate("FineCover", "Overall accuracy estimated by the design"),
        "ESTIMATED_ACCURACY_SE": translate("FineCover", "Standard error of the estimated accuracy"),
        "ESTIMATED_KAPPA": translate("FineCover", "Kappa estimated by the design"),
        "ESTIMATED_MEAN_IOU": translate("FineCover", "Mean IoU estimated by the design"),
        "ESTIMATED_MACRO_F1": translate("FineCover", "Macro F1 estimated by the design"),
        "BASELINE_ESTIMATED_ACCURACY": translate(
            "FineCover", "Overall accuracy of the baseline estimated by the design"
        ),
        "BASELINE_ESTIMATED_ACCURACY_SE": translate(
            "FineCover", "Standard error of the baseline's estimated accuracy"
        ),
        "BASELINE_ESTIMATED_KAPPA": translate(
            "FineCover", "Kappa of the baseline estimated by the design"
        ),
        "BASELINE_ESTIMATED_MEAN_IOU": translate(
            "FineCover", "Mean IoU of the baseline estimated by the design"
        ),
        "BASELINE_ESTIMATED_MACRO_F1": translate(
            "FineCover", "Macro F1 of the baseline estimated by the design"
        ),
        "DIFFERENCE": translate("FineCover", "Overall accuracy minus that of the baseline"),
        "DIFFERENCE_SE": translate("FineCover", "Standard error of the difference"),
        "DIFFERENCE_P": translate("FineCover", "P-value of the difference"),
    }


def training_figures() -> dict[str, str]:
    """Return the names and labels of the training's figures."""
    return {
        "OOB_ACCURACY": translate("FineCover", "Out-of-bag agreement with the coarse map"),
        "OOB_KAPPA": translate("FineCover", "Out-of-bag kappa"),
        "BLOCK_CV_ACCURACY": translate("FineCover", "Block cross-validated agreement"),
        "BLOCK_CV_KAPPA": translate("FineCover", "Block cross-validated kappa"),
        **gain_figures(),
        "COARSE_ERROR_RATE": translate(
            "FineCover", "Estimated share of coarse cells with a wrong label"
        ),
        "PRIOR_WEIGHT_CHOSEN": translate(
            "FineCover", "Weight of the coarse map chosen by self-validation"
        ),
    }


def gain_figures() -> dict[str, str]:
    """Return the names and labels of the expected gain."""
    return {
        "EXPECTED_GAIN": translate(
            "FineCover", "Gain in kappa expected over a copy of the coarse map"
        ),
        "EXPECTED_GAIN_SPREAD": translate("FineCover", "Standard error of the expected gain"),
    }


def coarse_agreement() -> dict[str, str]:
    """Return the name and label of the agreement with the coarse cells."""
    label = translate(
        "FineCover", "Share of coarse cells whose class is the fine map's commonest there"
    )
    return {"COARSE_AGREEMENT": label}
