"""The page of a model of shares: right numbers, honest sentences, nothing a name could break."""

import re
import sys
from dataclasses import replace

import numpy as np
import pytest
from finecover.core.errors import InputError
from finecover.core.fractions.block_split import Split
from finecover.core.fractions.fraction_scores import score_fractions, score_levels
from finecover.core.fractions.held_out import Contribution, FractionTraining, HeldOut
from finecover.core.fractions.levels import share_levels
from finecover.core.fractions.table import PixelCounts
from finecover.core.legends.legend import LandCoverClass, Legend, Level
from finecover.core.reports.charts import MISSING
from finecover.core.reports.fraction_density import Shades, density_drawing
from finecover.core.reports.fractions import (
    NOT_INDEPENDENT,
    FractionRun,
    fraction_report,
    write_fraction_report,
)
from finecover.core.reports.report import Provenance
from made_fractions import GROUPS, made_legend, made_model, made_training
from test_report import NASTY, Page

LEGEND = Legend(
    tuple(
        LandCoverClass(code, name, "#112233", (Level("level1", parent, f"p{parent}"),))
        for code, name, parent in ((3, "Water", 1), (5, "Forest", 2), (8, "Shrub", 2))
    )
)
LEARNT = np.full(3, 1 / 3)
OBSERVED = np.array([[1.0, 0, 0], [0.5, 0.5, 0], [0, 1.0, 0], [0.5, 0.25, 0.25]])
PREDICTED = np.array([[0.75, 0.25, 0], [0.25, 0.75, 0], [0.25, 0.75, 0], [0.5, 0.25, 0.25]])
RUN = FractionRun(
    "Shares", Provenance(facts={"Labels": "clc.tif"}, notes=["7 were skipped."]), "qgis_process run"
)


def held(predicted=PREDICTED, *, legend=LEGEND, blocks=5, unlearnt=(), untested=(), of=None):
    test = np.arange(20) < 4
    split = Split(test, 4 * blocks, blocks, unlearnt, untested, 0.125, of)
    levels, _ = share_levels(legend)
    scores = score_levels(OBSERVED, predicted, mean=LEARNT, legend=legend, levels=levels)
    return HeldOut(split, OBSERVED, predicted, scores)


def training(**changes):
    worse = score_fractions(OBSERVED, OBSERVED[::-1].copy())
    gain = np.array([0.02, 0.0, -0.01])
    plain = FractionTraining(
        LEGEND, 1500.0, held(), held(OBSERVED, blocks=0), "",
        (Contribution("terrain", ("elevation", "slope"), worse, gain),),
        np.linspace(0.4, 0.05, 7), PixelCounts(900, 70, 8, 9),
    )  # fmt: skip
    return replace(plain, **changes)


def model(legend=LEGEND):
    return made_model(legend)


class Labelled(Page):
    """Every table by its name for screen readers, without the lines below a figure."""

    def __init__(self, markup):
        self.named = {}
        super().__init__(re.sub(r'<br><span class="ends">[^<]*</span>', "", markup))

    def handle_starttag(self, tag, attrs):
        if dict(attrs).get("role") == "region":
            self._name = dict(attrs)["aria-label"]
        super().handle_starttag(tag, attrs)
        if tag == "table" and "bars" not in dict(attrs).get("class", ""):
            self.named[self._name] = self._rows


def show(found=None, *, run=RUN, legend=LEGEND, charts=False):
    """The page, with bars for charts unless they matter, because charts take time."""
    with pytest.MonkeyPatch.context() as patch:
        if not charts:
            patch.setitem(sys.modules, "matplotlib.figure", None)
        return Labelled(fraction_report(found or training(), model=model(legend), run=run))


@pytest.fixture(scope="module")
def shown():
    return show(charts=True)


def test_the_outcome_stands_in_words(shown):
    assert (
        "A forest trained on 20 samples is off by 12.5 points in whole blocks and 0.0 "
        "points at random pixels in the share of a class; always predicting the mean shares, by "
    ) in shown.text
    assert NOT_INDEPENDENT in shown.text
    assert "no independent reference" in shown.text
    assert "R² of all shares, whole blocks0.66mean of the classes: 0.76" in shown.text


