"""Without these a reader could take a stand-in number for a reproduction, or an empty cell for a zero."""

from decimal import Decimal

import numpy as np
import pytest

from mer.core.errors import UserError
from mer.core.vocabulary import METHODS
from mer.evaluation.protocols import evaluate
from mer.evaluation.published import TABLES, Row
from mer.reporting.tables import Table, headline, render, summarise
from tests.predictions_fixture import predictions

PRINTED = [
    Row(2020, "OTHER", "Someone 2020", Decimal("76.30"), None),
    Row(2024, "MER-3DCNNST", "Irawan et al. 2024", Decimal("89.98"), Decimal("0.8985")),
]


def cell(*protocols, source="STAND-IN", **shape):
    results = {
        protocol: evaluate(predictions(protocols=[protocol], **shape), np.random.default_rng(0), 50)
        for protocol in protocols
    }
    return {"data": source, "confidence": 0.95, "protocols": results}


def table(source="standin", printed=PRINTED, chosen=True, **cells):
    return Table(
        TABLES[0], printed, {name: cells.get(name) for name in METHODS}, source, "demo", chosen
    )


def grid_rows(text, start):
    """Rows of the grid under the heading that starts with `start`, as lists of cells."""
    below = text.split(f"## {start}", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in below.splitlines() if line.startswith("|")]
    return [
        [part.strip() for part in line.strip("|").split("|")] for line in (lines[0], *lines[2:])
    ]


def test_a_stand_in_table_says_so_and_never_says_reproduced():
    text = render(table(ST=cell("leaky", "holdout", "loso")))
    header = grid_rows(text, "STAND-IN")[0]
    assert "> **STAND-IN.**" in text
    assert header[2:6] == ["STAND-IN accuracy %", "STAND-IN F1", "STAND-IN UF1", "STAND-IN UAR"]
    assert header[-1] == "printed % and F1: NOT COMPARABLE"
    assert "reproduced" not in text.lower()


def test_a_licensed_table_has_printed_beside_reproduced_and_no_word_of_a_stand_in():
    text = render(table("licensed", ST=cell("leaky", "holdout", "loso", source="licensed")))
    rows = grid_rows(text, "Reproduced")
    assert rows[0][2:5] == ["printed accuracy %", "printed F1", "reproduced accuracy %"]
    assert rows[1][:4] == ["ST", "leaky", "89.98", "0.8985"]
    assert "STAND-IN" not in text


def test_every_printed_row_is_there_with_its_digits_and_our_variants_even_where_nothing_is_printed():
    rows = grid_rows(render(table()), "Printed")
    assert rows[1] == ["2020", "OTHER", "", "Someone 2020", "76.30", ""]
    assert rows[2] == ["2024", "MER-3DCNNST", "ST", "Irawan et al. 2024", "89.98", "0.8985"]
    assert [row[2] for row in rows[3:]] == ["DA", "SCB", "DACWB"]
    assert all(row[4:] == ["", ""] for row in rows[3:])


def test_a_table_without_printed_numbers_says_where_they_go():
    assert "fill `published/table1_casme_sq.csv`" in render(table(printed=[]))
    assert "fill `published" not in render(table())


def test_computed_numbers_are_the_cells():
    result = cell("loso")["protocols"]["loso"]
    row = next(
        row
        for row in grid_rows(render(table(ST=cell("loso"))), "STAND-IN")
        if row[:2] == ["ST", "loso"]
    )
    low, high = result["intervals"]["accuracy"]
    assert row[2] == f"{100 * result['accuracy']:.2f} [{100 * low:.1f}, {100 * high:.1f}]"
    assert row[3] == f"{result['weighted_f1']:.4f}"
    assert row[4].startswith(f"{result['macro_f1']:.4f} [")
    assert row[5] == f"{result['uar']:.4f}"
    assert row[6:] == ["30", "", "5", "89.98 / 0.8985"]


def test_test_samples_are_told_where_they_are_not_the_clips():
    row = next(
        row
        for row in grid_rows(render(table(ST=cell("leaky"))), "STAND-IN")
        if row[:2] == ["ST", "leaky"]
    )
    assert row[6:9] == ["30", "35", "5"]


def test_what_was_not_run_is_empty_and_said():
    text = render(table(ST=cell("loso")))
    rows = grid_rows(text, "STAND-IN")
    assert len(rows) == 1 + 4 * 3
    assert all(row[2:9] == [""] * 7 for row in rows[1:] if row[:2] != ["ST", "loso"])
    assert "Empty computed cells were not run" in text
    assert "is not among `datasets`" in render(table(chosen=False))


