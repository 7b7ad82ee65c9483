"""The README is what most readers see of the results: it must say what the files in git hold."""

import json
import re

import yaml

from mer.evaluation import results
from mer.reporting import one_class
from tests.conftest import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST_SCREEN = "\n".join(TEXT.splitlines()[:40])


def read(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def joined(text):
    return " ".join(text.split())


def test_the_first_screen_has_the_finding_its_picture_and_the_two_commands():
    places = [
        FIRST_SCREEN.index(part)
        for part in (
            "**What it found.**",
            "(metrics/leakage.png)",
            "STAND-IN",
            "make tables",
            "make test",
        )
    ]
    assert places == sorted(places)


def test_the_finding_has_the_numbers_of_the_leakage_page():
    null = read("metrics/leakage.json")["copied"]["null"]
    leaky, windows, loso = (
        f"{null[name]['accuracy_percent']:.1f} %" for name in ("leaky", "windows", "loso")
    )
    low, high = null["loso"]["chance_percent_interval"]
    said = (
        f"still report **{leaky}** where samples are split after augmentation (`leaky`) and "
        f"**{windows}** where shifted samplings of a clip are split (`windows`), but {loso} where "
        f"whole subjects are left out (`loso`; chance: {low:.1f} to {high:.1f} %)."
    )
    assert said in joined(FIRST_SCREEN)
    assert [null[name]["verdict"] for name in ("leaky", "windows", "loso")] == [
        "above", "above", "within",
    ]  # fmt: skip


def test_the_finding_on_equal_steps_has_the_numbers_of_the_leakage_page():
    rows = read("metrics/leakage.json")["budget"]
    (row,) = [one for one in rows if len(one["datasets"]) == 4 and one["variant"] == "DA"]
    epochs, steps = (row["minus_first"][name] for name in ("epochs", "steps"))

    def interval(estimate):
        low, high = estimate["interval"]
        return f"[{low:+.1f}, {high:+.1f}]"

    said = (
        f"looks {epochs['value']:.1f} points better than none (`ST`) after equal epochs "
        f"{interval(epochs)}, it is {steps['value']:.1f} points better after equal optimiser steps "
        f"{interval(steps)}"
    )
    assert said in joined(FIRST_SCREEN)


def test_the_part_of_table_4_is_that_of_the_cells():
    rows = re.findall(r"^\| (ST|DA|SCB|DACWB) \| (\d.*) \|$", TEXT, re.MULTILINE)
    assert len(rows) == 4
    for variant, cells in rows:
        path = ROOT / f"metrics/cells/{variant}/casme2.json"
        protocols = results.read(path, results.CellResult, "").protocols
        found = [protocols[name] for name in ("leaky", "holdout", "loso")]
        shown = [
            f"{100 * one.accuracy:.1f}{one_class.mark(one)} % / {one.macro_f1:.2f}" for one in found
        ]
        assert cells.split(" | ") == shown, variant


def test_everything_that_is_linked_exists():
    """A picture or page that was renamed would be a hole in the first screen."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_experiments_change_keys_that_exist_and_settings_of_the_profile_that_is_chosen():
    """A grid over another profile runs six times the same."""
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    keys = re.findall(r"-S '?([a-z_.]+)=", TEXT)
    assert any(key.startswith("profiles.") for key in keys)
    for key in keys:
        place = params
        for part in key.split("."):
            assert part in place, key
            place = place[part]
        assert not key.startswith("profiles.") or key.split(".")[1] == params["profile"]
