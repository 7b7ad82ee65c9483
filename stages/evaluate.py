"""Compute the metrics of every protocol in a file of predictions.

Reads data/predictions/d-v.csv, writes metrics/cells/d-v.json.
"""

from mer.core.command import run, stage_arguments
from mer.core.files import write_json
from mer.core.params import load
from mer.core.seeds import generator
from mer.core.vocabulary import CLASSES, DATA, in_order
from mer.evaluation.protocols import cell_path, evaluate, read_predictions


def main() -> None:
    """Run the stage."""
    dataset, variant = stage_arguments(__doc__, "dataset", "variant")
    params = load()
    params.rules(dataset), params.recipe(variant)
    predictions = read_predictions(f"data/predictions/{dataset}-{variant}.csv")
    settings = params.evaluate
    protocols = {}
    for protocol in in_order(predictions["protocol"].tolist()):
        # without the variant: all variants of a data set are judged on the same resamples of its
        # subjects
        source = generator("bootstrap", settings.seed, dataset, protocol)
        chosen = predictions[predictions["protocol"] == protocol]
        protocols[protocol] = evaluate(chosen, source, settings.bootstrap, settings.confidence)
    write_json(
        cell_path(dataset, variant),
        {
            "data": DATA[params.source],
            "dataset": dataset,
            "variant": variant,
            "classes": list(CLASSES),
            "confidence": settings.confidence,
            "protocols": protocols,
        },
    )


if __name__ == "__main__":
    run(main)
