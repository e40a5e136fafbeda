"""Hypothesis strategies for legends with awkward names."""

from finecover.core.legends.legend import LandCoverClass, Legend, Level, means_nodata
from hypothesis import strategies as st

codes = st.integers(0, 65535)
colors = st.integers(0, 0xFFFFFF).map("#{:06X}".format)
_AWKWARD = st.sampled_from(
    [
        "Forest, dense",
        'say "wood"',
        "<&>",
        "a;b\tc|d",
        "'",
        "&amp; &lt;",
        "Ñandú – 森林 🌲",
        "# 12",
        "=SUM(1)",
        "100",
        "#00FF00",
        "1,2,3,4",
        "]]>",
    ]
)
_FREE = st.text(
    st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=30,
)
names = (
    st.one_of(_AWKWARD, _FREE)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and not means_nodata(text))
)


@st.composite
def legends(draw, *, levels=True, nodata=True):
    """Legends of 1 to 8 classes, often with levels and nodata codes."""
    chosen = draw(st.lists(codes, min_size=1, max_size=8, unique=True))
    depth = draw(st.integers(0, 2)) if levels else 0
    classes = tuple(
        LandCoverClass(
            code,
            draw(names),
            draw(colors),
            tuple(
                Level(f"level{i + 1}", draw(codes), draw(names), draw(st.just("") | colors))
                for i in range(depth)
            ),
        )
        for code in chosen
    )
    free = st.integers(-9999, 70000).filter(lambda code: code not in chosen)
    return Legend(classes, nodata_codes=tuple(draw(st.lists(free, max_size=2))) if nodata else ())
