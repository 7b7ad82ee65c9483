"""Numbers of docs/ that stand in a result file, in settings or on another page are the same there.

Those that were measured once, with their day, are in no file; of them only that they agree.
"""

import json
import re

import pandas as pd
import pytest

from tests.conftest import ROOT

SPEED, DETAILS = "docs/performance.md", "benchmarks/README.md"
INSTALL, DATA = "docs/install.md", "docs/data.md"
TWICE = [
    ("25", (SPEED, "empty caches | {} s;"), (INSTALL, "that took {} seconds")),
    ("23", (SPEED, "earlier that day {} s,"), (INSTALL, "earlier that day it took {} seconds")),
    ("87", (SPEED, "{} s with pip"), (INSTALL, "and {} with pip")),
    ("3.2 GB", (SPEED, "`.venv` {} |"), (INSTALL, "of each file, {}.")),
    ("226", (SPEED, "224 folds | {} s, of which"), (DETAILS, "idle machine: `make tables` {} s")),
    ("231", (SPEED, "in its place | {} s |"), (DETAILS, "226 s, plain `dvc repro` {} s")),
    ("9 GB", (SPEED, "578 MB; {} beside the raw"), (DATA, "{} beside the raw data")),
    ("48,965", (SPEED, "{} files, 10.6 GB"), (DATA, "| all | {} | 10.57 GB")),
    ("375", (SPEED, "| {} frames/s: searched"), (DETAILS, "stages mask, resize) {} 1.0")),
    ("15.5", (SPEED, "on every frame | {} |"), (DETAILS, "every frame on its own 24 {} ")),
    ("578", (SPEED, "| 6.8 | {} |"), (SPEED, "included | {} MB"), (SPEED, "| 525 to {} |")),
    ("1.37", (SPEED, "5.3 s with two, {} times"), (DETAILS, "7.4 5.3 {} 1.33-1.45")),
    ("588", (SPEED, "242 and {} |"), (DETAILS, "242 (one process) and {} (two)")),
    ("833", (SPEED, "under load | {} MB"), (SPEED, "| 131 | 115 | {} |")),
    ("271", (SPEED, "15,000 | {} | 131 | 115 |"), (DETAILS, "15000 {} 55 131 115 833")),
]
"""A number, and what stands around it on each page that has it."""


def page_of(page: str) -> str:
    """Return a page as it is."""
    return (ROOT / page).read_text(encoding="utf-8")


def text(page: str) -> str:
    """Return a page with every stretch of white space as one space, and nothing bold."""
    return " ".join(page_of(page).replace("**", "").split())


def read(path: str):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("number", "places"), [(number, places) for number, *places in TWICE])
def test_a_number_that_stands_twice_is_the_same(number, places):
    for page, around in places:
        assert around.format(number) in text(page), page


def test_the_page_of_speed_counts_what_is_run(content):
    """Folds of tables, tuning and controls, from the settings and from records of a cell."""
    demo, page = content["profiles"]["demo"], text(SPEED)
    cells = len(content["datasets"]) * len(content["variants"])
    protocols = read("metrics/cells/DACWB/casme2.json")["protocols"]
    loso = protocols["loso"]["folds"]
    tables = cells * sum(one["folds"] for one in protocols.values())
    assert f"{cells} cells, {tables} folds" in page
    assert f"`make tables`: {cells * loso * len(demo['tune']['batch_size'])} folds" in page
    settings = content["controls"]
    random = settings["repeats"] * (len(protocols) - 1 + len(settings["protocols"]))
    shuffled = (len(settings["null_seeds"]) + 1) * (random + loso)
    budgets = 2 * len(settings["budget_seeds"]) * loso
    assert f"`make tables`: {cells * (shuffled + budgets):,} folds" in page


def test_what_is_worked_out_follows_from_what_was_measured():
    page = text(SPEED)
    assert "175,000 clips per epoch" in page
    assert "50 epochs, 0.17 s per clip, two at a time: 207 hours" in page
    hours = 175_000 * 50 * 0.17 / 2 / 3600
    assert hours == pytest.approx(207, abs=0.5)
    assert "ten minutes of video | 2.2 min of processor; 4.5 min" in page
    minutes = (131 / 60, 271 / 60)
    assert minutes == pytest.approx((2.2, 4.5), abs=0.05)
    table = re.findall(
        r"clips[^|]*\| (\d+\.\d) \| (\d+\.\d) \| (\d+\.\d) \| (\d+\.\d) \| (\d\.\d)", page
    )
    assert len(table) == 4
    assert f"{sum(map(float, sum(table, ()))) / 60:.1f} min of processor" in page


