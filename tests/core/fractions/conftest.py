"""The scene that soft maps are made of, where a test module makes no other one."""

import pytest
from scene import ArrayFeatures, build_scene


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return build_scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def features(scene):
    return ArrayFeatures(scene.image)
