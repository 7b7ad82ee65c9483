"""Compute the metrics of every protocol in a file of predictions.

Reads data/predictions/d-v.csv, writes metrics/cells/d-v.json.
"""

from mer.core import command, params, paths
from mer.core.vocabulary import CLASSES, DATA
from mer.evaluation import predictions, protocols, results


def main() -> None:
    """Run the stage."""
    dataset, variant = command.stage_arguments(__doc__, "dataset", "variant")
    settings = params.load_for(dataset, variant)
    cell = paths.Cell(dataset, variant)
    table = predictions.read(cell.predictions)
    result = results.CellResult(
        data=DATA[settings.source],
        dataset=dataset,
        variant=variant,
        classes=list(CLASSES),
        confidence=settings.evaluate.confidence,
        protocols=protocols.evaluate_all(table, dataset, settings.evaluate),
    )
    results.write(cell.metrics, result)


if __name__ == "__main__":
    command.run(main)
