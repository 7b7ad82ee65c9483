"""Whoever has a recording must get numbers, or the one sentence that says why there are none."""

import csv
import errno
import itertools
import json
import subprocess

import numpy as np
import pytest

from mer.commands import predict
from mer.commands.predicting import run as predicting
from mer.core import files
from mer.core.errors import UserError
from mer.evaluation.results import recordings as results
from mer.learning import kept, maps, predictor
from tests import commands_fixture as commands
from tests.conftest import ROOT
from tests.kept_fixture import card
from tests.mer.commands.running import run
from tests.mer.preprocessing.faces_fixture import encoded, shifted
from tests.mer.preprocessing.recordings_fixture import write_folder, write_video


class Brightness:
    """In place of a network: says how much brighter each third of the frames has become."""

    def __init__(self, *_):
        pass

    def predict(self, clips):
        change = np.abs(clips[:, -1].astype(float) - clips[:, 0]).reshape(len(clips), 4, -1)
        values = np.exp(change.mean(axis=2)[:, :3] / 10)
        return (values / values.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def model(project, checked, monkeypatch):
    """Keep a model in the project that needs no Keras."""
    monkeypatch.setattr(predictor, "Predictor", Brightness)
    monkeypatch.setattr(maps, "grad_cam", lambda _, clips: np.zeros(clips.shape, np.float32))
    weights = [np.zeros(3, np.float32)]
    made = card(checked, weights)
    for dataset in ("smic", "casme_sq"):
        path = project / f"data/models/standin/{dataset}.npz"
        kept.write(path, made.model_copy(update={"dataset": dataset}), weights)
    return made


@pytest.fixture
def clip(project, astronaut):
    """Write a folder of ten frames of a moving face."""
    return str(write_folder(project / "clip", shifted(astronaut, 10)))


def printed(capsys, *arguments):
    run(predict, *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_the_terminal_says_what_the_model_is_worth_and_what_it_can_not_do(model, clip, capsys):
    run(predict, clip)
    text = capsys.readouterr().out
    assert "Model: STAND-IN for SMIC, DACWB: on subjects it was not trained on (loso, 24" in text
    assert "accuracy 0.50 [0.25, 0.75], UF1 0.40 [0.20, 0.60]" in " ".join(text.split())
    assert "does not spot any" in text
    assert "clip: 10 frames of 240x220 pixels, 100 per second, 0.09 s" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    chosen = "The model is that of the first of `datasets` in params.yaml; `--model smic` takes"
    assert chosen in " ".join(text.split())
    run(predict, clip, "--model", "smic")
    assert "The model is that of the first" not in " ".join(capsys.readouterr().out.split())


def test_a_time_line_ends_with_the_recording_and_has_no_stretch_without_a_length(
    model, clip, capsys
):
    """Ten frames at 2 per second: a window may start at frames 1, 4, 7 and 10, the last one."""
    run(predict, clip, "--fps", "2", "--step", "1.5")
    text = capsys.readouterr().out
    places = [line.split()[0] for line in text.splitlines() if line[:1].isdigit()]
    assert places[-3:] == ["0.00-1.50", "1.50-3.00", "3.00-4.50"]


def test_lengths_without_a_window_are_not_named():
    chances = {"negative": 1.0, "positive": 0.0, "surprise": 0.0}
    made = [
        results.Window(
            onset=1, offset=12, start=0.1, end=0.1 + frames / 30, probabilities=chances,
            predicted="negative",
        )
        for frames in (11, 15)
    ]  # fmt: skip
    assert predicting._used([12, 16, 19], made, 30) == [12, 16]
    assert predicting._used([12, 16, 19], made[:1], 30) == [12]


def test_a_clip_of_the_models_own_data_is_told_that_it_shows_nothing(
    model, project, astronaut, capsys
):
    """Its answer looks like a success, and is one of memory."""
    (project / "data/standin/casme_sq").mkdir(parents=True)
    own = write_folder(project / "data/standin/casme_sq/clip", shifted(astronaut, 10))
    (one,) = printed(capsys, str(own), "--whole")["recordings"]
    assert one["warnings"][0].startswith("It lies among the recordings of SMIC, and the model may")
    (one,) = printed(capsys, str(own), "--whole", "--model", "smic")["recordings"]
    assert not any("trained on it" in warning for warning in one["warnings"])


def test_a_path_that_is_not_there_costs_no_model(model, project, monkeypatch):
    monkeypatch.setattr(kept, "read", lambda path: pytest.fail("the model was read"))
    with pytest.raises(UserError, match=r"^nowhere: expected a video .* \(and of 1 more\); check"):
        run(predict, "nowhere", "elsewhere")


def test_every_form_has_the_same_numbers(model, clip, project, capsys):
    files_ = ("--csv", "out.csv", "--report", "out.html")
    said = printed(capsys, clip, "--onset", "102", "--offset", "0.05s", *files_)
    (window,) = said["recordings"][0]["windows"]
    assert (window["onset"], window["offset"]) == (102, 106)
    with (project / "out.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert {name: float(row[f"p_{name}"]) for name in window["probabilities"]} == window[
        "probabilities"
    ]
    assert [row[name] for name in ("dataset", "variant", "data")] == [
        "casme_sq", "DACWB", "STAND-IN"
    ]  # fmt: skip
    page = (project / "out.html").read_text(encoding="utf-8")
    assert all(f"{value:.3f}" in page for value in window["probabilities"].values())
    assert page.count("data:image/png") == 3 * model.clip.frames


def test_without_onset_windows_cover_the_recording(model, clip, checked, capsys):
    """Card: 2, 3 and 4 seconds at 100 per second are longer than the clip; --fps shortens them."""
    (one,) = printed(capsys, clip)["recordings"]
    assert (one["mode"], len(one["windows"]), one["timeline"]) == ("whole", 1, [])
    (one,) = printed(capsys, clip, "--fps", "2", "--step", "1")["recordings"]
    assert (one["mode"], one["lengths"], one["step"]) == ("sliding", [4, 6, 8], 2)
    assert {window["onset"] for window in one["windows"]} == {101, 103, 105, 107}
    assert one["windows"] == sorted(one["windows"], key=lambda w: (w["start"], w["end"]))
    means = [step["probabilities"] for step in one["timeline"]]
    assert len(means) == 5
    assert all(abs(sum(mean.values()) - 1) < 1e-4 for mean in means)


def test_one_bad_path_does_not_stop_the_others(model, clip, project, capsys):
    (project / "empty.mp4").write_bytes(b"")
    said = printed(capsys, "empty.mp4", clip, "nowhere")
    assert [one["recording"] for one in said["recordings"]] == [clip]
    assert said["refused"][0] == {"recording": "empty.mp4", "problem": "it is empty (0 bytes)"}
    with pytest.raises(SystemExit) as caught:
        run(predict, "empty.mp4", "nowhere")
    assert caught.value.code == 2
    text = capsys.readouterr().out
    assert "empty.mp4: it is empty (0 bytes)." in text
    assert "Model:" not in text


def test_a_disk_that_goes_away_does_not_stop_the_others(model, clip, capsys, monkeypatch):
    whole = predicting.predict

    def reading(path, *others):
        if path == "share":
            raise OSError(errno.EIO, "Input/output error")
        return whole(path, *others)

    monkeypatch.setattr(predicting, "predict", reading)
    said = printed(capsys, "share", clip)
    assert said["refused"][0]["problem"] == "it cannot be read to its end (Input/output error)"
    assert len(said["recordings"]) == 1


def test_a_moment_belongs_to_the_windows_that_cover_it_at_any_rate():
    """Times in microseconds miss a step of 2/30 s by a hair, now above, now below."""
    chances = {"negative": 1.0, "positive": 0.0, "surprise": 0.0}
    made = [
        results.Window(
            onset=2 * step + 1,
            offset=2 * step + 5,
            start=round(step / 15, 6),
            end=round((step + 2) / 15, 6),
            probabilities=chances,
            predicted="negative",
        )
        for step in range(30)
    ]
    timeline = predicting._timeline(made, 1 / 15, 2.4)
    assert [step.windows for step in timeline] == [1, 2, *[3] * 28, 2, 1, 0, 0, 0, 0, 0]
    assert all(step.probabilities == (chances if step.windows else None) for step in timeline)


def test_a_video_without_a_face(model, project, capsys):
    write_video(project / "gray.mkv", [np.full((96, 128, 3), 90, np.uint8)] * 3)
    with pytest.raises(SystemExit):
        run(predict, "gray.mkv", "--step", "0.04")
    text = " ".join(capsys.readouterr().out.split())
    assert "gray.mkv: no face found in 3 frames at which windows start" in text


def test_a_face_that_goes_away_is_not_called_no_face(model, astronaut, project, capsys):
    """The first frame has one, a later one at which windows start has none."""
    frames = [*shifted(astronaut, 2), *[np.full_like(astronaut, 90)] * 2]
    write_folder(project / "gone", frames)
    with pytest.raises(SystemExit):
        run(predict, "gone", "--fps", "2", "--step", "1")
    text = " ".join(capsys.readouterr().out.split())
    assert "gone: no face found in 1 of 2 frames at which windows start, so that none is" in text


def test_the_rate_of_a_folder_is_said_to_be_assumed(model, clip, capsys):
    (one,) = printed(capsys, clip, "--whole")["recordings"]
    assert one["remarks"] == [
        "A folder does not say its frame rate: 100 per second is assumed; name it by --fps."
    ]
    (one,) = printed(capsys, clip, "--whole", "--fps", "100")["recordings"]
    assert one["remarks"] == []


@pytest.mark.parametrize(("place", "warned"), [("page.html", True), ("data/page.html", False)])
def test_a_page_with_faces_that_git_would_add_is_told(model, clip, project, capsys, place, warned):
    subprocess.run(["git", "init", "-q"], check=True)
    (project / ".gitignore").write_text((ROOT / ".gitignore").read_text())
    run(predict, clip, "--whole", "--report", place)
    assert ("the page shows faces, and git would add it" in capsys.readouterr().err) is warned


def test_it_warns_where_the_recording_is_not_like_the_training_clips(model, clip, capsys):
    (one,) = printed(capsys, clip, "--whole", "--fps", "30")["recordings"]
    assert one["warnings"][0].startswith("It has 30 frames per second, the clips of SMIC have 100")
    assert one["warnings"][1].startswith("It takes 0.30 s from onset to offset, the clips of")
    assert one["warnings"][2].startswith("The face is 104 pixels wide, those of SMIC are 1 to 5")


def test_the_model_is_the_first_data_sets_a_named_one_or_a_file(model, clip, project, capsys):
    assert printed(capsys, clip)["model"] == "data/models/standin/casme_sq.npz"
    (project / "smic").mkdir()  # the data set is meant, not a folder that has its name
    assert printed(capsys, clip, "--model", "smic")["dataset"] == "smic"
    path = "data/models/standin/smic.npz"
    assert printed(capsys, clip, "--model", path)["model"] == path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--onset", "1.2"], "--onset: expected the number of a frame such as 120, or a time such"),
        (["--whole", "--offset", "3"], "--whole: expected it alone, received --onset or --offset"),
        (["--fps", "0"], "--fps: expected a number above 0, received 0"),
        (["--step", "nan"], "--step: expected a number above 0, received nan"),
        (["--report", "no/where.html"], "--report no/where.html: expected the name of a file in a"),
        (["--csv", "data"], "--csv data: expected the name of a file in a folder that is there"),
        (["--model", "casme3"], "--model: expected one of casme_sq, smic, samm, casme2, received"),
        (
            ["--model", "samm"],
            "data/models/standin/samm.npz: expected a file, found none; run",
        ),
        (["--model", "no.npz"], "no.npz: expected a file, found none; check the path"),
    ],
)
def test_a_wrong_option_stops_before_any_work(model, clip, arguments, sentence):
    with pytest.raises(UserError) as caught:
        run(predict, clip, *arguments)
    assert str(caught.value).startswith(sentence)


