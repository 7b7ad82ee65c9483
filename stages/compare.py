"""Ask which differences between variants are larger than chance.

Reads data/predictions/, writes metrics/comparisons.json.
"""

import functools

from mer.core import command, params, paths, seeds, vocabulary
from mer.evaluation import belonging, comparison, results


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    datasets = {dataset: compare(dataset, settings) for dataset in settings.datasets}
    results.write(
        paths.COMPARISONS,
        results.Comparisons(data=vocabulary.DATA[settings.source], datasets=datasets),
    )


def compare(dataset: str, settings: params.Params) -> results.DatasetComparisons:
    """Compare the variants of a data set that were run, under every protocol."""
    tables = belonging.tables(dataset, settings.variants, settings.current)
    for cell in paths.cells([dataset], settings.variants):
        if cell.variant not in tables:
            print(f"compare {dataset}: no {cell.predictions}; {cell.variant} is left out.")
    found = {}
    for protocol in vocabulary.in_order(
        name for table in tables.values() for name in table["protocol"]
    ):
        chosen = {
            variant: table[table["protocol"] == protocol]
            for variant, table in tables.items()
            if (table["protocol"] == protocol).any()
        }
        draws = functools.partial(
            seeds.generator, "compare", settings.evaluate.seed, dataset, protocol
        )
        found[protocol] = comparison.compare(chosen, draws, 1 - settings.evaluate.confidence)
    return results.DatasetComparisons(sentences=comparison.sentences(found), protocols=found)


if __name__ == "__main__":
    command.run(main)
