"""Without these, a typing error in params.yaml would train for days on something else."""

import pytest

from mer.core import params
from mer.core.errors import UserError

BAD = {
    "unknown variant": (
        ("variant",),
        "FOO",
        "variant: expected one of ST, DA, SCB, DACWB, received 'FOO'",
    ),
    "unknown protocol": (
        ("protocol",),
        "loo",
        "protocol: expected one of leaky, holdout, loso, which are what the profile demo runs, "
        "received 'loo'; choose one of these, or add it to profiles.demo.protocols",
    ),
    "protocol that is not run": (("protocol",), "kfold", "received 'kfold'; choose one of these"),
    "arm that is not run": (("protocol",), "loso+gray", "received 'loso+gray'; choose one"),
    "unknown profile": (
        ("profile",),
        "papers",
        "profile: expected one of demo, paper, received 'papers'",
    ),
    "unknown source": (
        ("source",),
        "web",
        "source: expected 'standin' or 'licensed', received 'web'",
    ),
    "unknown data set": (
        ("datasets",),
        ["smicc"],
        "datasets.0: expected one of casme_sq, smic, samm, casme2, received 'smicc'",
    ),
    "data set twice": (("datasets",), ["smic", "smic"], "datasets: expected each name once"),
    "no data set": (("datasets",), [], "datasets: expected"),
    "text for a number": (
        ("profiles", "demo", "train", "epochs"),
        "ten",
        "epochs: expected integer, received 'ten'",
    ),
    "number for text": (("variant",), 3, "variant: expected string, received 3"),
    "yes for a number": (
        ("standin", "subjects"),
        True,
        "standin.subjects: expected integer, received True",
    ),
    "negative copies": (
        ("recipes", "augment", "DA", "copies"),
        -1,
        "recipes.augment.DA.copies: expected greater",
    ),
    "two crops": (
        ("recipes", "augment", "DA", "crop"),
        0.1,
        "recipes.augment.DA: expected crop or crop_area above 0, as they are two readings of one "
        "crop, received 0.1 and 0.1; set one of them to 0",
    ),
    "unknown balancing": (
        ("recipes", "balance", "SCB", "method"),
        "smoot",
        "recipes.balance.SCB.method: expected",
    ),
    "no windows": (
        ("profiles", "demo", "clip", "windows"),
        1,
        "demo.clip.windows: expected 2 or more for",
    ),
    "no window": (
        ("profiles", "demo", "clip", "windows"),
        0,
        "profiles.demo.clip.windows: expected greater",
    ),
    "no shift": (
        ("profiles", "demo", "clip", "shift"),
        0,
        "profiles.demo.clip.shift: expected greater",
    ),
    "epochs tuned twice": (
        ("profiles", "demo", "tune", "epochs"),
        [5, 5],
        "profiles.demo.tune.epochs: expected each name once",
    ),
    "no batch size tuned": (
        ("profiles", "demo", "tune", "batch_size"),
        [],
        "profiles.demo.tune.batch_size: expected",
    ),
    "protocol twice": (
        ("controls", "protocols"),
        ["windows", "windows"],
        "controls.protocols: expected each name once",
    ),
    "seed twice": (
        ("controls", "budget_seeds"),
        [0, 0],
        "controls.budget_seeds: expected each name once",
    ),
    "fitted above all": (("controls", "fitted"), 1.5, "controls.fitted: expected less than or eq"),
    "no training part": (("split", "test"), 0.95, "split: expected test + validation below 1"),
    "pooled away": (
        ("profiles", "demo", "network", "filters"),
        [4] * 7,
        "profiles.demo.network.filters: expected few",
    ),
    "unknown rule": (
        ("labels", "samm", "rule"),
        "mine",
        "labels.samm.rule: expected one of paper, megc2019",
    ),
    "empty class": (
        ("labels", "smic", "rules", "paper", "surprise"),
        [],
        "paper.surprise: expected at least one",
    ),
    "two classes": (
        ("labels", "smic", "rules", "paper", "surprise"),
        ["positive"],
        "received positive in two",
    ),
    "capital": (("labels", "samm", "rules", "paper", "surprise"), ["Surprise"], "in lower case"),
    "file name": (("variants",), ["A/B", "DACWB"], "variants: expected names of letters"),
    "variant twice": (("variants",), ["DACWB", "DACWB"], "variants: expected each name once"),
    "no recipe": (("variants",), ["DACWB", "NEW"], "recipes.augment.NEW: expected this key"),
}


def change(content: dict, place: tuple[str, ...], value) -> dict:
    part = content
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    return content


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_value_is_one_sentence_with_its_key(case, content):
    place, value, sentence = BAD[case]
    with pytest.raises(UserError) as caught:
        params.check(change(content, place, value))
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("params.yaml: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "known"),
    [
        (("epoch",), "variant"),
        (("profiles", "demo", "train", "epoch"), "epochs"),
        (("labels", "smic", "cam"), "camera"),
    ],
)
def test_an_unknown_key_is_named_with_the_known_ones(place, known, content):
    with pytest.raises(UserError, match=f"{place[-1]}: unknown key; expected one of .*{known}"):
        params.check(change(content, place, 3))


