"""Without these nobody could trust the numbers this command gives for a model of their own."""

import json
import os
import sys

import pytest

from mer import __main__ as mer
from mer.core.seeds import generator
from mer.evaluation.protocols import evaluate
from tests.predictions_fixture import predictions

HAND = """clip,label,predicted,subject,dataset
1,negative,negative,a,smic
2,negative,positive,a,smic
3,Positive,POSITIVE,b,smic
1,surprise,surprise,a,samm
2,negative,surprise,b,samm
"""
EXPECTED = "expected negative, positive, surprise or 0, 1, 2, received "


def write(folder, content, name="predictions.csv"):
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return str(path)


def command(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["mer", "score", *arguments])
    mer.run()
    return capsys.readouterr().out


def results(monkeypatch, capsys, *arguments):
    return json.loads(command(monkeypatch, capsys, "--json", *arguments))


def test_data_sets_and_composite_by_hand(tmp_path, monkeypatch, capsys):
    """MEGC2019 pools hits over data sets; the mean of the data sets' UF1 is another number."""
    found = results(monkeypatch, capsys, write(tmp_path, HAND))["results"]
    by_name = {record["dataset"]: record for record in found}
    assert list(by_name) == ["samm", "smic", "composite"]
    two_thirds = pytest.approx(2 / 3, abs=1e-6)
    assert by_name["smic"]["f1"] == {
        "negative": two_thirds,
        "positive": two_thirds,
        "surprise": None,
    }
    assert by_name["samm"]["macro_f1"] == pytest.approx((0 + 2 / 3) / 2, abs=1e-6)
    whole = by_name["composite"]
    assert whole["confusion"] == [[1, 1, 1], [0, 1, 0], [0, 0, 1]]
    assert whole["macro_f1"] == pytest.approx((2 / 4 + 2 / 3 + 2 / 3) / 3, abs=1e-6)
    assert whole["uar"] == pytest.approx((1 / 3 + 1 + 1) / 3, abs=1e-6)
    assert (whole["samples"], whole["subjects"]) == (5, 4)


def test_numbers_and_names_of_classes_mean_the_same(tmp_path, monkeypatch, capsys):
    numbers = HAND.lower()
    for number, name in enumerate(("negative", "positive", "surprise")):
        numbers = numbers.replace(f",{name}", f",{number}")
    one, other = (
        results(monkeypatch, capsys, write(tmp_path, text))["results"] for text in (HAND, numbers)
    )
    assert one == other


def test_our_own_predictions_give_the_cell_to_the_last_digit(tmp_path, monkeypatch, capsys):
    """Whoever recomputes metrics/cells/ from data/predictions/ must find the same intervals."""
    table = predictions("samm", seeds=(0, 1))
    path = tmp_path / "samm-ST.csv"
    table.to_csv(path, index=False)
    for record in results(monkeypatch, capsys, str(path))["results"]:
        chosen = table[table["protocol"] == record["protocol"]]
        expected = evaluate(chosen, generator("bootstrap", 0, "samm", record["protocol"]))
        content = expected.model_dump(mode="json")
        assert {name: record[name] for name in content} == content


def test_the_smallest_file_gets_metrics_and_is_told_why_it_has_no_intervals(
    tmp_path, monkeypatch, capsys
):
    text = command(monkeypatch, capsys, write(tmp_path, "clip,label,predicted\na,0,0\nb,1,0\n"))
    assert "50.00" in text
    assert "No intervals without a column subject" in text
    assert "[95 %]" not in text
    assert "no F1 for surprise" in " ".join(text.split())  # lines break by the length of the path
    assert "protocol" not in text.splitlines()[0]


def test_one_subject_is_told_why_it_has_no_intervals(tmp_path, monkeypatch, capsys):
    text = command(
        monkeypatch, capsys, write(tmp_path, "clip,label,predicted,subject\na,0,0,s\nb,1,0,s\n")
    )
    assert "No intervals from one subject" in text


def test_markdown_is_a_table_with_the_confusion(tmp_path, monkeypatch, capsys):
    text = command(monkeypatch, capsys, "--md", write(tmp_path, HAND))
    lines = text.splitlines()
    assert lines[0].startswith("| dataset")
    assert any(line.startswith("| composite | negative |") and "1 |" in line for line in lines)
    assert "UF1 [95 %]" in lines[0]


def test_confidence_is_what_was_asked_for(tmp_path, monkeypatch, capsys):
    path = write(tmp_path, HAND)
    assert "[50 %]" in command(monkeypatch, capsys, "--confidence", "0.5", path)
    wide, narrow = (
        results(monkeypatch, capsys, "--confidence", level, path)["results"][-1]["intervals"][
            "accuracy"
        ]
        for level in ("0.95", "0.5")
    )
    assert wide[0] < narrow[0] <= narrow[1] < wide[1]


