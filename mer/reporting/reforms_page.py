"""The page metrics/reforms.md: a sheet for reviewers."""

from mer.reporting import reforms_items, reforms_leakage, reforms_methods, standin_notice
from mer.reporting.markdown import grid
from mer.reporting.reforms import Item, Study

_OPENING = (
    "The questions of the REFORMS checklist (Kapoor et al., Science Advances 10, 2024, eadk3452, "
    "[doi 10.1126/sciadv.adk3452](https://doi.org/10.1126/sciadv.adk3452)), in our words, with the "
    "answers that plans, settings, results and code give by themselves, and the file or test that "
    "shows each. An empty answer is one that only the authors of a study can give: {empty} of "
    "{all} questions."
)
_LEAKAGE = (
    "The eight kinds of Kapoor and Narayanan (Patterns 4, 2023, 100804), as far as plans show "
    "them: how "
    "many of the test samples have something of themselves in the training part of their fold."
)
_PERSON = "to be answered by the authors"


def render(study: Study) -> str:
    """Write the sheet as Markdown, for a reader who may see nothing else."""
    modules = reforms_items.modules(study) | reforms_methods.modules(study)
    items = [item for found in modules.values() for item in found]
    empty = sum(not item.answer for item in items)
    warned = standin_notice.warning(study.data, standin_notice.REFORMS, study.settings.standin)
    parts = [
        "# A sheet for reviewers",
        *warned,
        _OPENING.format(empty=empty, all=len(items)),
        *(part for title, found in modules.items() for part in (f"## {title}", _table(found))),
        "## Kinds of leakage",
        _LEAKAGE,
        reforms_leakage.kinds(study),
        "### By variant",
        reforms_leakage.variants(study),
        "\n".join(f"- {note}" for note in reforms_leakage.notes(study)),
    ]
    return "\n\n".join(parts) + "\n"


def _table(items: list[Item]) -> str:
    rows = [
        [
            item.number,
            item.asks,
            item.answer,
            ", ".join(f"`{name}`" for name in item.shown) if item.answer else _PERSON,
        ]
        for item in items
    ]
    return grid(["Item", "Asks for", "Answer", "Shown by"], rows)
