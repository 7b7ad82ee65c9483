"""Compute the metrics of a variant on every data set, under every protocol.

Reads data/predictions/v/ and data/validation/v/, writes metrics/cells/v/.
"""

from mer.core import command, files, params, paths, vocabulary
from mer.evaluation import belonging, protocols, results


def main() -> None:
    """Evaluate one variant."""
    (variant,) = command.stage_arguments(__doc__, "variant")
    settings = params.load_for(variant=variant)
    cells = {}
    for dataset in settings.datasets:
        cell = paths.Cell(dataset, variant)
        tested, held_out = belonging.read(cell, settings.current)
        cells[cell.metrics.path.name] = results.CellResult(
            data=vocabulary.DATA[settings.source],
            dataset=dataset,
            variant=variant,
            classes=list(vocabulary.CLASSES),
            confidence=settings.evaluate.confidence,
            protocols=protocols.evaluate_all(tested, dataset, settings.evaluate, held_out),
        )
    with files.replacing(paths.cells_of(variant)) as folder:
        folder.mkdir()
        for name, result in cells.items():
            results.write(folder / name, result)


if __name__ == "__main__":
    command.run(main)
