"""Fixtures of the library's tests."""

import numpy as np
import pytest

from tests.mer.preprocessing import faces_fixture


@pytest.fixture(scope="session")
def astronaut() -> np.ndarray:
    """A real face, `(220, 240, 3)`; read-only, since all tests share it."""
    frame = faces_fixture.astronaut()
    frame.setflags(write=False)
    return frame


@pytest.fixture(scope="session")
def grace_hopper() -> np.ndarray:
    """Another real face, `(300, 256, 3)`; read-only."""
    frame = faces_fixture.grace_hopper()
    frame.setflags(write=False)
    return frame
