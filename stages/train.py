"""Train every fold of a plan: clips, copies, plan -> data/predictions/d-v.csv, data/history/d-v.csv.

No network is imported in this process, only in the workers that train. Folds that were finished
before, by a run that was killed or with the same settings, are taken from .folds/ instead of being
trained again.
"""

from mer.core import command, files, params
from mer.learning import campaign as cells
from mer.learning import folds


def main() -> None:
    """Train one cell."""
    dataset, variant = command.stage_arguments(__doc__, "dataset", "variant")
    settings = params.load()
    settings.rules(dataset)
    settings.recipe(variant)
    cell = cells.Cell(dataset, variant)
    plan = files.read_table(cell.plan, folds.PLAN_TEXT, f"balance@{cell.name}")
    predictions, history = cells.train(cell, plan, settings, cell.name)
    files.write_table(f"data/history/{cell.name}.csv", history)
    files.write_table(f"data/predictions/{cell.name}.csv", predictions)


if __name__ == "__main__":
    command.run(main)
