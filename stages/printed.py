"""Ask what test sets the printed accuracies, and ours, could have come from.

Sets the article's statements beside its tables, too.

Reads published/ and metrics/tables.json, writes metrics/audit.json and metrics/audit.md.
"""

from mer.core import command, files, paths, vocabulary
from mer.evaluation import contradictions, printed, published, results, statements
from mer.reporting import printed_page, titles


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    tables = results.read_tables()
    rows = {dataset: published.read(dataset) for dataset in vocabulary.DATASETS}
    content = results.PrintedAudit(
        data=tables.data,
        tables=[printed.examine_table(dataset, found) for dataset, found in rows.items()],
        contradictions=contradictions.find(rows, statements.read()),
        ours=printed.examine_ours(tables),
    )
    shown = titles.titles([*vocabulary.DATASETS, *(record.dataset for record in content.ours)])
    page = printed_page.render(content, shown)
    results.write(paths.PRINTED, content)
    files.write_text(paths.PRINTED_PAGE, page)


if __name__ == "__main__":
    command.run(main)
