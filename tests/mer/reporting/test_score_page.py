"""Without these a score could be shown without what it is of."""

import dataclasses

import pandas as pd
import pytest

from mer.core import params
from mer.evaluation import scoring
from mer.reporting import score_page

SETTINGS = params.Evaluate(confidence=0.9, bootstrap=20, seed=0)


@pytest.fixture
def scores():
    table = pd.DataFrame(
        [("a", "s1", 0, 0), ("b", "s1", 1, 1), ("c", "s2", 0, 1)],
        columns=["clip", "subject", "label", "predicted"],
    )
    return scoring.score(table.assign(protocol="loso", dataset="", seed=0, fold=0), SETTINGS)


def header(text):
    return text.splitlines()[0].split("|")[1:-1]


def test_columns_that_say_nothing_are_left_out(scores):
    alone = [cell.strip() for cell in header(score_page.render({"a.csv": scores}, 0.9, [], "pipe"))]
    assert alone[:2] == ["protocol", "accuracy % [90 %]"]
    two = score_page.render({"a.csv": scores, "b.csv": scores}, 0.9, [], "pipe")
    assert [cell.strip() for cell in header(two)][:2] == ["file", "protocol"]


def test_every_class_has_its_row_with_its_counts(scores):
    text = score_page.render({"a.csv": scores}, 0.9, [], "simple")
    classes = ("negative", "positive", "surprise")
    rows = [line.split() for line in text.splitlines() if line.startswith(classes)]
    assert [row[0] for row in rows] == [*classes]
    assert rows[0][-3:] == ["1", "1", "0"]


def test_a_terminal_has_once_what_all_rows_are_of_and_lines_that_fit(scores):
    files = {f"model{number}.csv": scores for number in range(2)}
    first, *lines = score_page.render(files, 0.9, [], "simple").splitlines()
    assert first == "loso, 3 samples, 3 clips, 2 subjects"
    assert max(map(len, lines)) <= 100
    assert header(score_page.render(files, 0.9, [], "pipe"))[-1].strip() == "subjects"
    deep = {f"data/predictions/{name}/casme_sq.csv": scores for name in ("ST", "DACWB")}
    first, *lines = score_page.render(deep, 0.9, [], "simple").splitlines()
    assert first.endswith("2 subjects, files data/predictions/*/casme_sq.csv")
    assert max(map(len, lines)) <= 100
    other = [dataclasses.replace(one, protocol="kfold") for one in scores]
    text = score_page.render({"a.csv": [*scores, *other]}, 0.9, [], "simple")
    assert text.startswith("3 samples, 3 clips, 2 subjects\n\nprotocol")


def test_notes_stand_below_and_say_of_which_file(scores):
    text = score_page.render({"a.csv": scores}, 0.9, ["Handed in."], "pipe")
    *_, first, second, third = text.splitlines()
    assert first == "- Handed in."
    assert second.startswith("- a.csv loso: chance: majority 66.67 % accuracy, weighted F1 0.5333")
    assert third.startswith("- a.csv loso: no F1 for surprise, absent from truth and predictions")


def test_predictions_of_one_class_are_marked(scores):
    """Their accuracy is the share of that class, and looks as good as any."""
    table = pd.DataFrame(
        [(f"c{number}", f"s{number % 3}", number % 3 // 2, 0) for number in range(30)],
        columns=["clip", "subject", "label", "predicted"],
    )
    found = scoring.score(table.assign(protocol="", dataset="", seed=0, fold=0), SETTINGS)
    text = score_page.render({"a.csv": found}, 0.9, [], "pipe")
    assert "66.67† [" in text
    assert "- † a.csv predicts negative for 100 % of the test samples" in text
    assert "†" not in score_page.render({"a.csv": scores}, 0.9, [], "pipe")
