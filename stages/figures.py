"""Draw the figures.

Reads dvc.yaml, metrics/cells/, published/, data/plans/, data/history/ and the files of one clip;
writes metrics/figures/, data/figures/ and, for `dvc plots`, metrics/plots/. Pictures of faces go to
data/figures/, which git ignores, and from the stand-in also to metrics/figures/.
"""

import shutil

from mer import datasets
from mer.core import command, files, params, paths
from mer.planning import extremes
from mer.preprocessing import pictures
from mer.reporting import canvas, figure_data, figures, plots


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    titles = {name: datasets.dataset(name).title for name in settings.datasets}
    data = figure_data.read(settings, titles)
    graphs = figures.draw_diagrams(settings) | figures.draw_graphs(data)
    tables = plots.tables(data)
    first, standin = settings.datasets[0], data.standin
    steps = pictures.steps(first, settings.mask)
    copies = extremes.pictures(first, [settings.recipe(name).augment for name in settings.variants])
    faces = {
        "figure2": figures.draw_images(
            steps.images, "Figure 2, image preprocessing of one clip", standin, steps.points
        ),
        "figure5": figures.draw_images(copies, "Figure 5, augmentation of one clip", standin),
    }
    # everything is drawn by now: a mistake would have left the old figures where they are
    for name, figure in graphs.items():
        canvas.save(figure, paths.FIGURES.path / name)
    for name, table in tables.items():
        files.write_table(paths.PLOTS.path / f"{name}.csv", table)
    for name, figure in faces.items():
        canvas.save(figure, paths.FACES.path / name, kinds=["png"])
        if standin:  # copied: matplotlib lays a figure out a little differently the second time
            with files.replacing(paths.FIGURES.path / f"{name}.png") as temporary:
                shutil.copyfile(paths.FACES.path / f"{name}.png", temporary)
    if not data.confusions:
        print(
            f"figures: no cell has the protocol {data.protocol}; "
            "no Figure 3, confusion and learning curves."
        )
    where = (
        f"{paths.FIGURES} and {paths.FACES}"
        if standin
        else f"{paths.FACES} alone, out of git: they show licensed faces"
    )
    print(f"figures: in {paths.FIGURES}; Figures 2 and 5 are in {where}.")


if __name__ == "__main__":
    command.run(main)