def test_several_files_stand_side_by_side(tmp_path, monkeypatch, capsys):
    better = HAND.replace("2,negative,positive", "2,negative,negative")
    one, other = write(tmp_path, HAND, "one.csv"), write(tmp_path, better, "two.csv")
    text = command(monkeypatch, capsys, one, other)
    head, _, titles, _, *rows = text.splitlines()
    assert head == f"files {tmp_path}/*"
    assert titles.startswith("file ")
    assert rows[0].startswith("one.csv ")
    assert [row.split()[0] for row in rows if row.startswith("two.csv")]
    assert "not tested on the same clips" not in text


def test_files_of_different_clips_are_not_compared_in_silence(tmp_path, monkeypatch, capsys):
    one, other = (
        write(tmp_path, HAND, "one.csv"),
        write(tmp_path, HAND.rsplit("\n", 2)[0] + "\n", "two.csv"),
    )
    found = results(monkeypatch, capsys, one, other)
    assert found["notes"] == [
        f"{other} and {one} are not tested on the same clips: 4 and 5 clips, 4 in common."
    ]


def test_clips_are_compared_under_each_protocol_that_both_files_have(tmp_path, monkeypatch, capsys):
    """Summed over protocols, files that agree under each of them seem to be of other clips."""
    head = "clip,label,predicted,protocol\n"
    both = "a,0,0,loso\nb,1,1,loso\na,0,0,holdout\n"
    one = write(tmp_path, f"{head}{both}", "one.csv")
    same = write(tmp_path, f"{head}a,0,1,loso\nb,1,1,loso\n", "same.csv")
    assert results(monkeypatch, capsys, one, same)["notes"] == []
    fewer = write(tmp_path, f"{head}a,0,0,loso\nc,1,1,loso\nb,1,1,kfold\n", "fewer.csv")
    start = f"{fewer} and {one} are not tested on the same clips: "
    (note,) = results(monkeypatch, capsys, one, fewer)["notes"]
    assert note == f"{start}under loso: 2 and 2 clips, 1 in common."
    other = write(tmp_path, f"{head}a,0,0,kfold\n", "other.csv")
    (note,) = results(monkeypatch, capsys, one, other)["notes"]
    assert note.endswith("same clips: they have no protocol in common.")


def test_one_protocol_alone_gives_the_numbers_that_it_has_among_others(
    tmp_path, monkeypatch, capsys
):
    path = str(tmp_path / "samm-ST.csv")
    predictions("samm", seeds=(0,)).to_csv(path, index=False)
    every = results(monkeypatch, capsys, path)["results"]
    alone = results(monkeypatch, capsys, "--protocol", "loso", path)["results"]
    assert len(every) > 1
    assert alone == [record for record in every if record["protocol"] == "loso"]
    with pytest.raises(SystemExit, match="2"):
        command(monkeypatch, capsys, "--protocol", "lso", path)
    said = capsys.readouterr().err
    assert "--protocol: expected one of " in said
    assert f"loso, which {path} has, received 'lso'" in said
    with pytest.raises(SystemExit, match="2"):
        command(monkeypatch, capsys, "--protocol", "loso", write(tmp_path, HAND))
    assert "to have a column protocol, found none" in capsys.readouterr().err


