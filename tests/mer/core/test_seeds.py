"""Random numbers must depend on what a task is about and on nothing else."""

from mer.core.seeds import generator


def test_the_same_names_give_the_same_numbers_on_every_machine():
    assert generator("split", 0, "smic").integers(1000, size=3).tolist() == [351, 897, 858]


def test_names_are_not_run_together():
    first = [
        generator(*names).integers(2**62)
        for names in [("a", "bc"), ("ab", "c"), ("abc",), ("a", 1), ("a", "1")]
    ]
    assert len(set(first)) == len(first)
