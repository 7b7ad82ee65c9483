"""A kept model must come back as it was written, or not at all."""

import numpy as np
import pytest

from mer.core import files, paths
from mer.core.errors import UserError
from mer.learning import kept
from tests.kept_fixture import card

WEIGHTS = [np.arange(6, dtype=np.float32).reshape(2, 3), np.ones(3, np.float32)]


@pytest.fixture
def path(tmp_path, checked):
    kept.write(tmp_path / "smic.npz", card(checked, WEIGHTS), WEIGHTS)
    return tmp_path / "smic.npz"


def test_it_comes_back_to_the_bit(path, checked):
    found, weights = kept.read(path)
    assert found == card(checked, WEIGHTS)
    assert [one.tobytes() for one in weights] == [one.tobytes() for one in WEIGHTS]
    before = path.read_bytes()
    kept.write(path, found, weights)
    assert path.read_bytes() == before


def test_the_network_of_the_card_is_that_of_params(path, checked):
    """A kernel that is a list in params.yaml must come back from JSON too."""
    network = checked.current.network.model_copy(update={"kernel": (1, 3, 3)})
    kept.write(path, card(checked, WEIGHTS, network=network), WEIGHTS)
    assert kept.read(path)[0].network == network


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def a_bit_of_a_weight(content: bytes) -> bytes:
    at = content.index(WEIGHTS[0].tobytes())
    return content[:at] + b"\xff" + content[at + 1 :]


@pytest.mark.parametrize("damage", [half, a_bit_of_a_weight, lambda _: b"", lambda _: b"text\n"])
def test_a_damaged_file_is_refused_with_one_sentence(path, damage):
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UserError, match=r"smic\.npz: expected a model .* fetch or copy it again"):
        kept.read(path)


@pytest.mark.parametrize(
    ("weights", "received"),
    [
        (WEIGHTS[:1], "other weights than its card lists"),
        ([WEIGHTS[0].T, WEIGHTS[1]], "other weights than its card lists"),
        ([WEIGHTS[0] * np.float32("nan"), WEIGHTS[1]], "no finite float32 numbers"),
        ([WEIGHTS[0].astype(float), WEIGHTS[1]], "no finite float32 numbers"),
    ],
)
def test_weights_that_are_not_the_cards_are_refused(path, checked, weights, received):
    kept.write(path, card(checked, WEIGHTS), weights)
    with pytest.raises(UserError, match=received):
        kept.read(path)


def test_another_archive_and_another_card_are_refused(path, tmp_path):
    files.write_arrays(tmp_path / "other.npz", x=np.zeros(3))
    with pytest.raises(UserError, match=r"other\.npz: expected a model"):
        kept.read(tmp_path / "other.npz")
    files.write_arrays(tmp_path / "other.npz", card=np.array('{"dataset": "smic"}'))
    with pytest.raises(UserError, match="a card with data: Field required"):
        kept.read(tmp_path / "other.npz")
    np.save(tmp_path / "array.npy", np.zeros(3))
    with pytest.raises(UserError, match=r"array\.npy: expected a model"):
        kept.read(tmp_path / "array.npy")


def test_a_missing_model_names_the_stage(project):
    with pytest.raises(UserError, match="run `dvc repro final`"):
        kept.read(paths.model("standin", "smic"))
