"""Odd input and faults of the system, a row each: a sentence, or one clip less, never a traceback.

Faults of one module alone stand beside its tests: damaged plans in tests/mer/learning, damaged
roles in tests/mer/planning, predictions of another cell in tests/mer/evaluation.
"""

import errno
import importlib
import io
import os
import shutil
import signal
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from mer.core import command, params, paths
from mer.datasets import completeness, dataset
from mer.preprocessing import frames
from stages import parameters
from tests.conftest import ROOT, run_stage
from tests.mer.datasets.params import LOCAL, labels
from tests.mer.datasets.trees import Copy
from tests.shared_fixture import shared

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


def test_a_clip_that_a_rule_leaves_out_under_a_misspelt_name_is_noted(tmp_path):
    """It would be trained and tested on, and nobody would know."""
    copy = Copy("casme2", "cropped", tmp_path / "casme2").write()
    rules = labels("casme2").model_copy(deep=True)
    right = copy.clip(copy.specs[0])
    rules.chosen.exclude.extend([right, right + "x"])
    notes = dataset("casme2").read(copy.root, rules).notes
    assert [note for note in notes if note.startswith(right)] == [
        f"{right}x: rule paper leaves it out by name, and no label row has that name"
    ]


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
    small |= {"variants": names, "variant": "ST", "keep": "ST"}
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
    assert raw.getvalue() == b"CAS(ME)2\n"


def test_sound_parameters_still_pass(project, monkeypatch):
    run_stage(parameters, monkeypatch)


STAGES = (
    "parameters", "standin", "extract smic", "mask smic", "resize", "ledger", "split", "augment",
    "balance", "train DA", "evaluate DA", "compare", "headline",
)  # fmt: skip
FRAMES, MASKED = paths.frames_table("smic"), paths.masked_table("smic")
CLIPS, SPLITS = paths.clips("smic").path, paths.splits("smic")
CELL = paths.Cell("smic", "DA")
COPIES = CELL.copies.path


def start(line: str) -> None:
    """Run a stage as its command line would."""
    name, *arguments = line.split()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", [name, *arguments])
        command.run(importlib.import_module(f"stages.{name}").main)


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """Return a folder with the pipeline's files up to the headline; no test changes it."""
    return shared(tmp_path_factory, "made", make)


