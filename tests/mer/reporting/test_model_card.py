"""Who takes weights along must read what they are worth, and what they must not be used for."""

from mer.evaluation import chance
from mer.evaluation.results import Chance
from mer.reporting import model_card
from tests.kept_fixture import card

LABELS = [0] * 12 + [1] * 8 + [2] * 4


def test_the_page_says_what_the_model_is_and_what_it_is_worth(checked):
    known = card(checked)
    guesses = Chance(majority=chance.majority(LABELS), stratified=chance.stratified(LABELS))
    worth = {"loso": known.worth["loso"].model_copy(update={"chance": guesses})}
    page = model_card.render(card(checked, worth=worth), checked.standin)
    lines = page.splitlines()
    assert lines[0] == "# SMIC: the kept model"
    assert "**STAND-IN.**" in page
    (own,) = (line for line in lines if line.startswith("| this recipe under loso"))
    assert "50.00 [25.0, 75.0]" in own
    assert "0.4000 [0.20, 0.60]" in own
    (guess,) = (line for line in lines if line.startswith("| chance: majority"))
    assert "50.00" in guess
    assert "24 (12 negative, 8 positive, 4 surprise) of 4 subjects" in page
    for use in ("Finding expressions", "Inferring what somebody feels", "surveillance", "hiring"):
        assert use in page
    assert 'kept.read("data/models/standin/smic.npz")' in page
    assert "shape (n, 4, 16, 16)" in page
    for section in ("clip", "mask", "network", "train"):
        for key in getattr(known, section).model_dump():
            assert f"| {section}.{key} " in page


def test_licensed_weights_have_the_duties_of_the_faces(checked):
    page = model_card.render(card(checked, data="licensed", source="licensed"), checked.standin)
    assert "STAND-IN" not in page
    assert "treat them as the data" in page
    assert "data/models/licensed/smic.npz" in page


def test_folds_that_chose_their_epoch_are_not_called_the_same_recipe(checked):
    known = card(checked)
    worth = known.worth["loso"].model_copy(update={"best_val": True})
    page = model_card.render(card(checked, worth={"loso": worth}), checked.standin)
    assert "Not all of the recipe is the same" in page
    assert "Not all of the recipe" not in model_card.render(known, checked.standin)
    assert "best_val" not in known.worth["loso"].model_dump()


def test_what_is_not_known_is_not_made_up(checked):
    page = model_card.render(
        card(checked, worth={}, frames_per_second=None, seconds=None), checked.standin
    )
    assert "Not known: `loso` was not run" in page
    assert page.count("not known") == 2


def test_the_list_has_a_row_per_model_and_says_where_there_is_none(checked):
    cards = [card(checked), card(checked, dataset="samm", title="SAMM", worth={})]
    page = model_card.overview(cards, checked)
    assert "[SMIC](smic.md)" in page
    assert "[SAMM](samm.md)" in page
    assert "STAND-IN accuracy %" in page
    assert "no model is kept" in model_card.overview([], checked)
