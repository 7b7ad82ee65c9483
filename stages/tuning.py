"""Set out the tuning grid: what was chosen, and what choosing by the test part would have claimed.

Reads tuning/ and metrics/clips.json, writes metrics/tuning.json and metrics/tuning.md.
"""

from mer.core import command, files, params, paths, vocabulary
from mer.evaluation import results, tuning
from mer.reporting import titles, tuning_page


def collect(settings: params.Params) -> results.Tuning:
    """Examine every cell that was tuned, and name the others."""
    ledger = results.read_ledger(settings.source)
    cells, missing = [], []
    for cell in paths.cells(settings.datasets, settings.variants):
        counts = ledger.datasets.get(cell.dataset)
        clips = counts.digest if counts else None  # a tuning on other clips is none of these cells
        found = tuning.read(settings, cell, clips)
        if found:
            cells.append(tuning.examine(found))
        else:
            missing.append(cell.name)
    return results.Tuning(
        data=vocabulary.DATA[settings.source],
        protocol=tuning.PROTOCOL,
        input=settings.current.network.inputs[-1],
        seeds=settings.current.seeds,
        confidence=settings.evaluate.confidence,
        batch_size=settings.current.tune.batch_size,
        epochs=settings.current.tune.epochs,
        cells=cells,
        missing=missing,
    )


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    content = collect(settings)
    page = tuning_page.render(content, titles.titles(settings.datasets), settings.standin)
    results.write(paths.TUNING, content)
    files.write_text(paths.TUNING_PAGE, page)


if __name__ == "__main__":
    command.run(main)
