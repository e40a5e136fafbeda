"""The scene that tests of the core work on, where a module makes no other one."""

import pytest
from scene import build_scene


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    return build_scene(tmp_path_factory.mktemp("scene"))
