"""Ask which differences between variants are larger than chance.

Reads data/predictions/, writes metrics/comparisons.json.
"""

import functools
from pathlib import Path
from typing import Any

from mer.core.command import run, stage_arguments
from mer.core.files import write_json
from mer.core.params import Params, load
from mer.core.seeds import generator
from mer.core.vocabulary import DATA, in_order
from mer.evaluation.comparison import compare, sentences
from mer.evaluation.protocols import read_predictions


def main() -> None:
    """Run the stage."""
    stage_arguments(__doc__)
    params = load()
    datasets = {dataset: _compare(dataset, params) for dataset in params.datasets}
    write_json("metrics/comparisons.json", {"data": DATA[params.source], "datasets": datasets})


def _compare(dataset: str, params: Params) -> dict[str, Any]:
    """Compare the variants of a data set that were run, under every protocol."""
    paths = {
        variant: Path(f"data/predictions/{dataset}-{variant}.csv") for variant in params.variants
    }
    tables = {variant: read_predictions(path) for variant, path in paths.items() if path.is_file()}
    protocols = in_order([name for table in tables.values() for name in table["protocol"].unique()])
    results = {}
    for protocol in protocols:
        chosen = {
            variant: table[table["protocol"] == protocol] for variant, table in tables.items()
        }
        source = functools.partial(generator, "compare", params.evaluate.seed, dataset, protocol)
        chosen = {variant: table for variant, table in chosen.items() if len(table)}
        results[protocol] = compare(chosen, source, 1 - params.evaluate.confidence)
    return {"sentences": sentences(results), "protocols": results}


if __name__ == "__main__":
    run(main)
