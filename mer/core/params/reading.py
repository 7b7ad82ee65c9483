"""YAML as DVC reads it: version 1.2, each key once.

DVC and the stages read the same params.yaml. PyYAML alone would read version 1.1, where `010` is 8,
`1:30` is 90, `yes` is true and `1e-05` is text; DVC's reader, ruamel.yaml, takes ten times as long
as libyaml, and every stage reads the file.
"""

import re
from typing import Any

import yaml

from mer.core.errors import UserError

_LIBYAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OTHERWISE = {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float")}
"""What version 1.2 recognises by other texts than version 1.1."""
_SIGNS, _DIGITS = "-+", "0123456789"


class _Loader(_LIBYAML):
    """A safe loader, in C where there is one, that recognises what ruamel.yaml does."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
        first: [(tag, pattern) for tag, pattern in known if tag not in _OTHERWISE]
        for first, known in _LIBYAML.yaml_implicit_resolvers.items()
    }

    def get_single_node(self) -> Any:
        """Compose the document; refuse a key that a mapping has twice."""
        node = super().get_single_node()
        _refuse_doubles(node, set())
        return node


def _refuse_doubles(node: Any, seen: set[int]) -> None:
    if id(node) in seen or not isinstance(node, yaml.CollectionNode):  # an anchor is met again
        return
    seen.add(id(node))
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    keys = set()
    for key, value in pairs:
        if isinstance(key, yaml.ScalarNode):
            if (key.tag, key.value) in keys:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} is there twice", problem_mark=key.start_mark
                )
            keys.add((key.tag, key.value))
        _refuse_doubles(value, seen)
    for item in [] if pairs else node.value:
        _refuse_doubles(item, seen)


def _whole(loader: Any, node: Any) -> int:
    """Read a whole number; zeros in front mean nothing."""
    text = loader.construct_scalar(node).replace("_", "")
    base = {"0b": 2, "0o": 8, "0x": 16}.get(text.lstrip(_SIGNS)[:2].lower(), 10)
    return int(text, base)


def _decimal(loader: Any, node: Any) -> float:
    text = loader.construct_scalar(node).replace("_", "").lower()
    return float(text.replace(".inf", "inf").replace(".nan", "nan"))


for _kind, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    (
        "float",
        r"[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
        r"|[-+]?\.[0-9_]+([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        f"{_SIGNS}.{_DIGITS}",
    ),
    (
        "int",
        r"[-+]?0b[01_]+|[-+]?0o[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*",
        f"{_SIGNS}{_DIGITS}",
    ),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def parse(text: str, where: str) -> Any:
    """Read a YAML document.

    Args:
        text: the document.
        where: the file or the setting, for errors.

    Raises:
        UserError: it is not YAML, or has a key twice.

    >>> parse("epochs: 010", "params.yaml"), parse("learning_rate: 1e-05", "params.yaml")
    ({'epochs': 10}, {'learning_rate': 1e-05})
    """
    try:
        return yaml.load(text, _Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a number of 5000 digits
        reason = " ".join(str(error).split()).replace(' in "<unicode string>",', " in")
        raise UserError(
            f"{where}: expected YAML, received text that does not parse: {reason[:200]}; "
            "correct it."
        ) from None
