"""metrics/tuning.md in short: what was chosen in each cell, and what a choice by test claims."""

from mer.core import params, paths
from mer.core.errors import UserError
from mer.evaluation import results
from mer.reporting import standin_notice
from mer.reporting.markdown import grid
from mer.reporting.titles import titles


def render(settings: params.Params) -> str:
    """Write one line per cell.

    Raises:
        UserError: it is missing, broken, or of other data than `settings` asks for.
    """
    content = results.read_tuning(settings.source)
    if content is None:
        raise UserError(
            f"{paths.TUNING}: expected a file, found none; run `dvc repro {paths.TUNING.stage}`."
        )
    named = titles(settings.datasets)
    rows = [
        [
            named[cell.dataset],
            cell.variant,
            f"{cell.mean_accuracy_percent:.1f}",
            _chosen(cell),
            f"{cell.best_accuracy_percent:.1f}",
            f"{cell.best_accuracy_percent - cell.tuned_accuracy_percent:+.1f}",
        ]
        for cell in content.cells
    ]
    headers = ["data set", "variant", "grid mean", "chosen by validation", "best by test"]
    said = [f"accuracy in % under {content.protocol}, [interval over test subjects]"]
    if standin_notice.is_standin(content.data):
        said.insert(0, f"{standin_notice.WORD}: not real data; no setting is recommended by these")
    if content.missing:
        said.append(f"{len(content.missing)} cells were not tuned: `mer tune`")
    parts = [
        "\n".join(said),
        grid([*headers, "best - chosen"], rows, numbers=range(2, 6), style="simple"),
        f"every setting of the grid, how to read it: {paths.TUNING_PAGE}",
    ]
    return "\n\n".join(parts) + "\n"


def _chosen(cell: results.TuningCell) -> str:
    interval = cell.tuned_accuracy_percent_interval
    ends = f" [{interval[0]:.1f}, {interval[1]:.1f}]" if interval else ""
    return f"{cell.tuned_accuracy_percent:.1f}{ends}"
