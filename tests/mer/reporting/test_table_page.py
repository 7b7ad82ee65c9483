"""Without these a reader could take a stand-in number for a reproduction, or a gap for a zero."""

import dataclasses
import re
from decimal import Decimal

import numpy as np

from mer.evaluation.published import Row
from mer.reporting.table_page import render
from tests.results_fixture import cell, counts, evaluated, grid_rows, of_confusion, result, table

PRINTED = [
    Row(2020, "OTHER", "Someone 2020", Decimal("76.30"), None),
    Row(2024, "MER-3DCNNST", "Irawan et al. 2024", Decimal("89.98"), Decimal("0.8985")),
]


def rows_below(text, start):
    """Rows of the grid under the heading that starts with `start`, as lists of cells."""
    return grid_rows(text.split(f"## {start}", 1)[1].split("\n## ", 1)[0])


def test_a_stand_in_table_says_so_and_never_says_reproduced():
    text = render(table(printed=PRINTED, ST=evaluated("leaky", "holdout", "loso")))
    header = rows_below(text, "STAND-IN")[0]
    assert "> **STAND-IN.**" in text
    assert header[2:7] == [
        "STAND-IN accuracy %",
        "STAND-IN precision",
        "STAND-IN UAR (recall)",
        "STAND-IN F1",
        "STAND-IN UF1",
    ]
    assert "reproduced" not in text.lower()


def test_printed_numbers_do_not_stand_beside_those_of_the_stand_in():
    text = render(table(printed=PRINTED, ST=evaluated("leaky", "holdout", "loso")))
    assert text.count("89.98") == 1
    assert not any("printed" in name.lower() for name in rows_below(text, "STAND-IN")[0])


def test_the_box_says_what_the_stand_in_is():
    text = render(table(printed=PRINTED))
    (box,) = [line for line in text.splitlines() if line.startswith("> ")]
    assert "not of CAS(ME)²" in box
    assert "Eileen Collins" in box
    assert "25 % of the clips" in box


def test_a_licensed_table_has_printed_beside_reproduced_and_no_word_of_a_stand_in():
    text = render(
        table("licensed", PRINTED, ST=evaluated("leaky", "holdout", "loso", data="licensed"))
    )
    rows = rows_below(text, "Reproduced")
    assert rows[0][2:5] == ["printed accuracy %", "printed F1", "reproduced accuracy %"]
    assert rows[1][:4] == ["ST", "leaky", "89.98", "0.8985"]
    assert "STAND-IN" not in text


def test_every_printed_row_is_there_with_its_digits_and_our_variants_also_where_none_is():
    rows = rows_below(render(table(printed=PRINTED)), "Printed")
    assert rows[1] == ["2020", "OTHER", "", "Someone 2020", "76.30", ""]
    assert rows[2] == ["2024", "MER-3DCNNST", "ST", "Irawan et al. 2024", "89.98", "0.8985"]
    assert [row[2] for row in rows[3:]] == ["DA", "SCB", "DACWB"]
    assert all(row[4:] == ["", ""] for row in rows[3:])


def test_a_table_without_printed_numbers_says_where_they_go():
    assert "fill `published/table1_casme_sq.csv`" in render(table(printed=[]))
    assert "fill `published" not in render(table(printed=PRINTED))


def test_computed_numbers_are_the_cells():
    one = evaluated("loso").protocols["loso"]
    row = next(
        row
        for row in rows_below(render(table(printed=PRINTED, ST=evaluated("loso"))), "STAND-IN")
        if row[:2] == ["ST", "loso"]
    )
    low, high = one.intervals.accuracy
    assert row[2] == f"{100 * one.accuracy:.2f} [{100 * low:.1f}, {100 * high:.1f}]"
    assert row[3] == f"{np.mean([*one.precision.values()]):.4f}"
    assert row[4] == f"{one.uar:.4f}"
    assert row[5] == f"{one.weighted_f1:.4f}"
    assert row[6].startswith(f"{one.macro_f1:.4f} [")
    assert row[7:] == ["30", "", "5"]


def test_test_samples_are_told_where_they_are_not_the_clips():
    row = next(
        row
        for row in rows_below(render(table(printed=PRINTED, ST=evaluated("leaky"))), "STAND-IN")
        if row[:2] == ["ST", "leaky"]
    )
    assert row[7:] == ["30", "35", "5"]


