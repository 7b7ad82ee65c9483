"""Count what became of every label row and folder of each data set.

Reads data/frames/d.csv, data/masked/d.csv, data/clips/d and data/windows/d, writes
metrics/clips.json, with a digest of the clips and their windows, and metrics/clips.md.
"""

from mer.core import command, files, params, paths, vocabulary
from mer.evaluation import ledger, results
from mer.reporting import ledger_page, titles


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    data = vocabulary.DATA[settings.source]
    counted = {dataset: ledger.read_clips(dataset, data) for dataset in settings.datasets}
    content = results.Ledger(data=data, datasets=counted)
    page = ledger_page.render(content, titles.titles(counted), settings.standin)
    results.write(paths.LEDGER, content)
    files.write_text(paths.LEDGER_PAGE, page)


if __name__ == "__main__":
    command.run(main)