def test_pooling_makes_one_model_of_one_file_a_data_set(tmp_path, monkeypatch, capsys):
    head, *rows = HAND.splitlines()
    smic, samm = (
        "\n".join([head, *(row for row in rows if row.endswith(name))]) for name in ("smic", "samm")
    )
    files = write(tmp_path, smic, "smic.csv"), write(tmp_path, samm, "samm.csv")
    pooled = results(monkeypatch, capsys, "--pool", *files)["results"]
    whole = results(monkeypatch, capsys, write(tmp_path, HAND))["results"]
    assert [record["confusion"] for record in pooled] == [record["confusion"] for record in whole]
    with pytest.raises(SystemExit, match="2"):
        command(monkeypatch, capsys, "--pool", files[0], write(tmp_path, smic, "again.csv"))
    assert "expected each clip once" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("clip,label\na,0\n", "line 1: expected the columns clip,label,predicted"),
        ("clip,label,predicted\n", "expected at least one row under the header, found none"),
        ("clip,label,predicted\na,0,0\nb,happy,0\n", f"line 3: label: {EXPECTED}'happy'"),
        ("clip,label,predicted\na,0,3\n", "line 2: predicted: expected negative"),
        ("clip,label,predicted\na,0,\n", f"line 2: predicted: {EXPECTED}''"),
        ("clip,label,predicted\n,0,0\n", "line 2: clip: expected a name, received an empty cell"),
        ("clip,label,predicted,subject\na,0,0,\n", "line 2: subject: expected a name"),
        (
            "clip,label,predicted,seed\na,0,0,x\n",
            "line 2: seed: expected a whole number of at most 18 digits, received 'x'",
        ),
        (
            "clip,label,predicted\na,0,0\n\na,1,0\n",
            "line 4: expected each clip once, received 'a' again after line 2",
        ),
        (
            "clip,label,predicted,sample\na,0,0,original\na,1,0,copy1\n",
            "line 3: expected one label of the clip 'a', received positive after negative",
        ),
        (
            "clip,label,predicted,subject,fold\na,0,0,s,0\na,2,0,s,1\n",
            "line 3: expected one label of the clip 'a', received surprise after negative",
        ),
        (
            "clip,label,predicted,protocol,fold\na,0,0,loso,0\na,0,1,loso,1\n",
            "line 3: expected each clip in one fold of loso, received 'a' again after line 2",
        ),
        (
            "clip,label,predicted,protocol,fold\na,0,0,kfold+gray,0\na,0,1,kfold+gray,1\n",
            "line 3: expected each clip in one fold of kfold+gray, received 'a' again after",
        ),
        (
            "clip,label,predicted\na\x1b[31m,0,0\n",
            "line 2: clip: expected printable characters, received 'a\\x1b[31m'",
        ),
        (
            f"clip,label,predicted,seed\na,0,0,{'9' * 5000}\n",
            "line 2: seed: expected a whole number of at most 18 digits, received '9999",
        ),
        (
            "clip,label,predicted,p_negative\na,0,0,nan\n",
            "line 2: p_negative: expected a probability, received 'nan'; the network diverged",
        ),
        ("clip,label,predicted,p_surprise\na,0,0,\n", "expected a probability, received ''"),
        (
            "clip,label,predicted\n\u00e9,0,0\ne\u0301,0,0\n",
            "line 3: expected each clip once",
        ),
    ],
)
def test_a_bad_row_is_named_with_file_line_and_what_was_expected(
    tmp_path, monkeypatch, capsys, content, message
):
    path = write(tmp_path, content)
    with pytest.raises(SystemExit, match="2"):
        command(monkeypatch, capsys, path)
    said = capsys.readouterr().err
    assert said.startswith(f"error: {path}")
    assert message in said


def test_the_same_clip_under_other_seeds_protocols_or_samples_is_no_mistake(
    tmp_path, monkeypatch, capsys
):
    path = write(
        tmp_path,
        "clip,label,predicted,seed,sample\na,0,0,0,original\na,0,1,1,original\na,0,0,1,copy1\n",
    )
    assert results(monkeypatch, capsys, path)["results"][0]["samples"] == 3


def test_a_clip_that_random_splits_share_is_no_mistake(tmp_path, monkeypatch, capsys):
    path = write(tmp_path, "clip,label,predicted,protocol,fold\na,0,0,holdout,0\na,0,1,holdout,1\n")
    assert results(monkeypatch, capsys, path)["results"][0]["samples"] == 2


def test_names_of_clips_that_return_in_another_fold_need_no_subject(tmp_path, monkeypatch, capsys):
    """In CAS(ME)² every subject has an anger1_1; a file without subjects tells them by fold."""
    path = write(tmp_path, "clip,label,predicted,fold\nanger1_1,0,0,1\nanger1_1,1,1,2\n")
    assert results(monkeypatch, capsys, path)["results"][0]["samples"] == 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.symlink_to(path), "found a link to"),
        (os.mkfifo, "expected a file, found a pipe or a device; write it to a file"),
        (lambda path: path.mkdir(), "expected a CSV file, found a folder"),
    ],
)
def test_what_is_no_file_is_refused_and_not_waited_for(
    tmp_path, monkeypatch, capsys, make, message
):
    make(tmp_path / "p.csv")
    with pytest.raises(SystemExit, match="2"):
        command(monkeypatch, capsys, str(tmp_path / "p.csv"))
    assert message in capsys.readouterr().err


def test_a_file_by_another_path_is_the_same_file(tmp_path, monkeypatch, capsys):
    path = write(tmp_path, HAND)
    with pytest.raises(SystemExit, match="2"):
        command(monkeypatch, capsys, path, f"{tmp_path}/./predictions.csv")
    assert "expected each file once" in capsys.readouterr().err


def test_a_data_set_named_as_all_together_is_refused(tmp_path, monkeypatch, capsys):
    path = write(tmp_path, HAND.replace("samm", "composite"))
    with pytest.raises(SystemExit, match="2"):
        command(monkeypatch, capsys, path)
    assert "expected another name than 'composite'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--confidence", "1"],
        ["--bootstrap", "0"],
        ["--bootstrap", "1000000000000"],
        ["--seed", "-1"],
        ["same.csv"],
        ["-"],
    ],
)
def test_impossible_options_are_refused_before_any_file_is_read(monkeypatch, capsys, arguments):
    with pytest.raises(SystemExit, match="2"):
        command(monkeypatch, capsys, *arguments, "same.csv")
    said = capsys.readouterr().err
    assert "expected" in said
    assert arguments[0] in said
    assert said.count("\n") == 1
