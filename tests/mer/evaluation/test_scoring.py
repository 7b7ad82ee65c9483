"""Without these anyone's model could get numbers unlike the field's, or an unfair comparison."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score, recall_score

from mer.core import params
from mer.core.errors import UserError
from mer.evaluation import predictions, scoring

SETTINGS = params.Evaluate(confidence=0.95, bootstrap=20, seed=0)
HAND = """clip,label,predicted,subject,dataset
1,negative,negative,a,smic
1,surprise,surprise,a,samm
2,negative,surprise,b,samm
"""


def read(folder, content, name="predictions.csv"):
    (folder / name).write_text(content, encoding="utf-8")
    return predictions.read_file(folder / name)


def test_random_files_agree_with_scikit_learn(tmp_path):
    random = np.random.default_rng(0)
    for number in range(20):
        truth, predicted = random.integers(0, 3, (2, 30))
        table = pd.DataFrame({"clip": range(30), "label": truth, "predicted": predicted})
        text = table.to_csv(index=False)
        (one,) = scoring.score(read(tmp_path, text, f"{number}.csv"), SETTINGS)
        assert (one.protocol, one.dataset) == (None, None)
        macro_f1 = f1_score(truth, predicted, average="macro")
        assert one.result.macro_f1 == pytest.approx(macro_f1, abs=1e-6)
        uar = recall_score(truth, predicted, average="macro")
        assert one.result.uar == pytest.approx(uar, abs=1e-6)


def test_data_sets_stand_alone_and_then_together(tmp_path):
    scores = scoring.score(read(tmp_path, HAND), SETTINGS)
    assert [one.dataset for one in scores] == ["samm", "smic", "composite"]
    assert [one.result.samples for one in scores] == [2, 1, 3]
    assert scores[-1].result.subjects == 3  # `a` of SMIC is not `a` of SAMM


def test_without_subjects_there_is_no_interval_and_no_number_of_them(tmp_path):
    (one,) = scoring.score(read(tmp_path, "clip,label,predicted\na,0,0\nb,1,0\n"), SETTINGS)
    assert (one.result.intervals, one.result.subjects) == (None, None)


def test_files_that_disagree_on_the_truth_are_refused(tmp_path):
    other = HAND.replace("2,negative,surprise,b,samm", "2,positive,surprise,b,samm")
    tables = {
        name: read(tmp_path, text, name) for name, text in (("one.csv", HAND), ("two.csv", other))
    }
    with pytest.raises(
        UserError, match=r"clip 'samm b 2': expected the label negative as in .*, received positive"
    ):
        scoring.same_clips(tables)
    bare = {
        name: table.assign(dataset="", subject="", clip=table.index.astype(str))
        for name, table in tables.items()
    }
    with pytest.raises(UserError, match="clip '2'"):
        scoring.same_clips(bare)


def test_files_of_the_same_clips_need_no_note(tmp_path):
    wrong = HAND.replace("negative,negative", "negative,positive")
    tables = {"one": read(tmp_path, HAND), "two": read(tmp_path, wrong)}
    assert scoring.same_clips(tables) == []