@pytest.mark.parametrize(
    ("place", "known"),
    [(("cam",), "rules"), (("rules", "paper", "negativ"), "negative")],
)
def test_an_unknown_key_of_a_data_set_that_the_article_lacks_is_named_too(place, known, content):
    rule = {"negative": ["a"], "positive": ["b"], "surprise": ["c"], "exclude": []}
    content["labels"]["example"] = {"rule": "paper", "rules": {"paper": rule}}
    with pytest.raises(UserError, match=f"{place[-1]}: unknown key; expected one of .*{known}"):
        params.check(change(content, ("labels", "example", *place), 3))


def test_a_misspelt_key_is_reported_as_what_was_written(content):
    """It is also missing under its right name, which would send the user looking elsewhere."""
    content["profiles"]["demo"]["train"]["epoch"] = content["profiles"]["demo"]["train"].pop(
        "epochs"
    )
    with pytest.raises(UserError, match=r"train\.epoch: unknown key.*1 more"):
        params.check(content)


def test_a_missing_key_is_named(content):
    del content["mask"]["margin"]
    with pytest.raises(UserError, match=r"mask\.margin: expected this key, found none"):
        params.check(content)


def test_one_window_a_clip_is_refused_only_where_windows_are_wanted(content):
    content["profiles"]["demo"]["clip"]["windows"] = 1
    content["controls"]["protocols"] = []
    assert params.check(content).current.clip.windows == 1
    content["profiles"]["demo"]["protocols"] = ["windows"]
    content["protocol"] = "windows"
    with pytest.raises(
        UserError, match=r"protocol windows in profiles\.demo\.protocols, received 1"
    ):
        params.check(content)


def test_unknown_names_of_stages_arguments_are_refused(checked):
    with pytest.raises(UserError, match="variant: expected one of"):
        checked.recipe("X")
    with pytest.raises(UserError, match="dataset: expected one of"):
        checked.rules("fer2013")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "expected keys"),
        ("- 1", "received list"),
        ("a: [", "does not parse"),
        (None, "found none"),
        (b"\xff\xfe\x00", "YAML"),
    ],
)
def test_a_file_that_is_no_params_file_says_so(text, sentence, tmp_path):
    path = tmp_path / "params.yaml"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError, match=sentence):
        params.load(path)


def test_a_stage_that_dvc_runs_says_how_to_undo_a_value_that_stays(project, monkeypatch):
    """`dvc exp run -S` leaves it in params.yaml, but not in the one from which a copy is made."""
    path = project / "params.yaml"
    path.write_text("variant: SBC\n", encoding="utf-8")
    copy = project / ".dvc/tmp/exps/standalone/tmp1"
    copy.mkdir(parents=True)
    (copy / path.name).write_bytes(path.read_bytes())

    def refused() -> str:
        with pytest.raises(UserError) as error:
            params.load()
        return str(error.value)

    undo = "If `dvc exp run -S` has set it, `git checkout params.yaml` brings the committed file"
    monkeypatch.delenv("DVC_STAGE", raising=False)
    assert undo not in refused()
    monkeypatch.setenv("DVC_STAGE", "parameters")
    assert undo in refused()
    monkeypatch.chdir(copy)
    assert undo not in refused()


def test_the_papers_settings_are_those_of_the_article():
    paper = params.load().profiles["paper"]
    assert paper.clip.frames, paper.clip.size == (16, 128)
    assert paper.network.filters == [64] * 4
    assert (paper.train.epochs, paper.train.batch_size, paper.train.learning_rate) == (
        50,
        16,
        0.001,
    )


def test_kernel_and_pool_are_one_number_or_one_per_axis(content):
    network = content["profiles"]["demo"]["network"]
    network |= {"kernel": [1, 3, 3], "pool": 2}
    checked = params.check(content).profiles["demo"].network
    assert checked.kernels == (1, 3, 3)
    assert checked.pools == (2, 2, 2)
    network["kernel"] = [3, 3]
    with pytest.raises(UserError, match=r"profiles.demo.network.kernel"):
        params.check(content)


def test_an_input_is_trained_once(content):
    content["profiles"]["demo"]["network"] |= {"input": "gray", "also": ["difference", "gray"]}
    with pytest.raises(UserError, match=r"profiles.demo.network.also: expected inputs that are"):
        params.check(content)


def test_a_further_input_has_rows_of_its_own_that_may_be_the_headline(content):
    content["profiles"]["demo"]["network"]["also"] = ["gray"]
    content["protocol"] = "loso+gray"
    assert params.check(content).current.reported == [
        "leaky", "leaky+gray", "holdout", "holdout+gray", "loso", "loso+gray",
    ]  # fmt: skip
