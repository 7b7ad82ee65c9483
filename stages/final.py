"""Train the variant `keep` on all clips of each data set, and keep its weights.

Reads data/frames/d.csv, data/masked/d.csv, data/clips/d, data/augmented/v/d and metrics/cells/v/,
writes data/models/s/d.npz and metrics/models/d.md for each data set d, where s is the source.

No network is imported in this process, only in the workers that train. What was trained before is
taken from .folds/.
"""

import contextlib

from mer.core import command, files, params, paths
from mer.core.vocabulary import DATA
from mer.learning import final, kept
from mer.reporting import model_card


def main() -> None:
    """Keep a model of every data set; none where `keep` is empty."""
    command.stage_arguments(__doc__)
    settings = params.load()
    variants = [settings.keep] if settings.keep else []
    cells = list(paths.cells(settings.datasets, variants))
    with contextlib.ExitStack() as stack:
        # together or, where one fails, not at all; a folder of the other source stays empty
        folders = {name: stack.enter_context(files.replacing(paths.models(name))) for name in DATA}
        pages = stack.enter_context(files.replacing(paths.MODEL_CARDS))
        for folder in (*folders.values(), pages):
            folder.mkdir()
        cards = []
        for card, trained in final.models(cells, settings):
            kept.write(folders[settings.source] / f"{card.dataset}.npz", card, trained.weights)
            files.write_text(
                pages / f"{card.dataset}.md", model_card.render(card, settings.standin)
            )
            cards.append(card)
        said = [f"{card.title} ({sum(card.clips.values())} clips)" for card in cards]
        print(f"final: kept {settings.keep} of {', '.join(said)}" if said else "final: none kept")
        files.write_text(pages / "README.md", model_card.overview(cards, settings))


if __name__ == "__main__":
    command.run(main)
