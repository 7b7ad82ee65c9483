"""Set the protocols and their null controls side by side.

Reads metrics/cells/, metrics/clips.json, controls/ and published/, writes metrics/leakage.json and
metrics/leakage.md.
"""

from mer.core import command, files, params, paths, vocabulary
from mer.evaluation import controls, leakage, published, results
from mer.reporting import leakage_page


def examine(settings: params.Params) -> results.Leakage:
    """Examine every cell, and the controls of each variant together."""
    ledger = results.read_ledger(settings.source)
    cells = []
    controlled: dict[str, list[results.ControlResult]] = {name: [] for name in settings.variants}
    for dataset in sorted(settings.datasets, key=_place):
        printed = published.accuracies(published.read(dataset))
        counts = ledger.datasets.get(dataset)
        clips = counts.digest if counts else None  # a control of other clips is none of these cells
        for cell in paths.cells([dataset], settings.variants):
            own = results.read_cell(cell, settings.source)
            true = controls.read(settings, cell, None, clips)
            found = [
                controls.read(settings, cell, seed, clips) for seed in settings.controls.null_seeds
            ]
            nulls = [null for null in found if null]
            value = printed.get(cell.variant)
            cells.append(leakage.examine(dataset, cell.variant, value, [own, true], nulls))
            controlled[cell.variant] += nulls
    pooled = {variant: leakage.pool(nulls) for variant, nulls in controlled.items() if nulls}
    return results.Leakage(data=vocabulary.DATA[settings.source], cells=cells, pooled=pooled)


def _place(dataset: str) -> int:
    """Return the number of a data set's table; those that the article lacks come last."""
    return (
        vocabulary.DATASETS[dataset].table
        if dataset in vocabulary.DATASETS
        else len(vocabulary.DATASETS) + 1
    )


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    content = examine(settings)
    page = leakage_page.render(content, settings.standin)
    results.write(paths.LEAKAGE, content)
    files.write_text(paths.LEAKAGE_PAGE, page)


if __name__ == "__main__":
    command.run(main)
