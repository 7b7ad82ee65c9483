"""Without these the page could hide whose faces it shows, or call a guess certain."""

import dataclasses
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from mer.evaluation.misses import Miss, Misses, Said
from mer.reporting.errors.page import ErrorPage, Facts, render

SURE, UNSURE = Said(1, (0.05, 0.95, 0.0)), Said(2, (0.3, 0.2, 0.5))
RIGHT = Said(0, (0.8, 0.1, 0.1))
FOUND = [
    Miss("03/<b>", "03", "original", 0, 0, SURE, {"ST": UNSURE}),
    Miss("04/c", "04", "original", 0, 0, UNSURE, {"ST": RIGHT}),
    Miss("04/c", "04", "copy1", 0, 0, UNSURE, {}),
]
CLIP = np.zeros((8, 16, 16), np.uint8)
PAGE = ErrorPage(
    data="STAND-IN",
    title="CASME II",
    variant="DACWB",
    protocol="loso",
    inputs="difference",
    misses=Misses(48, FOUND),
    clips={("03/<b>", "original"): CLIP, ("04/c", "original"): CLIP},
    facts={"03/<b>": Facts("disgust", "4+L10", "onset 1, apex 5, offset 9")},
    notes=["1 wrong copy."],
)


def text(html: str) -> str:
    """Return what a reader sees, in one line."""
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data):
            seen.append(data)

    Reader().feed(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))
    return " ".join(" ".join(seen).split())


def test_every_error_has_its_probabilities_its_facts_and_what_the_others_say():
    seen = text(render(PAGE))
    assert "3 of 48 test samples are wrong" in seen
    assert "03/<b>: negative taken for positive at 95.0 %" in seen
    assert "Emotion disgust Action units 4+L10 Frames onset 1, apex 5, offset 9" in seen
    assert "negative (true) 5.0 % positive 95.0 % surprise 0.0 %" in seen
    assert "Other variants ST wrong: surprise 50.0 %" in seen
    assert "04/c: negative taken for surprise at 50.0 %" in seen
    assert "Emotion not given" in seen
    assert "1 wrong copy." in seen


def test_those_that_all_miss_stand_first():
    seen = text(render(PAGE))
    first, second = seen.index("Missed by every variant (1)"), seen.index("Right with another")
    assert first < seen.index("03/<b>") < second < seen.index("04/c")
    alone = Misses(48, [dataclasses.replace(one, others={}) for one in FOUND[:2]])
    assert "Wrong (2)" in text(render(dataclasses.replace(PAGE, misses=alone)))


def test_the_page_says_whose_faces_it_shows():
    assert text(render(PAGE)).count("STAND-IN: altered portraits, not CASME II") == 1
    licensed = text(render(dataclasses.replace(PAGE, data="licensed")))
    assert "STAND-IN" not in licensed
    assert "Shows licensed faces: keep it on this machine" in licensed


@pytest.mark.parametrize("words", [("gray", "gray values"), ("centred", "mean over the clip")])
def test_the_page_says_what_the_network_saw(words):
    shown = text(render(dataclasses.replace(PAGE, inputs=words[0])))
    assert f"it sees their {words[1]}" in shown or words[1] in shown


def test_the_page_loads_nothing_and_every_picture_says_what_it_is():
    html = render(PAGE)
    assert html.count('src="data:image/png;base64,') == html.count("<img ") == 2
    assert html.count(' alt="Frames of ') == 2
    assert not re.search(r"https?://|<script|<link", html)


def test_several_seeds_are_told_apart():
    both = [FOUND[0], dataclasses.replace(FOUND[0], seed=1)]
    seen = text(render(dataclasses.replace(PAGE, misses=Misses(96, both))))
    assert "at 95.0 %, seed 0" in seen
    assert "at 95.0 %, seed 1" in seen
    assert "seed" not in text(render(PAGE))


def test_without_any_error_the_page_says_so():
    none = dataclasses.replace(PAGE, misses=Misses(48, []), clips={})
    seen = text(render(none))
    assert "0 of 48 test samples are wrong." in seen
    assert "taken for" not in seen
