"""What no single key of params.yaml shows: that its parts fit together, that its folders exist."""

import re

from mer.core import origin, paths
from mer.core.errors import UserError
from mer.core.params.labels import Rule
from mer.core.params.model import Params, Profile
from mer.core.params.section import require_choice
from mer.core.vocabulary import CLASSES


def check_together(params: Params) -> None:
    """Check the keys against one another.

    Raises:
        UserError: two of them contradict each other; it names the one to change.
    """
    _check_choices(params)
    _check_lists(params)
    _check_names(params)
    _check_address(params.execution.address)
    if params.split.test + params.split.validation >= 1:
        raise UserError(
            f"split: expected test + validation below 1 so that a training part is left, "
            f"received {params.split.test} + {params.split.validation}."
        )
    for name, profile in params.profiles.items():
        if "windows" in profile.protocols:
            _check_windows(params, name, f"profiles.{name}.protocols")
        _check_arms(profile, f"profiles.{name}.network.also")
        side = profile.clip.size // max(profile.network.pools[1:]) ** len(profile.network.filters)
        if side < 1:
            raise UserError(
                f"profiles.{name}.network.filters: expected few enough blocks that a frame of "
                f"{profile.clip.size} pixels survives pooling by {max(profile.network.pools[1:])}, "
                f"received {len(profile.network.filters)} blocks."
            )
        _check_kernel(profile, f"profiles.{name}.network.kernel")
    if "windows" in params.controls.protocols:
        _check_windows(params, params.profile, "controls.protocols")
    for name in params.variants:
        _check_variant(params, name)
    for name, recipe in params.recipes.augment.items():
        if recipe.crop and recipe.crop_area:
            raise UserError(
                f"recipes.augment.{name}: expected crop or crop_area above 0, as they are two "
                f"readings of one crop, received {recipe.crop} and {recipe.crop_area}; set one "
                "of them to 0."
            )


def _check_choices(params: Params) -> None:
    """Check that what is chosen by name has a section of that name."""
    require_choice("variant", params.variant, params.variants)
    require_choice("profile", params.profile, params.profiles)
    if params.keep:
        require_choice("keep", params.keep, params.variants)
    if params.protocol not in params.current.reported:
        raise UserError(
            f"protocol: expected one of {', '.join(params.current.reported)}, which are what the "
            f"profile {params.profile} runs, received {params.protocol!r}; choose one of these, or "
            f"add it to profiles.{params.profile}.protocols."
        )
    for number, name in enumerate(params.datasets):
        require_choice(f"datasets.{number}", name, params.labels.by_dataset)
    for name, labels in params.labels.by_dataset.items():
        require_choice(f"labels.{name}.rule", labels.rule, labels.rules)
        for title, rule in labels.rules.items():
            _check_rule(f"labels.{name}.rules.{title}", rule)


def _check_lists(params: Params) -> None:
    """Check that no list names something twice."""
    for key, names in [
        ("datasets", params.datasets),
        ("variants", params.variants),
        ("controls.null_seeds", params.controls.null_seeds),
        ("controls.protocols", params.controls.protocols),
        ("controls.budget_seeds", params.controls.budget_seeds),
        *(
            (f"profiles.{name}.{part}", getattr(profile, part))
            for name, profile in params.profiles.items()
            for part in ("protocols", "seeds")
        ),
        *(
            (f"profiles.{name}.tune.{part}", getattr(profile.tune, part))
            for name, profile in params.profiles.items()
            for part in ("batch_size", "epochs")
        ),
    ]:
        if len(set(names)) < len(names):
            raise UserError(f"{key}: expected each name once, received {names}.")


