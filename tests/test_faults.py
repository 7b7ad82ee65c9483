"""Odd input and faults of the system, a row each: a sentence, or one clip less, never a traceback.

Faults of one module alone stand beside its tests: damaged plans in tests/mer/learning, damaged
roles in tests/mer/planning, predictions of another cell in tests/mer/evaluation.
"""

import errno
import io
import os
import signal
import struct
import sys
import zlib
from pathlib import Path

import pytest
import yaml

from mer.core import command, params
from mer.datasets import completeness, dataset
from mer.preprocessing import frames
from stages import parameters
from tests.conftest import run_stage
from tests.mer.datasets.params import LOCAL, labels
from tests.mer.datasets.trees import Copy

SHAPE = params.ClipShape(frames=4, sampling="nearest", size=64, windows=1, shift=1)


def bomb() -> bytes:
    """Make a PNG file whose header promises 30000x30000 pixels."""
    size = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", size), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(content)) + name + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    ]  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def frame(copy: Copy) -> Path:
    """Return a frame of the first clip that every choice of frames needs."""
    return copy.frame(copy.specs[0], 11)


def replace(copy: Copy, make) -> None:
    path = frame(copy.write())
    path.unlink()
    make(path)


def endless(path: Path) -> None:
    path.write_bytes(b"")
    os.truncate(path, 10**9)


def tell(copy: Copy, **cells) -> None:
    for name, value in cells.items():
        setattr(copy.specs[0], name, value)
    copy.write()


@pytest.mark.skipif(os.name != "posix", reason="no pipes or devices among the files")
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda c: replace(c, os.mkfifo), "it is no file but a pipe, device or folder"),
        (lambda c: replace(c, lambda p: p.symlink_to("/dev/zero")), "it is no file but a pipe"),
        (lambda c: replace(c, lambda p: p.symlink_to(p)), "Too many levels of symbolic links"),
        (lambda c: replace(c, lambda p: p.symlink_to("gone")), "No such file or directory"),
        (lambda c: replace(c, endless), "it has 1000000000 bytes"),
        (lambda c: tell(c, onset=10**20), "bad frame numbers: onset is '100000000000000000000'"),
        (lambda c: tell(c, offset="9" * 5000), "bad frame numbers: offset is '99999999"),
        (lambda c: tell(c, offset="²"), "bad frame numbers: offset is '²'"),
    ],
)  # fmt: skip
def test_an_odd_thing_among_the_frames_costs_its_clip_alone(tmp_path, damage, reason):
    copy = Copy("casme2", "cropped", tmp_path / "casme2")
    damage(copy)
    reading = dataset("casme2").read(copy.root, labels("casme2"))
    table = frames.store("casme2", reading.clips, SHAPE, LOCAL, tmp_path / "casme2.zip")
    dropped = table[table["status"] == "dropped"].set_index("clip")["reason"]
    assert list(dropped.index) == [copy.clip(copy.specs[0])]
    assert reason in dropped.iloc[0]
    report = completeness.check_dataset(dataset("casme2"), copy.root, labels("casme2"))
    assert list(report.lost) == [copy.clip(copy.specs[0])]


def test_a_picture_that_would_fill_the_memory_is_named_by_the_check(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "casme2").write()
    frame(copy).write_bytes(bomb())
    report = completeness.check_dataset(dataset("casme2"), copy.root, labels("casme2"))
    assert "unreadable frame" in report.lost[copy.clip(copy.specs[0])]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_name_that_is_not_utf8_is_noted(tmp_path):
    copy = Copy("casme2", "cropped", tmp_path / "casme2").write()
    os.mkdir(os.fsencode(copy.folder(copy.specs[0]).parent) + b"/EP99_\xff")  # noqa: PTH102
    reading = dataset("casme2").read(copy.root, labels("casme2"))
    assert [clip.reason for clip in reading.clips if clip.reason] == []
    (note,) = [note for note in reading.notes if "UTF-8" in note]
    assert note.encode().endswith(rb"EP99_\xff: cannot be read (its name is not UTF-8; rename it)")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t + "\nprotocol: loso\n", "the key 'protocol' is there twice in line"),
        (lambda t: t.replace("epochs: 2", "epochs: 1:30"), "train.epochs: expected integer"),
        (lambda t: t.replace("epochs: 2", "epochs: yes"), "train.epochs: expected integer"),
        (lambda t: t.replace("epochs: 2", "epochs: 1000000000"), "less than or equal to 1000000"),
        (lambda t: t.replace("epochs: 2", f"epochs: {'9' * 5000}"), "expected YAML"),
        (lambda t: t.replace("0.003", ".inf"), "learning_rate: expected a finite number"),
        (lambda t: t.replace("0.003", ".nan"), "learning_rate: expected"),
        (lambda t: t.replace("bootstrap: 1000", f"bootstrap: {10**18}"), "evaluate.bootstrap"),
        (lambda t: t.replace("kernel: 3", "kernel: 99"), "network.kernel: expected at most the"),
        (lambda t: t.replace("dense: 16", f"dense: {10**12}"), "network.dense"),
        (lambda t: t.replace("address: ''", "address: http://x"), "execution.address: expected an"),
        (lambda t: t.replace("address: ''", "address: 'tcp://'"), "execution.address: expected an"),
        (lambda t: t.replace("address: ''", "address: ' '"), "execution.address: expected an"),
        (
            lambda t: t.replace("\n  demo:", "\n  a.b:").replace("profile: demo", "profile: a.b"),
            "profiles: expected names of letters",
        ),
        (lambda t: t + "\nx: " + "[" * 5000, "expected YAML"),
    ],
)
def test_what_params_yaml_cannot_hold_is_a_sentence(project, monkeypatch, capsys, change, sentence):
    path = project / "params.yaml"
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["stages.parameters"])
    with pytest.raises(SystemExit, match="2"):
        command.run(parameters.main)
    said = capsys.readouterr().err
    assert said.startswith("error: params.yaml: ")
    assert sentence in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("names", [["ST", "st"], ["ST", "É²"]])
