"""A file that was renamed must not slip into the fast tests."""

from tests.conftest import ROOT, SLOW


def test_slow_files_are_there():
    assert not [name for name in SLOW if not (ROOT / "tests" / name).is_file()]