def test_ratios_are_those_of_the_numbers_beside_them():
    page = text(SPEED)
    for here, other, ratio in (
        ("89 s", "167 s", 1.9), ("34 ms", "52 ms", 1.5), ("15 ms", "154 ms", 10),
        ("0.13 s", "0.81 s", 6.3), ("11 ms", "19 ms", 1.7),
    ):  # fmt: skip
        assert f"| {here} | {other}" in page
        quotient = float(other.split()[0]) / float(here.split()[0])
        assert quotient == pytest.approx(ratio, rel=0.05), here
    assert f"takes {231 / 226:.2f} times as long" in page


def test_disk_space_adds_up():
    """Rows are rounded, so that their sum may be a hundredth of a GB, or a MB, from the last."""
    rows = re.findall(r"^\| [^|]+\|(.+ MB) \|$", page_of(DATA), re.M)
    table = [[re.sub(r"[^\d.]", "", one) for one in row.split("|")] for row in rows]
    *parts, total = table
    assert len(parts) == 4
    for *column, whole in zip(*parts, total, strict=True):
        off = 0.011 if "." in whole else 1
        assert sum(map(float, column)) == pytest.approx(float(whole), abs=off)


def test_the_printed_number_that_needs_most_samples_is_that_of_the_audit():
    rows = [row for table in read("metrics/audit.json")["tables"] for row in table["rows"]]
    (row,) = [row for row in rows if row["accuracy_percent"] == "89.98"]
    literally = row["own"]["one_vs_rest"]["rounding"]["smallest"]
    said = f"89.98, needs at least {row['rounding']['smallest']} samples, or {literally} with Eq. 2"
    pages = [page for page in (ROOT / "docs").glob("*.md") if "89.98" in page.read_text("utf-8")]
    assert {page.name for page in pages} == {"paper.md", "protocols.md"}
    for page in pages:
        assert said in text(f"docs/{page.name}")


def test_the_articles_page_has_the_numbers_of_the_printed_tables():
    page = text("docs/paper.md")
    printed = pd.concat(map(pd.read_csv, (ROOT / "published").glob("table*.csv")))
    own = printed[printed["reference"] == "Irawan et al. 2024"]
    assert len(own) == 8
    below = own["accuracy_percent"] - 100 * own["f1"]
    assert f"lies {below.min():.2f}-{below.max():.2f} points below the accuracy" in page


def test_the_spread_of_shuffles_is_that_of_the_leakage_page():
    (number,) = re.findall(r"spread by (0\.\d+) per shuffle", text("metrics/leakage.md"))
    assert f"{number} per shuffle where" in text("docs/statistics.md")


def test_the_share_of_mislabelled_clips_is_that_of_the_settings(content):
    assert f"(`standin.mismatched`, {content['standin']['mismatched']})" in text("docs/data.md")


def test_what_the_largest_class_alone_gives_is_that_of_the_cell():
    loso = read("metrics/cells/DA/casme_sq.json")["protocols"]["loso"]
    majority = 100 * loso["chance"]["majority"]["accuracy"]
    assert f"| gray | {majority:.1f} % |" in text("docs/paper.md")
    assert f"{majority:.1f} % is what the largest class alone gives" in text("docs/paper.md")


def test_the_data_sets_have_as_many_clips_on_both_pages():
    clips = re.findall(r"^\| (CAS\(ME\)²|SMIC|SAMM|CASME II), (\d+) clips", page_of(SPEED), re.M)
    there = re.findall(
        r"^\| (CAS\(ME\)²|SMIC|SAMM|CASME II), .*?GB \| (\d+) \|", page_of(DATA), re.M
    )
    assert len(clips) == 4
    assert clips == there
    counts = ", ".join(number for _, number in clips[:-1])
    assert f"({counts} and {clips[-1][1]} clips;" in text(SPEED)
