"""params.yaml as one typed, immutable model: no unknown key, none missing, none of another type."""

from typing import Annotated, Literal

from pydantic import Field

from mer.core.params.labels import AllLabels, Labels
from mer.core.params.section import Section, require_choice
from mer.core.vocabulary import Protocol, arm

Count = Annotated[int, Field(ge=1)]
Many = Annotated[int, Field(ge=1, le=1_000_000)]
"""A count that takes time or memory; a million is more than any machine will finish."""
Whole = Annotated[int, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, lt=1)]
Sides = Count | Annotated[tuple[Count, Count, Count], Field(strict=False)]
"""One number for time, height and width, or one number for each."""
Input = Literal["difference", "centred", "gray"]


class Layouts(Section):
    """Which licensed layout the stand-in of each data set is written in."""

    casme_sq: Literal["selectedpic", "rawpic", "cropped"]
    smic: Literal["cropped", "raw", "long"]
    samm: Literal["frames"]
    casme2: Literal["cropped", "raw_selected", "raw_full", "video"]


class Standin(Section):
    """The data set that stands in for the licensed ones."""

    seed: Whole
    subjects: Count
    clips: Count
    mismatched: Annotated[float, Field(ge=0, le=1)]
    jitter: Annotated[float, Field(ge=0)]
    layouts: Layouts
    camera: Literal["HS", "VIS", "NIR"]


class Mask(Section):
    """Landmarks, masking and cropping."""

    region: Literal["eyes_mouth", "none", "keep_eyes_mouth"]
    landmarks: Literal["onset", "frame"]
    dilate: Annotated[float, Field(ge=0, le=0.5)]
    margin: Annotated[float, Field(ge=0, le=1)]
    upsample: Annotated[int, Field(ge=0, le=3)]


class Split(Section):
    """Shares of the test and validation parts."""

    test: Annotated[float, Field(gt=0, lt=1)]
    validation: Share


class Augment(Section):
    """The augmentation of one variant; of `crop` and `crop_area` at most one is above 0."""

    copies: Annotated[int, Field(ge=0, le=100)]
    rotate: Annotated[float, Field(ge=0, le=180)]
    crop: Annotated[float, Field(ge=0, lt=0.5)]
    crop_area: Share
    contrast: Share
    brightness: Share
    per_frame: bool
    seed: Whole


class Balance(Section):
    """The class balancing of one variant."""

    method: Literal["none", "smote", "class_weight"]
    neighbours: Count
    weight: Literal["paper", "balanced"]
    seed: Whole


class Recipes(Section):
    """What each variant does: its augmentation and its balancing, by the variant's name."""

    augment: Annotated[dict[str, Augment], Field(min_length=1)]
    balance: Annotated[dict[str, Balance], Field(min_length=1)]


class Recipe(Section):
    """One variant."""

    augment: Augment
    balance: Balance


class ClipShape(Section):
    """How many frames of what size a clip has, and how many windows."""

    frames: Annotated[int, Field(ge=2, le=256)]
    sampling: Literal["nearest", "linear"]
    windows: Annotated[int, Field(ge=1, le=100)]
    shift: Count
    size: Annotated[int, Field(ge=8, le=1024)]


def _sides(value: int | tuple[int, int, int]) -> tuple[int, int, int]:
    return (value, value, value) if isinstance(value, int) else value


class Network(Section):
    """The 3D CNN."""

    input: Input
    also: list[Input]
    filters: Annotated[list[Annotated[int, Field(ge=1, le=4096)]], Field(min_length=1)]
    kernel: Sides
    pool: Sides
    dropout: Share
    dense: Annotated[int, Field(ge=1, le=65_536)]
    dense_dropout: Share

    @property
    def inputs(self) -> list[Input]:
        """Everything that the network is trained on, one after the other."""
        return [self.input, *self.also]

    @property
    def kernels(self) -> tuple[int, int, int]:
        """The kernel in time, height and width."""
        return _sides(self.kernel)

    @property
    def pools(self) -> tuple[int, int, int]:
        """The pooling factors in time, height and width."""
        return _sides(self.pool)


class Train(Section):
    """How the network is trained."""

    epochs: Many
    budget: Literal["epochs", "steps"]
    samples_per_clip: Count
    fitted: Annotated[float, Field(ge=0, le=1)]
    batch_size: Count
    micro_batch: Count
    learning_rate: Positive
    select: Literal["last", "best_val"]
    precision: Literal["float32", "mixed_bfloat16", "mixed_float16"]


class Tune(Section):
    """The grid of `mer tune`: every batch size with every number of epochs."""

    batch_size: Annotated[list[Count], Field(min_length=1)]
    epochs: Annotated[list[Count], Field(min_length=1)]


class Profile(Section):
    """A budget: clip shape, network, training, its tuning, and what is run."""

    clip: ClipShape
    network: Network
    train: Train
    tune: Tune
    protocols: Annotated[list[Protocol], Field(min_length=1)]
    seeds: Annotated[list[Whole], Field(min_length=1)]
    repeats: Count

    @property
    def reported(self) -> list[str]:
        """What the tables have rows of, each protocol and then it with each further input."""
        return [
            name
            for protocol in self.protocols
            for name in (protocol, *(arm(protocol, one) for one in self.network.also))
        ]


class Evaluate(Section):
    """The intervals beside the metrics."""

    confidence: Annotated[float, Field(gt=0, lt=1)]
    bootstrap: Many
    seed: Whole


class Controls(Section):
    """What `mer controls` trains on top of the pipeline, and how long."""

    null_seeds: list[Whole]
    protocols: list[Protocol]
    epochs: Count
    fitted: Annotated[float, Field(ge=0, le=1)]
    repeats: Count
    budget_epochs: Count
    budget_seeds: list[Whole]


class Execution(Section):
    """How work is spread over processes or machines."""

    workers: Whole
    address: str


class Params(Section):
    """The whole of params.yaml."""

    variant: str
    protocol: str
    source: Literal["standin", "licensed"]
    profile: str
    datasets: Annotated[list[str], Field(min_length=1)]
    variants: Annotated[list[str], Field(min_length=1)]
    standin: Standin
    labels: AllLabels
    mask: Mask
    split: Split
    recipes: Recipes
    keep: str
    profiles: Annotated[dict[str, Profile], Field(min_length=1)]
    evaluate: Evaluate
    controls: Controls
    execution: Execution

    @property
    def current(self) -> Profile:
        """The profile in force."""
        return self.profiles[self.profile]

    def recipe(self, variant: str) -> Recipe:
        """Return the recipe of `variant`.

        Raises:
            UserError: there is no such variant.
        """
        require_choice("variant", variant, self.variants)
        return Recipe(augment=self.recipes.augment[variant], balance=self.recipes.balance[variant])

    def rules(self, dataset: str) -> Labels:
        """Return the label rules of `dataset`.

        Raises:
            UserError: there are none.
        """
        known = self.labels.by_dataset
        require_choice("dataset", dataset, known)
        return known[dataset]
