"""Without these an invented number could look like a real one."""

from mer.reporting import standin_notice


def test_what_comes_from_the_stand_in_says_so():
    assert standin_notice.is_standin("STAND-IN")
    assert standin_notice.warning("STAND-IN", "Invented.") == ["> **STAND-IN.** Invented."]
    assert standin_notice.heading("STAND-IN").startswith("STAND-IN")
    assert standin_notice.marked("STAND-IN", "UAR", "reproduced") == "STAND-IN UAR"
    assert standin_notice.apart("STAND-IN", "printed %") == "printed %: NOT COMPARABLE"


def test_what_is_real_has_no_word_of_it():
    assert not standin_notice.is_standin("licensed")
    said = (
        *standin_notice.warning("licensed", "Invented."),
        standin_notice.heading("licensed"),
        standin_notice.marked("licensed", "UAR", "reproduced"),
        standin_notice.marked("licensed", "UAR"),
        standin_notice.apart("licensed", "printed %"),
    )
    assert said == ("Reproduced", "reproduced UAR", "UAR", "printed %")
