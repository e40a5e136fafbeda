"""The features that soft maps are made of, where a test module makes no other ones."""

import pytest
from scene import ArrayFeatures


@pytest.fixture(scope="module")
def features(scene):
    return ArrayFeatures(scene.image)
