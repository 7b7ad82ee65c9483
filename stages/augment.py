"""Make the augmented copies of every clip, for all variants.

Reads data/clips/d, writes data/augmented/v/d for each variant v and data set d: the copies only,
each with the clip that it came from. Variants with equal recipes share their files.
"""

from mer.core import command, params
from mer.planning import copying


def main() -> None:
    """Augment every data set."""
    (named,) = command.stage_of_datasets(__doc__)
    settings = params.load()
    recipes = {variant: settings.recipe(variant).augment for variant in settings.variants}
    counts = []
    for dataset in params.chosen(settings, named):
        originals = copying.Originals.read(dataset)
        copying.write(originals, recipes, settings.execution)
        counts.append(f"{dataset} {len(originals.clips)}")
    copies = ", ".join(f"{variant} {recipe.copies}" for variant, recipe in recipes.items())
    print(f"augment: clips of {', '.join(counts)}; copies of each: {copies}")


if __name__ == "__main__":
    command.run(main)