def _check_names(params: Params) -> None:
    """Check the names that go into file names and into what DVC looks up."""
    for key, names in (("variants", params.variants), ("profiles", list(params.profiles))):
        for name in names:
            if not re.fullmatch(r"[A-Za-z0-9_]+", name):
                raise UserError(
                    f"{key}: expected names of letters, digits and _, which go into file names, "
                    f"received {name!r}."
                )
        alike = {name.lower(): name for name in names}
        for name in names:
            if alike[name.lower()] != name:
                raise UserError(
                    f"{key}: expected names that differ by more than capitals, which some disks "
                    f"do not tell apart, received {name} and {alike[name.lower()]}."
                )


def _check_variant(params: Params, name: str) -> None:
    for part in ("augment", "balance"):
        if name not in getattr(params.recipes, part):
            raise UserError(
                f"recipes.{part}.{name}: expected this key, as `variants` names {name}, "
                "found none; add it."
            )


def _check_arms(profile: Profile, key: str) -> None:
    inputs = profile.network.inputs
    if len(set(inputs)) < len(inputs):
        raise UserError(
            f"{key}: expected inputs that are not trained on anyway, each once, received "
            f"{profile.network.also} beside {profile.network.input}."
        )


def _check_kernel(profile: Profile, key: str) -> None:
    """Check that the kernel is no larger than a clip: what lies outside of it is padding."""
    clip = (profile.clip.frames, profile.clip.size, profile.clip.size)
    if any(side > limit for side, limit in zip(profile.network.kernels, clip, strict=True)):
        raise UserError(
            f"{key}: expected at most the {profile.clip.frames} frames and {profile.clip.size} "
            f"pixels of a clip, received {profile.network.kernel}; make it smaller."
        )


def _check_address(address: str) -> None:
    """Check the form: a scheduler is looked for under a wrong one for as long as one may take."""
    if address and not re.fullmatch(r"(tcp|tls|ws|wss)://[^\s/]+:[0-9]{1,5}", address):
        raise UserError(
            "execution.address: expected an address such as tcp://head:8786 (or tls://head:8786), "
            f"or nothing, received {address!r}; copy the one that the scheduler prints."
        )


def _check_windows(params: Params, profile: str, key: str) -> None:
    count = params.profiles[profile].clip.windows
    if count < 2:
        raise UserError(
            f"profiles.{profile}.clip.windows: expected 2 or more for the protocol windows in "
            f"{key}, received {count}; raise it, or take windows out of {key}."
        )


def _check_rule(key: str, rule: Rule) -> None:
    emotions = [*rule.negative, *rule.positive, *rule.surprise]
    twice = sorted({emotion for emotion in emotions if emotions.count(emotion) > 1})
    if twice:
        raise UserError(
            f"{key}: expected each emotion in one class, received {', '.join(twice)} in two."
        )
    for name in CLASSES:
        if not getattr(rule, name):
            raise UserError(f"{key}.{name}: expected at least one emotion, received none.")
    capital = [emotion for emotion in emotions if emotion != emotion.strip().lower()]
    if capital:
        raise UserError(
            f"{key}: expected emotions in lower case, as they are compared, "
            f"received {capital[0]!r}."
        )


def check_folders(params: Params) -> None:
    """Check that each data set can be read from `source`, before DVC says so in its own words.

    Raises:
        UserError: a licensed folder is not there, or a data set has no stand-in.
    """
    layouts = type(params.standin.layouts).model_fields  # a data set without one has no stand-in
    for name in params.datasets:
        if params.source == "standin":
            if name not in layouts:
                raise UserError(
                    f"datasets: expected one of {', '.join(layouts)}, as source is standin, "
                    f"received {name}, which has no stand-in; use source: licensed, or take "
                    f"{name} out of `datasets`."
                )
            continue
        folder = paths.LICENSED / name
        if not folder.is_dir():
            raise UserError(
                f"{folder}: expected the folder of the licensed data set, found none; put it there "
                f"or link it (`ln -s /path/to/it {folder}`), have {origin.DATA_VARIABLE} name the "
                f"folder that holds {name}, take {name} out of `datasets`, or use source: standin."
            )