def test_names_that_a_disk_may_not_tell_apart_are_refused(project, small, names):
    for part in ("augment", "balance"):
        small["recipes"][part] = dict.fromkeys(names, small["recipes"][part]["ST"])
    small |= {"variants": names, "variant": "ST"}
    (project / "params.yaml").write_text(yaml.safe_dump(small, allow_unicode=True), "utf-8")
    with pytest.raises(command.UserError, match="variants: expected names"):
        params.load()


@pytest.mark.parametrize(
    ("text", "value"),
    [("010", 10), ("1e-05", 1e-5), ("1e-3", 1e-3), ("0o17", 15), ("1:30", "1:30"), ("yes", "yes")],
)
def test_the_stages_and_dvc_read_the_same(text, value):
    serialize = pytest.importorskip("dvc.utils.serialize")
    from mer.core.params.reading import parse

    assert parse(f"a: {text}", "p") == serialize.parse_yaml(f"a: {text}", "p") == {"a": value}


def full_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "data/masked/smic.npz")


def no_memory() -> None:
    raise MemoryError("Unable to allocate 29.1 TiB for an array")


def no_gpu_memory() -> None:
    raise type("ResourceExhaustedError", (Exception,), {})("OOM when allocating tensor\nwith more")


def no_room_for_a_library() -> None:
    raise ImportError("libfoo.so: failed to map segment from shared object")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (full_disk, "error: data/masked/smic.npz: No space left on device; free space on the disk"),
        (no_memory, "error: expected enough memory, found too little (Unable to allocate 29.1"),
        (no_gpu_memory, "(OOM when allocating tensor with more); lower execution.workers"),
        (no_room_for_a_library, "found too little (libfoo.so: failed to map segment"),
        (lambda: Path("d").mkdir() or Path("d").write_text(""), "remove the folder that lies"),
        (lambda: Path("f").write_text("1") and Path("f/g").write_text(""), "Not a directory"),
        (lambda: Path("f").write_text("1") and Path("f/g").mkdir(), "where a folder should be"),
        (lambda: Path("l").symlink_to("l") or Path("l").read_text(), "remove the link that leads"),
        (lambda: Path("x" * 300).write_text(""), "use a shorter name"),
    ],
)
def test_what_the_system_does_not_allow_is_a_sentence(
    tmp_path, monkeypatch, capsys, fault, sentence
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        command.run(fault)
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert sentence in said
    assert said.count("\n") == 1


def test_a_missing_file_that_nobody_foresaw_keeps_its_traceback(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError):
        command.run(lambda: Path("gone").read_text(encoding="utf-8"))


@pytest.mark.skipif(os.name != "posix", reason="a signal that other systems lack")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminated_stage_removes_what_it_was_writing(tmp_path, monkeypatch, capsys, number):
    monkeypatch.chdir(tmp_path)

    def main() -> None:
        from mer.core import files

        with files.replacing("data/masked/smic.npz") as temporary:
            temporary.write_text("a face")
            os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as caught:
        command.run(main)
    assert caught.value.code == 128 + number
    assert "nothing half-written is left" in capsys.readouterr().err
    assert not list(Path("data/masked").iterdir())
    assert signal.getsignal(number) == before


def test_a_terminal_without_the_letters_gets_them_spelled(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    command.run(lambda: print("CAS(ME)²"))
    assert raw.getvalue() == b"CAS(ME)\\xb2\n"


def test_sound_parameters_still_pass(project, monkeypatch):
    run_stage(parameters, monkeypatch)
