"""Show what each protocol reports where there is nothing to learn, and what equal training changes.

Reads controls/, metrics/clips.json and published/, writes metrics/leakage.json, metrics/leakage.md
and metrics/leakage.png.
"""

from mer.core import command, files, params, paths, vocabulary
from mer.evaluation import controls, leakage, published, results
from mer.reporting import canvas, leakage_page, leakage_picture, titles


def examine(settings: params.Params) -> results.Leakage:
    """Take the controls together, in the order of the article's tables."""
    ledger = results.read_ledger(settings.source)
    datasets = sorted(settings.datasets, key=_place)
    cells = list(paths.cells(datasets, settings.variants))
    # a control of other clips is none of these cells
    clips = {name: counts.digest for name, counts in ledger.datasets.items()}
    asked = leakage.Question(
        datasets=datasets,
        variants=settings.variants,
        copied=[name for name in settings.variants if settings.recipe(name).augment.copies],
        printed={
            (dataset, variant): value
            for dataset in datasets
            for variant, value in published.accuracies(published.read(dataset)).items()
        },
        wanted=len(cells) * len(controls.arms(settings)),
        epochs=settings.controls.epochs,
        fitted=settings.controls.fitted,
    )
    found = controls.read_all(settings, cells, clips)
    data = vocabulary.DATA[settings.source]
    return leakage.examine(found, asked, settings.evaluate, data)


def _place(dataset: str) -> int:
    """Return the number of a data set's table; those that the article lacks come last."""
    known = vocabulary.DATASETS
    return known[dataset].table if dataset in known else len(known) + 1


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    content = examine(settings)
    page = leakage_page.render(content, titles.titles(settings.datasets), settings.standin)
    figure = leakage_picture.draw(content)
    results.write(paths.LEAKAGE, content)
    files.write_text(paths.LEAKAGE_PAGE, page)
    canvas.save(figure, paths.LEAKAGE_PICTURE.path, ["png"])


if __name__ == "__main__":
    command.run(main)
