"""Train every fold of a plan, and predict its test samples.

Reads data/clips/d, data/windows/d, data/augmented/d/v and data/plans/d/v.csv, writes
data/predictions/v/d.csv, data/validation/v/d.csv and data/history/v/d.csv.

No network is imported in this process, only in the workers that train. Folds that were finished
before, by a run that was killed or with the same settings, are taken from .folds/ instead of being
trained again.
"""

from mer.core import command, files, params, paths
from mer.learning import campaign


def main() -> None:
    """Train one cell."""
    dataset, variant = command.stage_arguments(__doc__, "dataset", "variant")
    settings = params.load_for(dataset, variant)
    cell = paths.Cell(dataset, variant)
    for _, made in campaign.Campaign([campaign.job(cell)], settings).run():
        files.write_table(cell.history, made.history)
        files.write_table(cell.validation, made.validation)
        files.write_table(cell.predictions, made.predictions)


if __name__ == "__main__":
    command.run(main)