def test_what_was_learnt_from_is_told(shown):
    for words in (
        "Labelsclc.tif", "Area of the samples with labels97.0 %",
        "Number of features7", "Samples20", "Usable pixels900", "Pixels with too few labels70",
        "Pixels without image8", "Pixels without ancillary data9", "Side of the blocks1 500 m",
        "Whole blocks16 samples in 20 blocks learnt from, 4 samples in 5 blocks tested on (20 %); "
        "mean shares 12.5 points apart", "Random pixels16 samples learnt from, 4 samples tested on",
        "7 were skipped.", "qgis_process run",
    ):  # fmt: skip
        assert words in shown.text
    rows = shown.named["Samples per class"]
    assert rows[1] == ["Class", "Mean share, %", "With some", "Whole blocks", "Random pixels"]
    assert rows[2][0].endswith("3Water")
    assert rows[2][2:] == ["4\u202f321", "3", "3"]
    assert rows[-1] == ["All classes", "100.00", "10\u202f000", "4", "4"]


def test_errors_stand_class_by_class(shown):
    rows = shown.named["Errors, Finest level (3 classes)"]
    mean_mae = f"{100 * np.abs(OBSERVED[:, 0] - 1 / 3).mean():.2f}"
    mean_rmse = f"{100 * np.sqrt(np.square(OBSERVED[:, 0] - 1 / 3).mean()):.2f}"
    own = ["18.75", "21.65", "0.62", "−6.25", mean_mae, mean_rmse]
    assert rows[2][1:] == [*own, "0.00", "0.00", "1.00", "0.00", mean_mae, mean_rmse]
    # 0.25, 0.25, 0.25, 0 off; 0.25 up twice and down once
    assert rows[3][1:5] == ["18.75", "21.65", "0.66", "+6.25"]
    assert rows[4][1:5] == ["0.00", "0.00", "1.00", "0.00"]
    assert rows[5][:5] == ["Mean of the classes", "12.50", "14.43", "0.76", "–"]


def test_medians_and_fits_to_pixels_are_told(shown):
    assert "hold the median shares" not in shown.text
    assert "fitted anew" not in shown.text
    learnt = replace(model(), settings={"leaves": "medians", "refits": 2}, samples=5000)
    found = Labelled(fraction_report(training(), model=learnt, run=RUN))
    assert "hold the median shares of their samples" in found.text
    assert "Pixels the model was fitted anew to5 000" in found.text
    assert "Mean share: of the area of all pixels the model was fitted anew to." in found.text
    assert "Area of the samples with labels" not in found.text
    assert "A forest trained on 20 samples" in found.text


