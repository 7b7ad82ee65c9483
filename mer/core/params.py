"""params.yaml as one typed, validated model: a wrong key stops a stage before it does anything.

`python -m mer.core.params` checks the file and the folders it names, without running anything;
`python -m mer.core.params source=licensed profile=paper` changes keys first.
"""

import argparse
import io
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML

from mer.core import files
from mer.core.errors import UserError
from mer.core.vocabulary import DATASETS

Count = Annotated[int, Field(ge=1)]
Whole = Annotated[int, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, lt=1)]
Dataset = Literal["casme_sq", "smic", "samm", "casme2"]
Protocol = Literal["leaky", "windows", "holdout", "loso"]


class _Section(BaseModel):
    """A mapping of params.yaml: no key more, none less, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Layouts(_Section):
    """Which licensed layout the stand-in of each data set is written in."""

    casme_sq: Literal["selectedpic", "rawpic", "cropped"]
    smic: Literal["cropped", "raw", "long"]
    samm: Literal["frames"]
    casme2: Literal["cropped", "raw_selected", "raw_full", "video"]


class Standin(_Section):
    """The invented data set."""

    seed: Whole
    subjects: Count
    clips: Count
    mismatched: Annotated[float, Field(ge=0, le=1)]
    jitter: Annotated[float, Field(ge=0)]
    layouts: Layouts
    camera: Literal["HS", "VIS", "NIR"]


class Rule(_Section):
    """Which emotions make which class, and the clips left out."""

    negative: list[str]
    positive: list[str]
    surprise: list[str]
    exclude: list[str]


class Labels(_Section):
    """The rules of one data set and the one that is chosen."""

    rule: str
    rules: dict[str, Rule]

    @property
    def chosen(self) -> Rule:
        """The rule in force."""
        return self.rules[self.rule]


class CasmeSqLabels(Labels):
    """CAS(ME)²: also which of its two kinds of expressions are used."""

    expressions: Annotated[list[Literal["micro", "macro"]], Field(min_length=1)]


class SmicLabels(Labels):
    """SMIC: also which of its three cameras is used."""

    camera: Literal["HS", "VIS", "NIR"]


class AllLabels(_Section):
    """The label rules of the four data sets."""

    casme_sq: CasmeSqLabels
    smic: SmicLabels
    samm: Labels
    casme2: Labels


class Mask(_Section):
    """Landmarks, masking and cropping."""

    region: Literal["eyes_mouth", "none", "keep_eyes_mouth"]
    landmarks: Literal["onset", "frame"]
    dilate: Annotated[float, Field(ge=0, le=0.5)]
    margin: Annotated[float, Field(ge=0, le=1)]
    upsample: Annotated[int, Field(ge=0, le=3)]


class Split(_Section):
    """Shares of the test and validation parts."""

    test: Annotated[float, Field(gt=0, lt=1)]
    validation: Share


class Augment(_Section):
    """The augmentation of one variant."""

    copies: Annotated[int, Field(ge=0, le=100)]
    rotate: Annotated[float, Field(ge=0, le=180)]
    crop: Annotated[float, Field(ge=0, lt=0.5)]
    contrast: Share
    brightness: Share
    per_frame: bool
    seed: Whole


class Balance(_Section):
    """The class balancing of one variant."""

    method: Literal["none", "smote", "class_weight"]
    neighbours: Count
    weight: Literal["paper", "balanced"]
    seed: Whole


class Recipe(_Section):
    """One variant."""

    augment: Augment
    balance: Balance


class ClipShape(_Section):
    """How many frames of what size a clip has, and how often it is sampled, shifted in time."""

    frames: Annotated[int, Field(ge=2, le=256)]
    sampling: Literal["nearest", "linear"]
    windows: Annotated[int, Field(ge=1, le=100)]
    shift: Count
    size: Annotated[int, Field(ge=8, le=1024)]


class Network(_Section):
    """The 3D CNN."""

    input: Literal["difference", "gray"]
    filters: Annotated[list[Count], Field(min_length=1)]
    kernel: Count
    pool: Count
    dropout: Share
    dense: Count
    dense_dropout: Share


class Train(_Section):
    """How the network is trained."""

    epochs: Count
    batch_size: Count
    micro_batch: Count
    learning_rate: Positive
    select: Literal["last", "best_val"]
    precision: Literal["float32", "mixed_bfloat16", "mixed_float16"]


class Profile(_Section):
    """A budget: clip shape, network, training, and what is run."""

    clip: ClipShape
    network: Network
    train: Train
    protocols: Annotated[list[Protocol], Field(min_length=1)]
    seeds: Annotated[list[Whole], Field(min_length=1)]
    repeats: Count


class Evaluate(_Section):
    """The intervals beside the metrics."""

    confidence: Annotated[float, Field(gt=0, lt=1)]
    bootstrap: Count
    seed: Whole


class Audit(_Section):
    """What `make audit` runs on top of the pipeline."""

    null_seeds: list[Whole]
    protocols: list[Protocol]


class Execution(_Section):
    """How work is spread over processes or machines."""

    workers: Whole
    address: str


class Params(_Section):
    """The whole of params.yaml."""

    variant: str
    protocol: Protocol
    source: Literal["standin", "licensed"]
    profile: str
    datasets: Annotated[list[Dataset], Field(min_length=1)]
    standin: Standin
    labels: AllLabels
    mask: Mask
    split: Split
    variants: Annotated[dict[str, Recipe], Field(min_length=1)]
    profiles: Annotated[dict[str, Profile], Field(min_length=1)]
    evaluate: Evaluate
    audit: Audit
    execution: Execution

    @property
    def current(self) -> Profile:
        """The profile in force."""
        return self.profiles[self.profile]

    def recipe(self, variant: str) -> Recipe:
        """The recipe of `variant`.

        Raises:
            UserError: there is no such variant.
        """
        _check_choice("variant", variant, self.variants)
        return self.variants[variant]

    def rules(self, dataset: str) -> Labels:
        """The label rules of `dataset`.

        Raises:
            UserError: there is no such data set.
        """
        _check_choice("dataset", dataset, DATASETS)
        return getattr(self.labels, dataset)


def load(path: str | Path = "params.yaml") -> Params:
    """Read and check params.yaml.

    Args:
        path: the file; the default is that of the current folder, which is where DVC starts a
            stage.

    Returns:
        The parameters, immutable.

    Raises:
        UserError: the file is missing or not YAML, a key is unknown or missing, or a value is
            impossible; the message names the key, what was expected and what was received.
    """
    path = Path(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            f"{path}: expected a file, found none; run the command in the project's top folder."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise UserError(
            f"{path}: expected YAML, received text that does not parse: {reason}."
        ) from None
    return check(content, str(path))


def check(content: Any, where: str = "params.yaml") -> Params:
    """Turn the content of params.yaml into `Params`.

    Args:
        content: what the YAML file holds.
        where: named in errors.

    Raises:
        UserError: as in `load`.
    """
    if not isinstance(content, dict):
        raise UserError(
            f"{where}: expected keys such as `variant`, received {type(content).__name__}."
        )
    try:
        params = Params.model_validate(content)
    except ValidationError as error:
        raise UserError(f"{where}: {_sentence(error)}") from None
    try:
        _check_together(params)
    except UserError as error:
        raise UserError(f"{where}: {error}") from None
    return params


def _sentence(error: ValidationError) -> str:
    """Say the first error; count the others."""
    # a misspelt key is reported twice, as unknown and as missing: the unknown one is what the
    # person wrote
    errors = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    first = errors[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        siblings = _siblings(first["loc"][:-1])
        text = f"{key}: unknown key; expected one of {', '.join(siblings)}; correct or remove it."
    elif first["type"] == "missing":
        text = f"{key}: expected this key, found none; add it."
    else:
        expected = first["msg"].removeprefix("Input should be ").removeprefix("a valid ")
        text = f"{key}: expected {expected}, received {first['input']!r}."
    others = len(errors) - 1
    return text + (f" ({others} more after this one.)" if others else "")


def _siblings(location: tuple) -> list[str]:
    """Name the keys that the model has at a place, walking its annotations."""
    model: Any = Params
    for part in location:
        fields = getattr(model, "model_fields", None)  # None for a dict[str, Model]
        model = model.__args__[1] if fields is None else fields[part].annotation
    return list(model.model_fields)


def _check_together(params: Params) -> None:
    """Check what no single key shows."""
    _check_choice("variant", params.variant, params.variants)
    _check_choice("profile", params.profile, params.profiles)
    for name in DATASETS:
        labels = params.rules(name)
        _check_choice(f"labels.{name}.rule", labels.rule, labels.rules)
        for title, rule in labels.rules.items():
            _check_rule(f"labels.{name}.rules.{title}", rule)
    for key, names in [
        ("datasets", params.datasets),
        ("audit.null_seeds", params.audit.null_seeds),
        ("audit.protocols", params.audit.protocols),
        *(
            (f"profiles.{name}.{part}", getattr(profile, part))
            for name, profile in params.profiles.items()
            for part in ("protocols", "seeds")
        ),
    ]:
        if len(set(names)) < len(names):
            raise UserError(f"{key}: expected each name once, received {names}.")
    if params.split.test + params.split.validation >= 1:
        raise UserError(
            f"split: expected test + validation below 1 so that a training part is left, "
            f"received {params.split.test} + {params.split.validation}."
        )
    for name, profile in params.profiles.items():
        if "windows" in profile.protocols:
            _check_windows(params, name, f"profiles.{name}.protocols")
        side = profile.clip.size // profile.network.pool ** len(profile.network.filters)
        if side < 1:
            raise UserError(
                f"profiles.{name}.network.filters: expected few enough blocks that a frame of {profile.clip.size} "
                f"pixels survives pooling by {profile.network.pool}, received {len(profile.network.filters)} blocks."
            )
    if "windows" in params.audit.protocols:
        _check_windows(params, params.profile, "audit.protocols")
    for name in params.variants:
        if not name.replace("_", "").isalnum():
            raise UserError(
                f"variants.{name}: expected a name of letters, digits and _, which goes into file names."
            )


def _check_windows(params: Params, profile: str, key: str) -> None:
    count = params.profiles[profile].clip.windows
    if count < 2:
        raise UserError(
            f"profiles.{profile}.clip.windows: expected 2 or more for the protocol windows in {key}, received {count}; "
            f"raise it, or take windows out of {key}."
        )


def _check_rule(key: str, rule: Rule) -> None:
    emotions = [*rule.negative, *rule.positive, *rule.surprise]
    twice = sorted({emotion for emotion in emotions if emotions.count(emotion) > 1})
    if twice:
        raise UserError(
            f"{key}: expected each emotion in one class, received {', '.join(twice)} in two."
        )
    for name in ("negative", "positive", "surprise"):
        if not getattr(rule, name):
            raise UserError(f"{key}.{name}: expected at least one emotion, received none.")
    capital = [emotion for emotion in emotions if emotion != emotion.strip().lower()]
    if capital:
        raise UserError(
            f"{key}: expected emotions in lower case, as they are compared, received {capital[0]!r}."
        )


def _check_choice(key: str, value: str, known) -> None:
    if value not in known:
        raise UserError(f"{key}: expected one of {', '.join(known)}, received {value!r}.")


def check_folders(params: Params) -> None:
    """Check that the licensed folders are there, before DVC says so in its own words.

    Raises:
        UserError: one is not.
    """
    if params.source != "licensed":
        return
    for name in params.datasets:
        folder = Path("data/licensed") / name
        if not folder.is_dir():
            raise UserError(
                f"{folder}: expected the folder of the licensed data set, found none; put it there or link it "
                f"(`ln -s /path/to/it {folder}`), take {name} out of `datasets`, or use source: standin."
            )


def change(settings: list[str], path: str | Path = "params.yaml") -> None:
    """Change keys of params.yaml and keep its comments; nothing is written unless the result is sound.

    Args:
        settings: `key=value`, dots between the parts of a key, the value in YAML.
        path: the file.

    Raises:
        UserError: a setting has another form, its key does not exist, or the result is not sound.
    """
    path = Path(path)
    load(path)
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = 200
    editor.indent(mapping=2, sequence=4, offset=2)
    content = editor.load(path.read_text(encoding="utf-8"))
    for setting in settings:
        key, equals, value = setting.partition("=")
        *parents, last = key.split(".")
        place = content
        for part in parents:
            place = place.get(part) if isinstance(place, dict) else None
        if not equals or not isinstance(place, dict) or last not in place:
            raise UserError(
                f"{setting}: expected key=value with a key of {path}, for instance profile=paper."
            )
        place[last] = yaml.safe_load(value)
    text = io.StringIO()
    editor.dump(content, text)
    check(yaml.safe_load(text.getvalue()), str(path))
    if settings:
        files.write_text(path, text.getvalue())


def main() -> None:
    """Check params.yaml and the folders that it names."""
    parser = argparse.ArgumentParser(
        prog="python -m mer.core.params", description="Check params.yaml, or change keys of it."
    )
    parser.add_argument(
        "settings", nargs="*", metavar="key=value", help="a key to change first: profile=paper"
    )
    change(parser.parse_args().settings)
    params = load()
    check_folders(params)
    print(
        f"params.yaml is sound: source {params.source}, profile {params.profile}, "
        f"{len(params.datasets)} data sets x {len(params.variants)} variants."
    )


if __name__ == "__main__":
    from mer.core.command import run

    run(main)