def test_what_was_not_run_is_empty_and_said():
    text = render(table(printed=PRINTED, ST=evaluated("loso")))
    rows = rows_below(text, "STAND-IN")
    assert len(rows) == 1 + 4 * 3 + 2
    assert all(row[2:] == [""] * 8 for row in rows[1:-2] if row[:2] != ["ST", "loso"])
    assert "Empty computed cells were not run" in text
    assert "is not among `datasets`" in render(table(chosen=False))


def test_the_foot_explains_protocols_seeds_and_gaps():
    text = render(table(printed=PRINTED, ST=evaluated("loso", seeds=(0, 1))))
    assert "Profile demo; seeds 0, 1; metrics are means over the seeds" in text
    assert "another seed" not in text
    assert "one subject is left out at a time" in text
    assert "95 % intervals" in text
    assert "another seed" in render(table(printed=PRINTED, ST=evaluated("loso")))
    lonely = render(table(printed=PRINTED, ST=evaluated("loso", subjects=1, clips=2)))
    assert "No intervals under loso" in lonely


def test_the_last_line_names_the_file_that_says_where_the_numbers_come_from():
    """It is always the same: another machine or commit must not change a table."""
    last = "- Commit, settings, versions, machine and time of this run: metrics/environment.json."
    assert render(table(printed=PRINTED, ST=evaluated("loso"))).splitlines()[-1] == last
    assert last not in render(table(printed=PRINTED))


def test_the_foot_says_what_became_of_the_clips():
    one = table("licensed", PRINTED, ST=evaluated("loso", data="licensed"))
    shown = render(dataclasses.replace(one, counts=counts(data="licensed")))
    assert "- licensed clips: 9 labelled" in shown
    assert "dropped: 3 no class." in shown
    assert "clips: " not in render(one)


def test_several_seeds_show_their_lowest_and_highest_accuracy():
    """One seed's luck would otherwise be read as the variant's."""
    one = evaluated("loso", seeds=(0, 1, 2))
    rows = rows_below(render(table(printed=PRINTED, ST=one)), "STAND-IN")
    assert rows[0][3] == "STAND-IN accuracy % by seed"
    found = [100 * seed.accuracy for seed in one.protocols["loso"].per_seed]
    (row,) = [row for row in rows if row[:2] == ["ST", "loso"]]
    assert row[3] == f"{min(found):.1f} to {max(found):.1f}"
    alone = rows_below(render(table(printed=PRINTED, ST=evaluated("loso"))), "STAND-IN")
    assert not any("by seed" in name for name in alone[0])


def test_a_cell_that_predicts_one_class_is_marked_and_a_note_says_which():
    collapsed = cell(loso=of_confusion([[30, 0, 0], [10, 0, 0], [9, 1, 0]]))
    text = render(table(printed=PRINTED, ST=collapsed, DA=evaluated("loso")))
    accuracy = {row[0]: row[2] for row in rows_below(text, "STAND-IN") if row[1] == "loso"}
    assert accuracy["ST"] == "60.00†"
    assert "†" not in accuracy["DA"]
    assert "- † ST under loso predicts negative for 98 % of the test samples" in text
    assert "†" not in render(table(printed=PRINTED, DA=evaluated("loso")))


def test_a_cell_that_predicts_one_class_with_a_single_seed_is_marked_too():
    one = evaluated("loso", seeds=(0, 1)).protocols["loso"]
    first, second = one.per_seed
    collapsed = one.model_copy(
        update={"per_seed": [first, second.model_copy(update={"one_class": "surprise"})]}
    )
    text = render(table(printed=PRINTED, ST=cell(loso=collapsed)))
    assert f"| {100 * one.accuracy:.2f}† [" in " ".join(text.split())
    said = "- † ST under loso predicts one class for more than 95 % of the test samples with the"
    assert f"{said} seed 1 (surprise)." in text


