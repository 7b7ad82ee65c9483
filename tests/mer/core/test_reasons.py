"""Reasons are counted by kind on every page: two grammars would give two counts."""

from mer.core import reasons


def test_kinds_are_counted_the_most_frequent_first():
    said = ["no face found: a", "no class: b", "", "no class: c: d", "empty"]
    assert list(reasons.count(said).items()) == [
        ("no class", 2),
        ("empty", 1),
        ("no face found", 1),
    ]
    assert reasons.listed(said) == "2 no class, 1 empty, 1 no face found"


def test_what_was_kept_has_no_kind():
    assert reasons.kind("") == ""
    assert reasons.count(["", ""]) == {}
    assert reasons.listed([]) == ""
