"""Libraries that do not load on a bare machine say what to install."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mer.core.errors import UserError

LINKER = "libGL.so.1: cannot open shared object file: No such file or directory"


ROOT = Path(__file__).parents[3]


@pytest.fixture
def broken_opencv(monkeypatch, tmp_path):
    """Put a module `cv2` in front of the real one that fails as it is told to."""

    def install(error: str) -> None:
        (tmp_path / "cv2.py").write_text(f"raise {error}")
        monkeypatch.delitem(sys.modules, "cv2", raising=False)
        monkeypatch.syspath_prepend(tmp_path)

    return install


def test_a_missing_libgl_names_the_package_that_has_it(broken_opencv):
    """opencv-python on a server without a display: the linker's own words help nobody."""
    broken_opencv(f"ImportError({LINKER!r})")
    with pytest.raises(UserError, match=r"OpenCV .*libGL\.so\.1.*`apt-get install libgl1"):
        runpy.run_path(str(ROOT / "mer/core/opencv.py"))


def test_an_opencv_that_is_not_installed_stays_a_missing_module(broken_opencv):
    """`make setup` is the remedy then, and `mer.core.command` says so."""
    broken_opencv("ModuleNotFoundError('no', name='cv2')")
    with pytest.raises(ModuleNotFoundError):
        runpy.run_path(str(ROOT / "mer/core/opencv.py"))


@pytest.mark.parametrize(
    "arguments",
    [["-m", "stages.mask", "smic"], ["-c", "import stages, mer.planning.imgaug_compat"]],
    ids=["mask", "what augment imports where there are copies to make"],
)
def test_a_stage_without_libgl_stops_with_a_sentence(tmp_path, arguments):
    """A traceback of six imports hides the one line that helps."""
    (tmp_path / "cv2.py").write_text(f"raise ImportError({LINKER!r})")
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: OpenCV is installed but does not load (libGL.so.1")
    assert done.stderr.count("\n") == 1


def test_imgaug_loads_and_numpy_is_left_as_it_was():
    """imgaug 0.4.0 asks NumPy for a name that NumPy 2 no longer has."""
    from mer.planning.imgaug_compat import augmenters

    assert augmenters.Affine
    assert not hasattr(np, "sctypes")
