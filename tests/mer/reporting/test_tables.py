"""Without these metrics/tables.json could say something else than the cells that it is made of."""

import dataclasses
from decimal import Decimal

from mer.core.vocabulary import METHODS
from mer.evaluation.published import Row
from mer.evaluation.results import OurRow
from mer.reporting.tables import summarise
from tests.results_fixture import evaluated, table

PRINTED = [
    Row(2020, "OTHER", "Someone 2020", Decimal("76.30"), None),
    Row(2024, "MER-3DCNNST", "Irawan et al. 2024", Decimal("89.98"), Decimal("0.8985")),
]


def test_the_json_has_the_chosen_protocol_in_cells_and_everything_in_rows():
    one = evaluated("holdout", "loso")
    shown = table(printed=PRINTED, ST=one, DA=evaluated("loso"))
    content = summarise([shown], "holdout", "standin")
    result = one.protocols["holdout"]
    assert content.data == "STAND-IN"
    assert content.protocol == "holdout"
    score = content.cells["CAS(ME)2"]["ST"]
    assert score.accuracy_percent == round(100 * result.accuracy, 2)
    assert score.f1 == round(result.weighted_f1, 4)
    assert {key: list(scores) for key, scores in content.cells.items()} == {"CAS(ME)2": ["ST"]}
    kinds = [(row.kind, row.method) for row in content.rows if row.kind != "chance"]
    assert kinds == [("printed", "OTHER"), *(("ours", method) for method in METHODS.values())]
    assert {row.kind for row in content.rows[len(kinds) :]} == {"chance"}
    ours = content.rows[1]
    assert (ours.printed_accuracy_percent, ours.printed_f1) == (89.98, 0.8985)
    assert ours.data == "STAND-IN"
    assert list(ours.reproduced) == ["holdout", "loso"]
    assert ours.reproduced["loso"].macro_f1 == one.protocols["loso"].macro_f1
    assert content.rows[3].reproduced == {}


def test_nothing_computed_gives_no_cells():
    assert summarise([table(printed=PRINTED, chosen=False)], "holdout", "standin").cells == {}


def test_a_variant_of_ones_own_has_a_row_and_no_printed_number():
    own = dataclasses.replace(table(printed=PRINTED), cells={"MINE": evaluated("loso")})
    rows = summarise([own], "loso", "standin").rows
    assert [row.kind for row in rows] == ["printed", "printed", "ours", "chance", "chance"]
    assert rows[2] == OurRow(
        table=1,
        dataset="casme_sq",
        year=None,
        method=None,
        variant="MINE",
        printed_accuracy_percent=None,
        printed_f1=None,
        data="STAND-IN",
        reproduced=rows[2].reproduced,
    )


def test_a_data_set_that_the_article_lacks_is_there_by_its_key_and_without_a_table():
    content = summarise([table(dataset="mmew", ST=evaluated("loso"))], "loso", "standin")
    assert list(content.cells) == ["mmew"]
    assert {(row.table, row.dataset) for row in content.rows} == {(None, "mmew")}


def test_chance_is_listed_once_for_variants_that_are_tested_on_the_same_labels():
    """Under `leaky` copies are tested, so that one row for all would be wrong for some."""
    plain, copied = evaluated("leaky", "loso"), evaluated("leaky", "loso", clips=5)
    same = copied.model_copy(
        update={"protocols": copied.protocols | {"loso": plain.protocols["loso"]}}
    )
    content = summarise([table(ST=plain, DA=plain, SCB=same)], "loso", "standin")
    rows = [row for row in content.rows if row.kind == "chance"]
    assert [(row.guess, row.protocol, row.variants) for row in rows] == [
        (guess, protocol, variants)
        for guess in ("majority", "stratified")
        for protocol, variants in (
            ("leaky", ["ST", "DA"]), ("leaky", ["SCB"]), ("loso", ["ST", "DA", "SCB"]),
        )
    ]  # fmt: skip
    assert rows[2].accuracy_percent == round(
        100 * plain.protocols["loso"].chance.majority.accuracy, 4
    )
    assert rows[0].data == "STAND-IN"


def test_an_arm_has_the_chance_of_its_protocol_and_no_row_of_its_own():
    one = evaluated("loso")
    both = one.model_copy(
        update={"protocols": one.protocols | {"loso+gray": one.protocols["loso"]}}
    )
    rows = summarise([table(ST=both)], "loso", "standin").rows
    assert [row.protocol for row in rows if row.kind == "chance"] == ["loso", "loso"]
