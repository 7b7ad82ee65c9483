"""The README is what most readers see: it must say what the files in git hold, and run.

tests/test_pipeline.py runs its commands on a small project.
"""

import json
import re
import subprocess
import tomllib

import yaml

from mer.__main__ import COMMANDS
from mer.evaluation import results
from mer.reporting import one_class, pipeline
from tests import commands_fixture
from tests.conftest import ROOT

PAGE = ROOT / "README.md"
TEXT = PAGE.read_text(encoding="utf-8")
PROTOCOLS = "Protocols: ways of splitting into training, validation and test"


def read(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def joined(text):
    return " ".join(text.split())


def section(title):
    """Return what stands below a heading, up to the next one."""
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_it_is_two_screens_of_lines_that_fit():
    lines = TEXT.splitlines()
    assert len(lines) <= 120
    assert [line for line in lines if len(line) > 130] == []


def test_what_it_is_comes_first_and_protocols_before_the_first_number_that_needs_them():
    parts = (
        "(metrics/figures/figure1.png)", "## Is it for me?", "git clone", "make tables",
        "\n| `loso` |", "%", "(metrics/leakage.png)", "## With the licensed data", "dvc exp run",
        "mer score", "mer predict", "## Cite",
    )  # fmt: skip
    places = [TEXT.index(part) for part in parts]
    assert places == sorted(places)


def test_all_protocols_are_explained():
    protocols = re.findall(
        r"^\| `([a-z]+)` \|",
        section(PROTOCOLS),
        re.MULTILINE,
    )
    assert protocols == ["leaky", "windows", "holdout", "kfold", "loso"]
    more = (ROOT / "docs/protocols.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z]+)` \|", more, re.MULTILINE) == protocols


def test_every_number_of_the_stand_in_says_so():
    for title in ("What it found", "What comes out"):
        assert "STAND-IN" in section(title)
        assert "%" in section(title)
    rest = TEXT.replace(section("What it found"), "").replace(section("What comes out"), "")
    assert "%" not in rest


def test_the_finding_has_the_numbers_of_the_leakage_page():
    null = read("metrics/leakage.json")["copied"]["null"]
    leaky, windows, loso = (
        f"{null[name]['accuracy_percent']:.1f} %" for name in ("leaky", "windows", "loso")
    )
    low, high = null["loso"]["chance_percent_interval"]
    said = (
        f"still report **{leaky}** under `leaky` and **{windows}** under `windows`, but {loso} "
        f"under `loso`, where chance is {low:.1f} to {high:.1f} %."
    )
    assert said in joined(section("What it found"))
    assert [null[name]["verdict"] for name in ("leaky", "windows", "loso")] == [
        "above", "above", "within",
    ]  # fmt: skip


def test_the_finding_on_equal_steps_has_the_numbers_of_the_leakage_page():
    rows = read("metrics/leakage.json")["budget"]
    (row,) = [one for one in rows if len(one["datasets"]) == 4 and one["variant"] == "DA"]
    epochs, steps = (row["minus_first"][name] for name in ("epochs", "steps"))

    def interval(estimate):
        low, high = estimate["interval"]
        return f"{low:+.1f} to {high:+.1f}"

    said = (
        f"is {epochs['value']:.1f} points better than the one without (`ST`) after equally many "
        f"epochs (95 % interval {interval(epochs)}), but only {steps['value']:.1f} points "
        f"({interval(steps)}) after equally many optimiser steps"
    )
    assert said in joined(section("What it found"))


def test_the_part_of_table_4_is_that_of_the_cells():
    rows = re.findall(
        r"^\| `(ST|DA|SCB|DACWB)`: [^|]+ \| (\d.*) \|$", section("What comes out"), re.MULTILINE
    )
    assert len(rows) == 4
    for variant, cells in rows:
        path = ROOT / f"metrics/cells/{variant}/casme2.json"
        protocols = results.read(path, results.CellResult, "").protocols
        found = [protocols[name] for name in ("leaky", "holdout", "loso")]
        shown = [
            f"{100 * one.accuracy:.1f}{one_class.mark(one)} % / {one.macro_f1:.2f}" for one in found
        ]
        assert cells.split(" | ") == shown, variant


def test_what_is_said_of_the_printed_accuracies_is_what_the_audit_says():
    said = re.search(
        r"we have (\w+) of its own accuracies \(Tables 1 and 4\), and none of them", joined(TEXT)
    )
    audit = (ROOT / "metrics/audit.md").read_text(encoding="utf-8")
    number = {"eight": 8}[said[1]]
    assert f"None of the article's own {number} accuracies at hand can come from one test" in audit


def test_everything_that_is_linked_exists():
    """A picture, a page or a heading that was renamed would lead nowhere."""
    links = re.findall(r"\]\(([^)#:\s]+)(?:#([^)]*))?\)", TEXT)
    assert links
    for link, anchor in links:
        target = ROOT / link
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            known = {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
            assert anchor in known, f"{link}#{anchor}"


def test_pictures_say_in_words_what_they_show():
    pictures = dict(re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", TEXT))
    assert len(pictures) == 2
    (words,) = (joined(text) for text, path in pictures.items() if "figure1" in path)
    assert all(part in words for part in pipeline.PARTS)
    assert {stage for stages in pipeline.PARTS.values() for stage in stages[-3:]} <= {
        "parameters", "standin", *re.findall(r"\w+", words),
    }  # fmt: skip


def test_commands_are_commands_that_there_are():
    """With their options, keys and values; those of licensed data and of hours of work as well."""
    for command in commands_fixture.fenced(PAGE):
        commands_fixture.check(command)
    for command in commands_fixture.inline(PAGE):
        commands_fixture.check_named(command)


def test_make_would_run_what_the_readme_asks_it_for():
    """Without running it, which takes minutes to days; other tests run what is behind it."""
    asked = [one.words for one in commands_fixture.fenced(PAGE) if one.words[0] == "make"]
    assert len(asked) == 4
    for program, *words in asked:
        done = subprocess.run(
            [program, "-n", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert all(word.lower() in done.stdout for word in words if "=" in word)


def test_a_grid_is_over_settings_of_the_profile_that_is_chosen():
    """A grid over another profile runs six times the same."""
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    keys = [
        word.split("=")[0]
        for command in commands_fixture.fenced(ROOT / "docs/experiments.md")
        for word in command.words
        if word.startswith("profiles.")
    ]
    assert keys
    assert {key.split(".")[1] for key in keys} == {params["profile"]}


def test_the_keys_to_choose_by_are_in_the_headline():
    page = (ROOT / "docs/experiments.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"\*\*Choose by (.+)\*\*", joined(page))
    keys = re.findall(r"`(\w+)`", sentence)
    assert keys
    assert {*keys} <= {*read("metrics/headline.json")["casme2"]}
    assert {*re.findall(r"`(\w+_acc|\w+_uf1)`", TEXT)} <= {*keys}


def test_the_page_of_commands_has_every_target_and_every_command():
    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)
    assert [name for name in targets if f"`make {name}`" not in page] == []
    assert [name for name in COMMANDS if not re.search(rf"`mer {name}\b", page)] == []


def test_the_page_of_results_names_all_that_is_in_metrics():
    page = (ROOT / "docs/results.md").read_text(encoding="utf-8")
    for path in (ROOT / "metrics").iterdir():
        if path.suffix not in (".json", ".png"):
            assert path.name in page, path.name


def test_what_it_needs_is_what_the_pages_behind_the_links_say():
    need = joined(section("Two commands"))
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert package["requires-python"] == ">=3.11,<3.14"
    assert "Python 3.11 to 3.13" in need
    install = (ROOT / "docs/install.md").read_text(encoding="utf-8")
    times = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
    assert "macOS 14 on an Apple chip" in need
    assert re.search(r"^\| macOS 14 or newer, Apple chip \| should work", install, re.MULTILINE)
    setup, run = (
        float(re.search(rf"`make {name}`.*?\*\*(\d+) s\*\*", times)[1])
        for name in ("setup", "tables")
    )
    assert setup + run <= 60 * int(re.search(r"(\d) minutes on 2 cores", need)[1])
    disk = [float(one) for one in re.findall(r"`(?:\.venv|data/)` (\d\.\d) GB", times)[:2]]
    assert disk[0] + 2 * disk[1] <= int(re.search(r"about (\d) GB of disk", need)[1])


def test_the_version_to_cite_is_that_of_the_package():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    released = re.findall(
        r"^## (\d\S+) - (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    fields = dict(re.findall(r" (\w+) = \{+(.+?)\}+", section("Cite")))
    version, date = released[0]
    assert cff["version"] == package["version"] == fields["version"] == version
    assert str(cff["date-released"]) == date
    assert fields["year"] == date[:4]
    assert fields["title"] == cff["title"]
    assert fields["author"] == cff["authors"][0]["name"]


def test_both_portraits_are_credited():
    """Their terms ask for no more than thanks; readers ask whose faces these are."""
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    for text in (joined(TEXT), cff):
        for part in ("Eileen Collins", "NASA", "Grace Hopper", "US Navy"):
            assert part in text or part.replace(" ", "") in text.replace(" ", "")