def test_levels_stand_beside(shown):
    rows = shown.named["Errors, Level 1 (2 classes)"]
    assert [row[0] for row in rows[2:]] == ["1p1", "2p2", "Mean of the classes"]
    # what water lacks, the others have together, whichever of them is meant
    assert rows[2][1:5] == ["18.75", "21.65", "0.62", "−6.25"]
    assert rows[3][1:5] == ["18.75", "21.65", "0.62", "+6.25"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "MAE is 12.50 points in whole blocks and 0.00 at random pixels. The difference of "
             "12.50 points is what the forest owes to near neighbours"),
        ({"random": held(blocks=0)}, "nearly the same"),
        ({"blocks": held(of=np.arange(20) // 2)},
         "MAE is 12.50 ± 4.17 points in whole blocks and 0.00 at random pixels."),
        ({"blocks": held(of=np.arange(20) // 2), "random": held(OBSERVED, of=np.arange(20))},
         "The difference of 12.50 points is what the forest owes to near neighbours"),
        ({"blocks": held(of=np.arange(20) // 2),
          "random": held((OBSERVED + 3 * PREDICTED) / 4, of=np.arange(20))},
         "Another draw could make as much of a difference as the 3.12 points between them"),
        ({"blocks": held(OBSERVED), "random": held()}, "That blocks do better is chance"),
        ({"random": None}, "Random pixels were not tested"),
        ({"blocks": None, "untried": "<i>all lie</i> in one block"},
         "Whole blocks were not tested, because <i>all lie</i> in one block. The figures are of "
         "random pixels only"),
        ({"blocks": None, "random": None, "untried": "there is one", "contributions": ()},
         "how far its shares are off was not tested, because there is one."),
    ],
)  # fmt: skip
def test_the_splits_are_set_against_each_other(changes, said):
    assert said in show(training(**changes)).text


def test_classes_no_better_than_their_mean_are_named(shown):
    assert "No better than the mean share" not in shown.text
    flat = np.tile([0.4, 0.2, 0.4], (4, 1))
    found = show(training(blocks=held(flat)))
    assert "No better than the mean share in whole blocks, by MAE or by R²: " in found.text


def test_classes_missing_on_a_side_are_named():
    found = show(training(blocks=held(unlearnt=(0,), untested=(2,)))).text
    assert "Never learnt in whole blocks, so that their figures are those of no shares: Water." in (
        found
    )
    assert "Never tested in whole blocks" in found
    assert "where there is none, and do not count in the means: Shrub." in found


def test_reliability_tells_means_by_step(shown):
    rows = shown.named["Reliability, Finest level (3 classes)"]
    assert rows[1][1:3] == ["0–10", "10–20"]
    # predicted 0.75; 0.25 twice; 0.5
    expected = ["–", "–", "25.0", "–", "–", "50.0", "–", "100.0", "–", "–", "6.25"]
    assert rows[2][1:] == expected


def test_the_dominant_class_is_judged(shown):
    assert "Overall agreement (OA), whole blocks75.0 %" in shown.text
    rows = shown.named["Dominant class, Finest level (3 classes)"]
    # the second sample is half and half, and counts as the first of both
    assert rows[2][1:5] == ["3", "100.0", "66.7", "80.0"]
    assert rows[3][1:5] == ["1", "50.0", "100.0", "66.7"]
    assert len(rows) == 4  # nowhere is there most shrub
    matrix = shown.named["Confusion matrix, prediction by labels"]
    assert [row[-2] for row in matrix[1:3]] == ["2", "2"]
    assert "Confusion matrix, prediction by labels, level 1" in shown.named


def test_kinds_of_input_are_weighed(shown):
    rows = shown.named["What each kind of input is worth"]
    assert rows[1] == ["Nothing left out", "7", "12.50", "–", "0.76", "75.0"]
    worse = f"{100 * training().contributions[0].without.mean_mae:.2f}"
    assert rows[2][:4] == ["Terrain", "5", worse, "+0.33"]
    assert [row[1] for row in shown.named["Loss of each class"][2:]] == ["+2.00", "0.00", "−1.00"]
    assert "Coordinates tell places" not in shown.text
    assert "nir_mean" in shown.text
    assert "Coordinates tell places" in show(made_training(), legend=made_legend()).text


def test_shades_part_all_counts():
    for most in (1, 2, 5, 40, 10**6):
        shades = Shades.of(most)
        assert shades.least[0] == 1
        assert list(shades.least) == sorted(set(shades.least))
        assert shades.least[-1] <= most
        assert len(shades.opacities) == len(shades.least)
        assert shades.opacities[-1] == 1
    assert "1</span>" in Shades.of(1).key()
    assert re.sub("<[^>]*>", "", Shades.of(64).key()) == (
        "Samples:  1 2 to 3 4 to 7 8 to 15 16 to 31 32 to 64"
    )


def test_drawings_put_samples_where_they_are():
    counts = np.array([[3, 3], [0, 1]])  # low observed: 3 and 3; high observed: 0 and 1
    drawn = density_drawing(
        counts, [(40, 0.25, 0.5), (0, np.nan, np.nan), (2, 1.0, 0.0)], shades=Shades((1, 3), 3),
        label="x",
    )  # fmt: skip
    assert re.findall(r'<path fill-opacity="([\d.]+)" d="([^"]*)"', drawn) == [
        ("0.8", "M1 0h1v1h-1z"),  # upper right
        ("1.0", "M0 1h2v1h-2z"),  # both below, in one run
    ]
    dots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="4" fill="([^"]*)"', drawn)
    assert dots == [
        ("112.0", "162.0", "currentColor"),
        ("316.0", "298.0", "var(--paper, #fff)"),
    ]


def test_each_class_is_drawn_with_words_for_those_who_cannot_see():
    page = show()
    labels = [
        tag["aria-label"] for name, tag in page.tags
        if name == "svg" and "observed against" in tag.get("aria-label", "")
    ]  # fmt: skip
    assert len(labels) == 5  # three classes, and two of level 1
    assert labels[0] == (
        "3 Water: observed against predicted shares of 4 samples. MAE 18.75 points, R² 0.62, bias "
        "−6.25 points."
    )


def test_many_classes_are_drawn_by_what_they_cover(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    legend = made_legend(60, levels=False)
    found = fraction_report(made_training(legend), model=made_model(legend), run=RUN)
    assert len(re.findall(r'aria-label="[^"]*observed against', found)) == 48
    assert "Not drawn, because they cover least: 12 further classes." in found
    assert "Finest level" not in re.sub('="[^"]*"', "", found)  # no other level, so no headings


def hostile():
    names = (NASTY, "=cmd()", '"><img src=http://x onerror=y>')
    return Legend(
        tuple(
            LandCoverClass(
                code, name, "#112233", (Level("level1", int(code > 3), f"{code > 3}<b>"),)
            )
            for code, name in zip((3, 5, 8), names)
        )
    )


def test_no_name_breaks_the_page_and_nothing_is_loaded():
    legend = hostile()
    given = training(
        legend=legend, blocks=held(legend=legend, untested=(0,)), random=held(legend=legend),
        contributions=(replace(training().contributions[0], group=NASTY),), level_doubts=(NASTY,),
    )  # fmt: skip
    run = FractionRun(
        NASTY, Provenance({NASTY: NASTY}, [NASTY], {NASTY: NASTY}, {NASTY: NASTY}), NASTY
    )
    named = replace(made_model(legend), feature_names=(NASTY, *made_model().feature_names[1:]))
    markup = fraction_report(given, model=named, run=run)
    page = Page(markup)
    assert {name for name, _ in page.tags}.isdisjoint({"script", "img", "b", "link", "iframe"})
    assert markup.count("<script") == 0
    for name, attributes in page.tags:
        for key, value in attributes.items():
            assert not key.startswith("on"), (name, key)
            if key in ("href", "src", "xlink:href"):
                assert value.startswith("#"), (name, value)
    assert "url(" not in markup
    assert "default-src 'none'" in markup


def test_the_same_training_gives_the_same_page(tmp_path):
    first, second = (fraction_report(training(), model=model(), run=RUN) for _ in range(2))
    assert first == second
    path = tmp_path / "report.html"
    write_fraction_report(path, training(), model=model(), run=RUN)
    assert path.read_text(encoding="utf-8") == first
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(InputError, match="report"):
        write_fraction_report(tmp_path / "no" / "report.html", training(), model=model(), run=RUN)


def test_bars_stand_in_for_charts_without_matplotlib(shown):
    assert MISSING not in shown.text
    found = show()
    assert MISSING in found.text
    assert "MAE in whole blocks, points" in found.text
    assert any(name == "svg" for name, _ in found.tags)  # those of shares need no Matplotlib


def test_settings_and_versions_are_the_models_unless_given(shown):
    assert "TREES100" in shown.text
    assert "Versions FineCover0.1.0" in shown.text
    given = replace(RUN.provenance, settings={"Trees": 7}, versions={"QGIS": "3.40"})
    found = show(run=replace(RUN, provenance=given)).text
    assert "Trees7" in found
    assert "TREES100" not in found
    assert "QGIS3.40" in found


def test_a_made_training_shows_every_kind():
    found = show(made_training(), legend=made_legend())
    assert {one.capitalize() for one in GROUPS} <= {
        row[0] for row in found.named["What each kind of input is worth"]
    }
    assert len(found.named["Errors, Finest level (10 classes)"]) == 13
