"""A recording is read as it was filmed, or refused with the one thing that is wrong with it."""

import os
import subprocess
import sys
import wave
import weakref

import numpy as np
import pytest

from mer.preprocessing import recordings
from mer.preprocessing.recordings import UnusableRecordingError
from mer.preprocessing.recordings.records import Shape
from tests.conftest import ROOT
from tests.mer.preprocessing.faces_fixture import encoded, shifted
from tests.mer.preprocessing.recordings_fixture import (
    sound_only,
    turned,
    uneven,
    write_folder,
    write_video,
)


@pytest.fixture(scope="module")
def frames():
    """Eight frames of noise, each another; what they show does not matter."""
    return list(np.random.default_rng(0).integers(0, 256, (8, 48, 64, 3), dtype=np.uint8))


def opened(path, rate=None):
    return recordings.opened(path, rate, 100.0)


def refusal(path):
    with pytest.raises(UnusableRecordingError) as caught:
        opened(path)
    return str(caught.value)


def test_a_video_gives_the_frames_that_were_written_numbered_from_1(tmp_path, frames):
    video = opened(write_video(tmp_path / "a.mkv", frames))
    read = list(video.frames())
    assert [frame.moment.number for frame in read] == list(range(1, 9))
    assert [frame.moment.seconds for frame in read] == pytest.approx(np.arange(8) / 25)
    assert np.array_equal([frame.pixels for frame in read], frames)
    assert (video.rate, video.end) == (25, (8, pytest.approx(7 / 25)))
    assert video.remarks() == []
    assert [frame.moment.number for frame in video.frames({3, 5})] == [3, 5]


def test_a_folder_gives_its_frames_by_the_numbers_in_their_names(tmp_path, frames):
    """As the stages read them; by name, frame 10 would come before frame 9."""
    folder = opened(write_folder(tmp_path / "a", frames, first=5))
    assert np.array_equal([frame.pixels for frame in folder.frames()], frames)
    assert [moment.number for moment in folder.moments()] == list(range(5, 13))
    (tmp_path / "a" / "img7.png").unlink()
    (tmp_path / "a" / "img8 (1).png").write_bytes(encoded(frames[0]))
    (tmp_path / "a" / "notes.txt").write_text("x")
    folder = opened(tmp_path / "a")
    assert [moment.seconds for moment in folder.moments()][:3] == [0, 0.01, 0.03]
    assert folder.remarks()[0].startswith("1 of its images repeat a number, or have none")


def test_frames_without_numbers_come_in_their_natural_order(tmp_path, frames):
    for name, frame in zip(("9 x", "10 x", "b"), frames, strict=False):
        (tmp_path / f"{name}.png").write_bytes(encoded(frame))
    folder = opened(tmp_path)
    assert np.array_equal([frame.pixels for frame in folder.frames()], frames[:3])


def test_a_telephone_held_upright(tmp_path, astronaut):
    """Lying on its side, a face is not found."""
    video = opened(turned(tmp_path / "a.mp4", [astronaut] * 3))
    frame = next(iter(video.frames()))
    assert frame.pixels.shape == astronaut.shape
    assert np.abs(frame.pixels.astype(int) - astronaut).mean() < 8  # mp4v loses some
    assert video.remarks() == [
        "It was filmed turned by a quarter of a circle; the frames are used upright."
    ]


def test_a_varying_frame_rate_is_read_and_said(tmp_path, frames):
    video = opened(uneven(tmp_path / "a.mp4", frames, slow=4))
    moments = video.moments()
    assert video.rate == 25
    # the last frame lies beyond the length that the file still declares
    assert [moment.at for moment in moments] == [1, 2, 3, 4, 5, 6.5, 8]
    assert "Its frame rate varies, 16.7 to 25 frames per second" in video.remarks()[0]
    assert opened(tmp_path / "a.mp4", rate=50).moments()[-1].at == 7


