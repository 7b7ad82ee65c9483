"""Report the cell of the chosen variant under the chosen protocol, for `dvc metrics show` and `dvc exp show`.

Reads metrics/cells/d-v.json of `variant` in params.yaml, writes metrics/headline/d.json.
"""

from mer.core.command import run, stage_arguments
from mer.core.files import write_json
from mer.core.params import load
from mer.evaluation.protocols import cell_path
from mer.evaluation.results import read_cell
from mer.reporting.tables import headline


def main() -> None:
    """Run the stage."""
    (dataset,) = stage_arguments(__doc__, "dataset")
    params = load()
    params.rules(dataset)
    path = cell_path(dataset, params.variant)
    cell = read_cell(dataset, params.variant, params.source)
    write_json(
        f"metrics/headline/{dataset}.json",
        headline(cell, params.protocol, str(path), params.profile),
    )


if __name__ == "__main__":
    run(main)