def make(folder: Path) -> None:
    """Make the files of one data set and variant."""
    content = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    demo = content["profiles"]["demo"]
    demo["clip"] |= {"frames": 4, "size": 16, "windows": 2}
    demo["network"] |= {"filters": [4], "dense": 4}
    demo["train"] |= {"epochs": 1, "fitted": 0}
    demo["repeats"] = 2
    content |= {"datasets": ["smic"], "variants": ["DA"], "variant": "DA", "keep": ""}
    content["standin"] |= {"subjects": 3, "clips": 6}
    content["split"]["test"] = 0.25
    content["execution"]["workers"] = 1
    (folder / "params.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for stage in STAGES:
            start(stage)
    shutil.rmtree(folder / paths.STANDIN)


@pytest.fixture
def copied(made, tmp_path, monkeypatch) -> Path:
    """Return a copy of them, to be damaged."""
    folder = shutil.copytree(made, tmp_path / "copy")
    monkeypatch.chdir(folder)
    return folder


def table(path: os.PathLike, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """Change a table, every cell of it text."""
    path = Path(path)
    content = pd.read_csv(path, dtype=str, keep_default_na=False)
    change(content).to_csv(path, index=False)


def cell(path: os.PathLike, column: str, value: str) -> None:
    """Change a cell of the first row."""
    table(path, lambda t: t.assign(**{column: [value, *t[column].iloc[1:]]}))


def column(path: os.PathLike, name: str, value: str) -> None:
    table(path, lambda t: t.assign(**{name: value}))


def without(path: os.PathLike, name: str) -> None:
    table(path, lambda t: t.drop(columns=name))


def half(path: os.PathLike) -> None:
    """Keep the first half of the rows."""
    table(path, lambda t: t.iloc[: len(t) // 2])


def torn(path: os.PathLike) -> None:
    """Keep the first half of the bytes."""
    path = Path(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def doubled(path: os.PathLike) -> None:
    """Repeat the first row at the end."""
    table(path, lambda t: pd.concat([t, t.iloc[:1]]))


def header(path: os.PathLike) -> None:
    table(path, lambda t: t.iloc[:0])


def no_loso(path: os.PathLike) -> None:
    table(path, lambda t: t[t["protocol"] != "loso"])


def one_repeat(path: os.PathLike) -> None:
    table(path, lambda t: t[(t["protocol"] == "loso") | (t["fold"] == "0")])


def pixels(stack: Path, change: Callable[[np.ndarray], np.ndarray]) -> None:
    x = change(np.load(stack / "x.npy"))
    np.save(stack / "x.npy", x, allow_pickle=True)


def claims(stack: Path, shape: tuple[int, ...]) -> None:
    """Let the header promise an array that the file does not hold."""
    with (stack / "x.npy").open("wb") as file:
        head = {"descr": "|u1", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, head)
        file.write(bytes(1000))


def zipped(path: paths.Output, change: Callable[[str, bytes], bytes | None]) -> None:
    """Change the files in an archive; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        content = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, changed in content.items():
            if changed is not None:
                archive.writestr(name, changed)


def first_clip() -> str:
    (name, *_) = sorted(pd.read_csv(CLIPS / "rows.csv")["clip"])
    return name


def lose_a_clip(path: paths.Output) -> None:
    name = first_clip()
    zipped(path, lambda member, content: None if member.startswith(name) else content)


# what it hits, how it is damaged, the stage that meets it, words of the sentence
DAMAGES = [
    (FRAMES, torn, "mask smic", "status to be one of kept, dropped, received ''"),
    (FRAMES, half, "mask smic", "clips of data/frames/smic.zip, received"),
    (FRAMES, half, "ledger", "the clips and labels that `mask@smic` was given"),
    (FRAMES, doubled, "mask smic", "each clip once"),
    (FRAMES, doubled, "ledger", "each clip once"),
    (FRAMES, header, "mask smic", "at least one kept clip, received none; its column `reason`"),
    (FRAMES, lambda p: without(p, "frames"), "mask smic", "the column frames"),
    (FRAMES, lambda p: without(p, "status"), "mask smic", "the column status"),
    (FRAMES, lambda p: without(p, "status"), "ledger", "the column status"),
    (FRAMES, lambda p: cell(p, "frames", "x y"), "mask smic", "numbers as frames, received 'x y'"),
    (FRAMES, lambda p: cell(p, "frames", "1;2"), "mask smic", "numbers as frames, received '1;2'"),
    (FRAMES, lambda p: cell(p, "label", "7"), "mask smic", "label to be one of 0, 1, 2"),
    (FRAMES, lambda p: cell(p, "label", ""), "mask smic", "label to be one of 0, 1, 2"),
    (FRAMES, lambda p: cell(p, "label", "x"), "ledger", "label to be one of 0, 1, 2, received 'x'"),
    (FRAMES, lambda p: cell(p, "subject", ""), "mask smic", "text as subject"),
    (FRAMES, lambda p: cell(p, "status", "keep"), "mask smic", "received 'keep' in line 2"),
    (FRAMES, lambda p: p.path.write_text(p.path.read_text().replace(",", ";")), "mask smic",
     "the column clip, found clip;subject"),
    (paths.frames("smic"), torn, "mask smic", "a zip file, received another"),
    (paths.frames("smic"), lose_a_clip, "mask smic", "in the table alone"),
    (paths.frames("smic"), lambda p: p.path.unlink() or p.path.mkdir(), "mask smic", "Is a direct"),
    (MASKED, torn, "resize smic", "masked/smic.csv: expected"),
    (MASKED, half, "resize smic", "clips of data/masked/smic.zip, received"),
    (MASKED, half, "ledger", "the clips and labels that `mask@smic` was given"),
    (MASKED, doubled, "resize smic", "each clip once"),
    (MASKED, doubled, "ledger", "each clip once"),
    (MASKED, lambda p: column(p, "status", "dropped"), "resize smic", "at least one kept clip"),
    (MASKED, lambda p: without(p, "positions"), "resize smic", "the column positions"),
    (MASKED, lambda p: without(p, "reason"), "ledger", "the column reason"),
    (MASKED, lambda p: cell(p, "positions", "x"), "resize smic", "numbers as positions"),
    (MASKED, lambda p: cell(p, "label", "x"), "resize smic", "label to be one of 0, 1, 2"),
    (MASKED, lambda p: cell(p, "label", ""), "resize smic", "label to be one of 0, 1, 2"),
    (MASKED, lambda p: cell(p, "label", "7"), "resize smic", "label to be one of 0, 1, 2"),
    (paths.masked("smic"), torn, "resize smic", "a zip file, received another"),
    (paths.masked("smic"), lose_a_clip, "resize smic", "in the table alone"),
    (paths.masked("smic"), lambda p: zipped(p, lambda _, content: b"{}"), "resize smic",
     "found none there (it is not a JPEG"),
    (CLIPS, lambda p: without(p / "rows.csv", "label"), "split smic", "the column label"),
    (CLIPS, lambda p: without(p / "rows.csv", "subject"), "split smic", "the column subject"),
    (CLIPS, lambda p: half(p / "rows.csv"), "split smic", "one row of rows.csv per array"),
    (CLIPS, lambda p: cell(p / "rows.csv", "label", "7"), "split smic", "label to be one of"),
    (CLIPS, lambda p: cell(p / "rows.csv", "label", "-1"), "split smic", "label to be one of"),
    (CLIPS, lambda p: cell(p / "rows.csv", "label", "nan"), "split smic", "label to be one of"),
    (CLIPS, lambda p: pixels(p, lambda x: x[:5]), "augment smic", "one row of rows.csv per array"),
    (CLIPS, lambda p: pixels(p, lambda x: x.astype("f4")), "augment smic", "arrays of uint8"),
    (CLIPS, lambda p: pixels(p, lambda x: np.array([{}] * len(x))), "augment smic", "Python obj"),
    (CLIPS, lambda p: pixels(p, lambda x: x[:, 0]), "augment smic", "clips of shape (n, frames"),
    (CLIPS, lambda p: claims(p, (15, 4, 10**6, 10**6)), "augment smic", "a folder with x.npy"),
    (CLIPS, lambda p: pixels(p, lambda x: x[:0]) or header(p / "rows.csv"), "augment smic",
     "clips of shape (n, frames, side, side), none of them 0"),
    (SPLITS, torn, "balance smic", "splits/smic.csv: expected"),
    (SPLITS, half, "balance smic", "splits/smic.csv: expected"),
    (SPLITS, header, "balance smic", "the profile's protocols leaky, holdout, loso"),
    (SPLITS, doubled, "balance smic", "each once, in leaky, seed 0, fold 0"),
    (SPLITS, no_loso, "balance smic", "received none of loso, seed 0"),
    (SPLITS, one_repeat, "balance smic", "2 folds of leaky, seed 0, numbered from 0"),
    (SPLITS, lambda p: without(p, "seed"), "balance smic", "the column seed"),
    (SPLITS, lambda p: cell(p, "role", "tset"), "balance smic", "role to be one of train, val"),
    (SPLITS, lambda p: cell(p, "role", ""), "balance smic", "role to be one of train, val, test"),
    (SPLITS, lambda p: cell(p, "clip", "99/x"), "balance smic", "each once, in leaky"),
    (SPLITS, lambda p: cell(p, "protocol", "magic"), "balance smic", "received 'magic' in line 2"),
    (SPLITS, lambda p: cell(p, "fold", ""), "balance smic", "whole numbers as fold"),
    (SPLITS, lambda p: column(p, "role", "test"), "balance smic", "a train part in leaky"),
    (COPIES, lambda p: cell(p / "rows.csv", "clip", "99/x"), "balance smic", "equally many of"),
    (COPIES, lambda p: half(p / "rows.csv") or pixels(p, lambda x: x[: len(x) // 2]),
     "balance smic", "equally many of each of"),
    (COPIES, lambda p: without(p / "rows.csv", "copy"), "balance smic", "the column copy"),
    (COPIES, lambda p: pixels(p, lambda x: x[..., :8, :8]), "balance smic", "frames and sides"),
    (COPIES, lambda p: pixels(p, lambda x: x[..., :8, :8]), "train DA", "frames and sides"),
    (CLIPS, lambda p: pixels(p, lambda x: x[:5]), "train DA", "one row of rows.csv per array"),
    (CELL.plan, torn, "train DA", "plans/DA/smic.csv: expected"),
    (CELL.plan, half, "train DA", "plans/DA/smic.csv: expected"),
    (CELL.plan, header, "train DA", "a row for every sample of every fold"),
    (CELL.plan, doubled, "train DA", "each protocol seed fold clip sample once"),
    (CELL.plan, no_loso, "train DA", "received none of loso, seed 0"),
    (CELL.plan, one_repeat, "train DA", "2 folds of leaky, seed 0, numbered from 0"),
    (CELL.plan, lambda p: without(p, "gap"), "train DA", "the column gap"),
    (CELL.plan, lambda p: cell(p, "clip", "99/x"), "train DA", "every clip tested once in loso"),
    (CELL.plan, lambda p: cell(p, "label", "5"), "train DA", "label to be one of 0, 1, 2"),
    (CELL.plan, lambda p: cell(p, "weight", "nan"), "train DA", "numbers from 0 as weight"),
    (CELL.predictions, half, "evaluate DA", "predictions/DA/smic.csv: expected"),
    (CELL.predictions, lambda p: table(p, lambda t: pd.concat([t, t])), "evaluate DA", "each clip"),
    (CELL.predictions, lambda p: table(p, lambda t: t[:1]), "evaluate DA", "received none of hold"),
    (CELL.predictions, no_loso, "evaluate DA", "received none of loso, seed 0"),
    (CELL.predictions, no_loso, "compare", "received none of loso, seed 0"),
    (CELL.predictions, one_repeat, "evaluate DA", "2 folds of leaky, seed 0, numbered from 0"),
    (CELL.predictions, lambda p: column(p, "dataset", "samm"), "evaluate DA", "some of samm"),
    (CELL.predictions, lambda p: column(p, "subject", ""), "evaluate DA", "subject: expected a na"),
    (CELL.predictions, lambda p: column(p, "seed", ""), "evaluate DA", "seed: expected a whole"),
    (CELL.predictions, lambda p: column(p, "protocol", ""), "evaluate DA", "protocol: expected a"),
    (CELL.predictions, lambda p: column(p, "p_negative", "nan"), "evaluate DA", "a probability"),
    (CELL.metrics, torn, "headline", "expected JSON as the pipeline writes it"),
    (CELL.metrics, lambda p: p.path.write_text('{"protocols": []}'), "headline", "expected JSON"),
    (CELL.metrics, lambda p: p.path.unlink(), "headline", "the metrics of the chosen variant"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "damage", "stage", "words"), DAMAGES)
def test_a_damaged_file_of_the_pipeline_stops_the_stage_that_reads_it(
    copied, capsys, path, damage, stage, words
):
    """Fewer rows would be fewer clips or folds, and a number that nobody can explain."""
    damage(path)
    before = dict(contents(copied))
    with pytest.raises(SystemExit, match="2"):
        start(stage)
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert words in said
    assert said.count("\n") == 1
    assert dict(contents(copied)) == before, "a stage that refuses its input leaves what was there"


def contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


def test_the_undamaged_files_pass(copied):
    for stage in STAGES[3:]:
        start(stage)