def test_a_video_that_breaks_off_says_where(tmp_path, frames):
    whole = write_video(tmp_path / "a.avi", frames * 10, codec="MJPG").read_bytes()
    (tmp_path / "a.avi").write_bytes(whole[: len(whole) // 2])
    video = opened(tmp_path / "a.avi")
    read = len(list(video.frames()))
    assert 20 < read < 60
    assert f"It ends or breaks after {read / 25:.1f} of the 3.2 seconds" in video.remarks()[0]


def test_a_damaged_frame_of_a_folder_is_left_out_unless_it_is_asked_for(tmp_path, frames):
    folder = write_folder(tmp_path / "a", frames)
    whole = (folder / "img103.png").read_bytes()
    (folder / "img103.png").write_bytes(whole[:200])
    recording = opened(folder)
    assert len(list(recording.frames())) == 7
    assert "1 of its images cannot be decoded and are left out" in recording.remarks()[0]
    with pytest.raises(UnusableRecordingError, match=r"img103\.png: expected an image"):
        list(recording.frames({101, 103}))


def test_frames_of_two_sizes_are_refused(tmp_path, frames):
    folder = write_folder(tmp_path / "a", [*frames, frames[0][:20]])
    with pytest.raises(UnusableRecordingError, match="64x20 pixels in frame 109 after 64x48"):
        list(opened(folder).frames())


def test_frames_larger_than_any_of_the_data_sets_are_reduced_and_all_others_left_alone():
    """The largest licensed ones have 2040 pixels: reduced, they would give other probabilities."""
    large, licensed = np.zeros((2160, 3840), np.uint8), np.zeros((1088, 2040), np.uint8)
    shape = Shape()
    assert shape.fit(large, 1).shape == (1080, 1920)
    assert Shape().fit(licensed, 1) is licensed
    assert (shape.width, shape.height, shape.reduced) == (3840, 2160, (1920, 1080))


def test_ffmpeg_keeps_its_own_words_to_itself(tmp_path):
    """`moov atom not found` helps nobody, and stands above the sentence that does."""
    (tmp_path / "text.mp4").write_text("no video")
    code = (
        "import sys; from pathlib import Path; from mer.preprocessing import recordings\n"
        "try: recordings.opened(Path(sys.argv[1]), None, 25.0)\n"
        "except recordings.UnusableRecordingError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "text.mp4")],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert (done.stderr, done.stdout.count("cannot be decoded as one")) == ("", 1)


def test_each_fault_has_its_sentence(tmp_path, frames):
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("no video")
    (tmp_path / "picture.png").write_bytes(encoded(frames[0]))
    (tmp_path / "nothing").mkdir()
    (tmp_path / "above").mkdir()
    write_folder(tmp_path / "above" / "clip", frames)
    sound = sound_only(tmp_path / "sound.mp4", frames)
    with wave.open(str(tmp_path / "sound.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(1000))
    os.mkfifo(tmp_path / "pipe")
    assert "found nothing there" in refusal(tmp_path / "missing.mp4")
    assert refusal(tmp_path / "empty.mp4") == "it is empty (0 bytes)"
    assert "cannot be decoded as one" in refusal(tmp_path / "text.mp4")
    assert "it is one picture" in refusal(tmp_path / "picture.png")
    assert refusal(tmp_path / "nothing").endswith("frames in the folder, found none")
    assert f"found 1 folders; name them one by one, first {tmp_path}/above/clip" in refusal(
        tmp_path / "above"
    )
    assert "sound only" in refusal(sound)
    assert "sound only" in refusal(tmp_path / "sound.wav")
    assert "found a pipe" in refusal(tmp_path / "pipe")


def test_no_frame_is_held(tmp_path, frames):
    """Ten minutes would not fit into memory."""
    folder = opened(write_folder(tmp_path / "a", shifted(frames[0], 12)))
    seen = []
    for frame in folder.frames():
        seen.append(weakref.ref(frame.pixels))
        del frame
    assert sum(one() is not None for one in seen) <= 1
