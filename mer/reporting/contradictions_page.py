"""The part of metrics/audit.md on what the article states beside what it prints."""

from collections.abc import Sequence

from mer.evaluation.results import Contradiction, Evidence
from mer.reporting.markdown import grid

TITLES = {
    "augmentation": "What augmentation adds on CASME II",
    "state_of_the_art": "The distance from the state of the art",
    "best": "The best accuracy",
    "same_numbers": "One pair of numbers in two cells",
    "smote": "Class weight and SMOTE",
    "region": "Eyes and mouth",
    "anger": "Emotions that a data set does not have",
    "epochs": "Epochs",
}
DENIED = {
    "augmentation": "No gain in accuracy or F1 reaches the one that the text names, and the "
    "reduction of errors exceeds it.",
    "state_of_the_art": "No way of counting from the best row gives what the text states.",
    "best": "A higher accuracy of the article's own is printed.",
}
"""What follows where no judged number is the stated one."""
NOTES = {
    "augmentation": 'Read literally, a smaller gain is "up to" a greater one, too. ST and DA are '
    "the only two arms that differ in augmentation alone, so there is one such step on each data "
    "set.",
    "state_of_the_art": "The state of the art is taken as the best other accuracy in the same "
    "table, and for F1 as the best other F1. Rows below the best are shown where the distance "
    "from them is as stated. The authors of all these rows measured with splits and counts of "
    "their own.",
    "best": "Shown is the best of the article's variants in every table that is at hand.",
    "same_numbers": "Shown are all pairs of the article's cells with the same accuracy and the "
    "same F1. The tables do not tell a coincidence from a copying error.",
    "smote": "DACWB has augmentation, too, and SCB has not: the arms that are compared differ in "
    "two things. No arm has class weight alone, and none SMOTE with augmentation. The steps from "
    "the arm without SMOTE and from that without class weight do not rank them either, since one "
    "starts with augmentation and the other without.",
    "region": "A region that is black cannot be focused on. Which of the two was done decides what "
    "motion the network sees. Here `mask.region: eyes_mouth` masks eyes and mouth and "
    "`keep_eyes_mouth` everything else.",
    "anger": "Neither of the two data sets has all five. A name without clips changes no count.",
    "epochs": "Here the profile `paper` trains for 50, and the tuning grid has the others.",
}


def render(contradictions: Sequence[Contradiction]) -> list[str]:
    """Write the paragraphs; nothing where no statement is at hand."""
    if not contradictions:
        return []
    parts = [
        "## What the article states and what it prints",
        "Statements from `published/statements.csv`: words in quotation marks are the article's, "
        "the others give its sense, and the place is as exact as it is known here. The numbers are "
        "computed from the printed tables; tables that are not at hand can add to them.",
    ]
    for one in contradictions:
        parts.append(f"### {TITLES.get(one.key, one.key)}")
        parts.append(f"> {one.words} ({one.place})")
        if one.evidence:
            parts.append(_evidence(one))
        parts.append(" ".join(filter(None, [_verdict(one), NOTES.get(one.key, "")])))
    return [part for part in parts if part]


def _evidence(one: Contradiction) -> str:
    return grid(
        ["What", "Calculation", "Result"],
        [[evidence.what, evidence.calculation, _result(evidence)] for evidence in one.evidence],
        numbers=(2,),
    )


def _result(evidence: Evidence) -> str:
    digits = 0 if evidence.unit == "clips" else 2
    return f"{evidence.value:.{digits}f} {evidence.unit}"


def _verdict(one: Contradiction) -> str:
    if one.agrees is None:
        return ""
    if one.agrees:
        return "**At least one of these is what the text states.**"
    return f"**{DENIED.get(one.key, 'None of these is what the text states.')}**"
