"""What git does not carry must be found from a copy of the project, or a queue runs on nothing."""

from pathlib import Path

import pytest

from mer.core import origin, params, paths
from mer.core.errors import UserError


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Path:
    """Make a folder such as those of `dvc exp run --queue` the current one."""
    folder = tmp_path / "project/.dvc/tmp/exps/tmpabc"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_folds_and_data_of_the_project_are_those_of_its_copies(copy, tmp_path):
    assert origin.folds() == tmp_path / "project/.folds"
    assert origin.licensed() == tmp_path / "project/data/licensed"


def test_elsewhere_they_are_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert origin.folds() == paths.FOLDS
    assert origin.licensed() == paths.LICENSED


def test_variables_name_other_folders(copy, tmp_path, monkeypatch):
    monkeypatch.setenv("MER_DATA", str(tmp_path / "disk"))
    monkeypatch.setenv("MER_FOLDS", "~/folds")
    assert origin.licensed() == tmp_path / "disk"
    assert origin.folds() == Path.home() / "folds"


def test_only_what_is_missing_is_linked(tmp_path, monkeypatch):
    """A holder's own folder or link is never replaced."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MER_DATA", "disk")
    for folder in ("disk/smic", "disk/samm", "data/licensed/samm"):
        Path(folder).mkdir(parents=True)
    paths.LICENSED.joinpath("casme2").symlink_to("/nowhere")
    origin.link_licensed(["smic", "samm", "casme2", "casme_sq"])
    assert (paths.LICENSED / "smic").readlink() == tmp_path / "disk/smic"
    assert not (paths.LICENSED / "samm").is_symlink()
    assert (paths.LICENSED / "casme2").readlink() == Path("/nowhere")
    assert not (paths.LICENSED / "casme_sq").exists()


def test_a_missing_folder_names_the_variable(tmp_path, monkeypatch, checked):
    monkeypatch.chdir(tmp_path)
    settings = checked.model_copy(update={"source": "licensed", "datasets": ["smic"]})
    with pytest.raises(UserError, match=r"found none; .*have MER_DATA name the folder that holds"):
        params.check_folders(settings)