def test_the_foot_explains_protocols_seeds_and_gaps():
    text = render(table(ST=cell("loso", seeds=(0, 1))))
    assert "Profile demo; seeds 0, 1; metrics are means over the seeds" in text
    assert "one subject is left out at a time" in text
    assert "95 % intervals" in text
    lonely = render(table(ST=cell("loso", subjects=1, clips=2)))
    assert "No intervals under loso" in lonely


def test_the_foot_says_what_became_of_the_clips():
    counts = {
        name: dict.fromkeys(("mapped", "used"), 2) for name in ("negative", "positive", "surprise")
    }
    steps = {"labelled": 9, "mapped": 6, "with_frames": 6, "with_face": 6, "used": 6}
    account = {
        "data": "licensed", "clips": steps, "subjects": {"used": 3}, "classes": counts,
        "dropped": {"extract": {"no class": 3}, "mask": {}},
    }  # fmt: skip
    shown = Table(
        TABLES[0],
        PRINTED,
        {"ST": cell("loso", source="licensed")},
        "licensed",
        "paper",
        True,
        account,
    )
    assert "- licensed clips: 9 labelled" in render(shown)
    assert "dropped: 3 no class." in render(shown)
    assert "clips: " not in render(table())


def test_a_class_without_f1_is_said_under_the_table():
    one = cell("loso")
    one["protocols"]["loso"] |= {"absent_classes": ["surprise"]}
    assert "ST under loso: no F1 for surprise, absent from truth and predictions" in render(
        table(ST=one)
    )
    assert "no F1 for" not in render(table(ST=cell("loso")))


def test_the_json_has_the_chosen_protocol_in_cells_and_everything_in_rows():
    one = cell("holdout", "loso")
    content = summarise([table(ST=one, DA=cell("loso"))], "holdout", "standin")
    result = one["protocols"]["holdout"]
    assert content["data"] == "STAND-IN"
    assert content["protocol"] == "holdout"
    expected = {
        "accuracy_percent": round(100 * result["accuracy"], 2),
        "f1": round(result["weighted_f1"], 4),
    }
    assert content["cells"] == {"CAS(ME)2": {"ST": expected}}
    kinds = [(row["kind"], row["method"]) for row in content["rows"]]
    assert kinds == [("printed", "OTHER"), *(("ours", method) for method in METHODS.values())]
    ours = content["rows"][1]
    assert (ours["printed_accuracy_percent"], ours["printed_f1"], ours["data"]) == (
        89.98,
        0.8985,
        "STAND-IN",
    )
    assert list(ours["reproduced"]) == ["holdout", "loso"]
    assert ours["reproduced"]["loso"]["macro_f1"] == one["protocols"]["loso"]["macro_f1"]
    assert content["rows"][3]["reproduced"] == {}


def test_nothing_computed_gives_no_cells():
    assert summarise([table(chosen=False)], "holdout", "standin")["cells"] == {}


def test_a_variant_of_ones_own_has_a_row_and_no_printed_number():
    own = Table(TABLES[0], PRINTED, {"MINE": cell("loso")}, "standin", "demo")
    assert [row for row in grid_rows(render(own), "STAND-IN") if row[0] == "MINE"][2][-1] == ""
    rows = summarise([own], "loso", "standin")["rows"]
    assert rows[-1] | {"reproduced": None} == {
        "table": 1, "dataset": "casme_sq", "kind": "ours", "year": None, "method": None, "variant": "MINE",
        "printed_accuracy_percent": None, "printed_f1": None, "data": "STAND-IN", "reproduced": None,
    }  # fmt: skip
    assert [row["kind"] for row in rows[:2]] == ["printed", "printed"]


def test_the_headline_is_the_cell():
    one = cell("loso")
    result = one["protocols"]["loso"]
    assert headline(one, "loso", "path", "demo") == {
        "data": "STAND-IN",
        "accuracy_percent": pytest.approx(100 * result["accuracy"], abs=1e-4),
        "f1": result["weighted_f1"],
        "uf1": result["macro_f1"],
        "uar": result["uar"],
        "clips": 30,
        "subjects": 5,
    }


def test_a_protocol_that_was_not_run_is_named_with_those_that_were():
    with pytest.raises(
        UserError, match=r"'holdout' .* found leaky, loso; .*profiles\.demo\.protocols"
    ):
        headline(cell("leaky", "loso"), "holdout", "metrics/cells/smic-ST.json", "demo")
    with pytest.raises(UserError, match=r"smic-ST\.json: .* found none; run `dvc repro evaluate`"):
        headline(None, "holdout", "metrics/cells/smic-ST.json", "demo")
