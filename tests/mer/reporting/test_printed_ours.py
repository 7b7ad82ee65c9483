"""Without these an accuracy of ours could look better founded than the printed ones."""

import pytest

from mer.evaluation.results import OurAccuracy, PrintedAudit
from mer.reporting.one_class import MARK
from mer.reporting.printed_ours import render
from mer.reporting.printed_page import render as render_page


def audit(*ours):
    return PrintedAudit(data="STAND-IN", tables=[], contradictions=[], ours=list(ours))


def text(*ours):
    return "\n\n".join(render(audit(*ours), {}))


def of_ours(possible=True, one_class=None):
    return OurAccuracy(
        dataset="mmew",
        variant="ST",
        protocol="loso",
        accuracy_percent="66.67",
        samples=3,
        possible=possible,
        percent=None if possible is None else (9.43, 99.16),
        one_class=one_class,
    )


@pytest.mark.parametrize(
    ("possible", "said"), [(True, "| yes "), (False, "| NO "), (None, "| mean of seeds ")]
)
def test_our_own_numbers_are_called_possible_or_not(possible, said):
    shown = text(of_ours(possible))
    assert "## Our numbers (STAND-IN)" in shown
    assert said in shown
    assert "| mmew " in shown
    assert ("9.4 to 99.2" in shown) == (possible is not None)
    assert MARK not in shown


def test_a_cell_of_ours_that_predicts_one_class_is_marked_and_the_mark_explained():
    shown = text(of_ours(), of_ours(one_class="negative"))
    assert shown.count(f"66.67{MARK}") == 1
    assert f"{MARK} 1 of 2 cells give nearly all test samples one class" in shown


def test_the_section_stands_on_the_page_where_there_is_one():
    assert render(audit(), {}) == []
    assert "## Our numbers" not in render_page(audit(), {})
    assert text(of_ours()) in render_page(audit(of_ours()), {})
