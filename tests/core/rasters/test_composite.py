import pytest
from finecover.core.rasters.composite import composite_bands

S2 = ("B02", "B03", "B04", "B08")


@pytest.mark.parametrize(
    ("descriptions", "expected"),
    [
        (S2, (3, 2, 1)),
        (("blue", "green", "red", "nir", "ndvi"), (3, 2, 1)),
        (("B08", "B04", "B03"), (1, 2, 3)),  # near infrared where blue is missing
        (("B02", "B03", "B04", "B08", "B04_mean5", "B03_mean5", "B02_mean5", "slope"), (3, 2, 1)),
        (("B04_std5", "B03_std5", "B02_std5"), None),
        (("ndvi", "elevation"), None),
        (("b1", "b2", "b3"), None),
        ((), None),
        (("B02", "B03"), None),
        # of a series the middle date, though listed in no order, and complete at that date
        (
            tuple(f"{band}_{day}" for day in ("2019-03-01", "2019-01-01", "2019-02-01")
                  for band in S2),
            (11, 10, 9),
        ),
        (("red_2019-01-01", "green_2019-01-01", "blue_2019-02-01"), None),
        (("nir_mean", "red_mean", "green_mean", "nir_median", "red_median", "green_median"),
         (4, 5, 6)),
        (("red_p10", "green_p10", "blue_p10", "red_p90", "green_p90", "blue_p90"), (4, 5, 6)),
        (("red_date_max", "green_date_max", "blue_date_max"), None),
        (("red_median_q3", "green_median_q3", "blue_median_q3"), (1, 2, 3)),
        (("red_median_mean5", "green_median_mean5", "blue_median_mean5"), None),
        (tuple(f"{band}_image{n}" for n in (1, 2, 3) for band in S2), (7, 6, 5)),
    ],
)  # fmt: skip
def test_bands_of_a_picture(descriptions, expected):
    assert composite_bands(descriptions) == expected
