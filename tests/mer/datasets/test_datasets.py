"""A data set is found by its file: what the reader of a mistake in it learns."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from mer import datasets
from mer.core.errors import UserError
from mer.core.params import load
from mer.core.vocabulary import DATASETS
from tests.mer.datasets.params import PARAMS


def test_every_data_set_of_the_parameters_has_its_record():
    for key in load(PARAMS).labels.by_dataset:
        assert datasets.dataset(key).key == key


def test_the_titles_are_those_of_the_article():
    for key, article in DATASETS.items():
        assert datasets.dataset(key).title == article.title


@pytest.mark.parametrize("key", ["mmew", "../samm", "samm.read", ""])
def test_a_data_set_without_a_file_says_which_file_to_write(key):
    sentence = f"dataset {key}: expected its adapter in mer/datasets/{key}.py, found no such file"
    for look in (datasets.require, datasets.dataset):
        with pytest.raises(UserError) as failure:
            look(key)
        assert str(failure.value).startswith(sentence)
        assert "docs/extending.md" in str(failure.value)


def test_a_file_without_a_record_says_what_is_missing_in_it():
    with pytest.raises(UserError) as failure:
        datasets.dataset("sheets")
    assert str(failure.value).startswith(
        "mer/datasets/sheets.py: expected a DATASET = DataSet(key='sheets', ...) in it, found none"
    )


def test_a_record_copied_from_another_file_is_noticed(monkeypatch):
    """Its clips would be those of the other data set."""
    copied = ModuleType("mer.datasets.videos")
    copied.__spec__ = ModuleSpec(copied.__name__, None)
    copied.DATASET = datasets.dataset("samm")
    monkeypatch.setitem(sys.modules, "mer.datasets.videos", copied)
    with pytest.raises(UserError, match=r"expected a DATASET = DataSet\(key='videos', \.\.\.\)"):
        datasets.dataset("videos")


def test_a_package_that_is_missing_is_not_taken_for_a_missing_file(monkeypatch):
    monkeypatch.delitem(sys.modules, "mer.datasets.samm", raising=False)
    monkeypatch.setitem(sys.modules, "mer.datasets.matching", None)
    with pytest.raises(ModuleNotFoundError, match="matching"):
        datasets.dataset("samm")