def test_chance_stands_below_the_variants_and_the_foot_says_what_it_is():
    """An accuracy means nothing without what guessing reaches."""
    one = evaluated("leaky", "loso")
    text = render(table(printed=PRINTED, ST=one, DA=evaluated("leaky", clips=5)))
    rows = {(row[0], row[1]): row for row in rows_below(text, "STAND-IN")[-6:]}
    assert list(rows) == [
        ("majority (ST)", "leaky"),
        ("majority (DA)", "leaky"),
        ("majority", "loso"),
        ("stratified random (ST)", "leaky"),
        ("stratified random (DA)", "leaky"),
        ("stratified random", "loso"),
    ]
    guess = one.protocols["loso"].chance.stratified
    assert rows["stratified random", "loso"][2:] == [
        f"{100 * guess.accuracy:.2f}",
        f"{guess.macro_precision:.4f}",
        f"{guess.uar:.4f}",
        f"{guess.weighted_f1:.4f}",
        f"{guess.macro_f1:.4f}",
        "30",
        "",
        "5",
    ]
    assert "exact expected values from the test labels" in text
    licensed = render(table("licensed", PRINTED, ST=evaluated("loso", data="licensed")))
    assert rows_below(licensed, "Reproduced")[-1][:4] == ["stratified random", "loso", "", ""]
    assert "majority gives" not in render(table(printed=PRINTED))


def test_a_class_that_is_never_predicted_is_said_as_precision_looks_better_without_it():
    blind = result(precision={"negative": 0.6, "positive": None, "surprise": 1.0})
    text = render(table(printed=PRINTED, ST=cell(loso=blind)))
    assert "ST under loso never predicts positive: its precision is the mean" in text
    assert "never predicts" not in render(table(printed=PRINTED, ST=evaluated("loso")))


def test_variants_without_copies_are_excepted_from_what_is_said_of_leaky():
    """`leaky` would otherwise be taken for an explanation of the number that is printed of ST."""
    text = render(table(printed=PRINTED, ST=evaluated("leaky", "loso")))
    assert "ST has neither: leaky and holdout test the same clips of it, and differ in" in text
    assert not re.search(r"(DA|SCB|DACWB) has neither", text)


def test_a_class_without_f1_is_said_under_the_table():
    lacking = cell(loso=result(absent_classes=["surprise"]))
    assert "ST under loso: no F1 for surprise, absent from truth and predictions" in render(
        table(ST=lacking)
    )
    assert "no F1 for" not in render(table(ST=evaluated("loso")))


def test_a_variant_of_ones_own_has_a_row_and_no_printed_number():
    own = dataclasses.replace(table(printed=PRINTED), cells={"MINE": evaluated("loso")})
    assert [row[:2] for row in rows_below(render(own), "STAND-IN") if row[0] == "MINE"] == [
        ["MINE", protocol] for protocol in ("leaky", "holdout", "loso")
    ]


def test_a_data_set_that_the_article_lacks_says_so_and_has_no_place_for_printed_numbers():
    text = render(table(dataset="mmew", ST=evaluated("loso")))
    assert text.startswith("# mmew (not in the article)\n")
    assert "> **STAND-IN.**" in text
    assert "printed" not in text.lower()
    assert rows_below(text, "STAND-IN")[0][-1] == "subjects"
    real = render(table("licensed", dataset="mmew", ST=evaluated("loso", data="licensed")))
    assert "STAND-IN" not in real
    assert rows_below(real, "Reproduced")[0][2] == "reproduced accuracy %"


def trained(**changes):
    """Render a table of the demo profile with other settings of its training."""
    shown = table(printed=PRINTED, ST=evaluated("loso"))
    profile = shown.settings.current
    profile = profile.model_copy(
        update={
            "train": profile.train.model_copy(update=changes),
            "network": profile.network.model_copy(update={"input": "gray", "also": ["centred"]}),
        }
    )
    profiles = {shown.settings.profile: profile}
    return render(
        dataclasses.replace(
            shown, settings=shown.settings.model_copy(update={"profiles": profiles})
        )
    )


def test_the_foot_says_how_long_was_trained_and_on_what():
    """Equal epochs are not equal training, and what did not fit cannot be compared."""
    fitted = trained(epochs=7, batch_size=5, fitted=0.8, budget="epochs")
    assert (
        "the input gray; in the rows `+centred` centred, in batches of 5, at most 7 epoch" in fitted
    )
    assert "a variant with more samples takes more of the optimiser's steps" in fitted
    assert "until 80 % of its training samples are right" in fitted
    steps = trained(epochs=7, batch_size=5, fitted=0, budget="steps", samples_per_clip=3)
    assert "in batches of 5, 7 epochs, all variants with the optimiser's steps" in steps
    assert "with 3 samples per clip" in steps
    assert "are right" not in steps
