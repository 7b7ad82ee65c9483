"""Train every fold of a variant's plans, and predict its test samples.

Reads data/clips/d, data/windows/d, data/augmented/v/d and data/plans/v/d.csv, writes
data/predictions/v/d.csv, data/validation/v/d.csv and data/history/v/d.csv, for each data set d.

No network is imported in this process, only in the workers that train. Folds that were finished
before, by a run that was killed or with the same settings, are taken from .folds/ instead of being
trained again.
"""

from mer.core import command, files, params, paths
from mer.learning import campaign


def main() -> None:
    """Train the cells of one variant, all in one pool."""
    variant, named = command.stage_of_datasets(__doc__, "variant")
    settings = params.load_for(variant=variant)
    cells = paths.cells(params.chosen(settings, named), [variant])
    jobs = [campaign.job(cell, settings.current) for cell in cells]
    for job, made in campaign.Campaign(jobs, settings).run():
        files.write_table(job.cell.history, made.history)
        files.write_table(job.cell.validation, made.validation)
        files.write_table(job.cell.predictions, made.predictions)


if __name__ == "__main__":
    command.run(main)