def test_a_model_that_is_half_there(model, clip, project):
    path = project / "data/models/standin/smic.npz"
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(UserError, match=r"smic\.npz: expected a model as the stage final keeps it"):
        run(predict, clip, "--model", "smic")
    files.require(path)


def test_onset_alone_reaches_to_the_end_and_a_wrong_one_is_told_the_frames(model, clip, capsys):
    (window,) = printed(capsys, clip, "--onset", "105")["recordings"][0]["windows"]
    assert (window["onset"], window["offset"]) == (105, 110)
    with pytest.raises(SystemExit):
        run(predict, clip, "--onset", "99")
    text = " ".join(capsys.readouterr().out.split())
    assert "--onset: expected the number of one of its frames, 101 to 110, received 99." in text


def test_a_picture_is_no_recording(model, project, astronaut, capsys):
    (project / "one.png").write_bytes(encoded(astronaut))
    with pytest.raises(SystemExit):
        run(predict, "one.png")
    assert "it is one picture, which has no movement" in capsys.readouterr().out


def test_the_commands_of_the_page_predict(model, project, astronaut, capsys):
    """docs/predict.md opens with six commands; each gives an answer on recordings of such names."""
    moving = shifted(astronaut, 45)
    write_video(project / "clip.mp4", moving, codec="mp4v")
    write_folder(project / "frames", moving[:25], first=118)
    (project / "clips").mkdir()
    for name in ("a", "b"):
        write_video(project / f"clips/{name}.mp4", moving[:5], codec="mp4v")
    given = commands.fenced(ROOT / "docs/predict.md")
    assert len(given) == 6
    for _, *words in (command.words for command in given):
        found = [sorted(map(str, project.glob(word))) if "*" in word else [word] for word in words]
        run(predict, *itertools.chain.from_iterable(found[1:]))
        assert "STAND-IN" in capsys.readouterr().out, words
    assert len((project / "out.csv").read_text(encoding="utf-8").splitlines()) == 1 + 2
    assert "STAND-IN" in (project / "data/clip.html").read_text(encoding="utf-8")
