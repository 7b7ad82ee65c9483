"""Changing keys of params.yaml: comments, order and layout of everything else stay as they are."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from mer.core import paths
from mer.core.errors import UserError
from mer.core.files import write_text
from mer.core.params.file import check, load
from mer.core.params.model import Params
from mer.core.params.reading import parse


def change(
    settings: list[str],
    path: str | Path = paths.PARAMS,
    approve: Callable[[Params], object] = lambda params: None,
) -> Params:
    """Change keys of params.yaml and keep its comments and layout; write only what is sound.

    Args:
        settings: `key=value`, dots between the parts of a key, the value in YAML.
        path: the file.
        approve: raises a `UserError` where what is named does not exist; the file then stays as it
            is.

    Returns:
        The parameters after the change.

    Raises:
        UserError: a setting has another form, its key does not exist, the result is not sound, or
            it is not approved of.
    """
    path = Path(path)
    load(path)
    before = text = path.read_text(encoding="utf-8")
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not _known(parse(text, str(path)), key.split(".")):
            raise UserError(
                f"{setting}: expected key=value with a key of {path}, for instance profile=paper."
            )
        text = edited(text, key.split("."), parse(value, setting), value.strip())
    params = check(parse(text, str(path)), str(path))
    approve(params)
    if text != before:
        write_text(path, text)
    return params


def _known(content: Any, key: list[str]) -> bool:
    for part in key:
        if not isinstance(content, dict) or part not in content:
            return False
        content = content[part]
    return True


def edited(text: str, key: list[str], value: Any, written: str = "") -> str:
    r"""Change one key in a YAML text.

    Args:
        text: the text, a mapping.
        key: the parts of the key, which is there.
        value: its new value.
        written: how the value is to be written; made from it by default.

    Returns:
        The text with the new value in the place of the old one. Comments at the end of a line keep
        their column, those of list items go with them.

    >>> edited("a: [1, 2]   # two\nb:\n  - x  # an x\n  - y\n", ["a"], 3)
    'a: 3        # two\nb:\n  - x  # an x\n  - y\n'
    >>> edited("b:  # some\n  - x  # an x\n  - y\n", ["b"], ["z", "x"])
    'b:  # some\n  - z\n  - x  # an x\n'
    """
    expected = parse(text, "params.yaml")
    place = expected
    for part in key[:-1]:
        place = place[part]
    old, place[key[-1]] = place[key[-1]], value
    if old == value and type(old) is type(value):
        return text
    name, node = _find(yaml.compose(text, yaml.SafeLoader), key)
    made = _replaced(text, name, node, value, written or _inline(value))
    # aliases and texts over several lines are beyond an edit in place
    return made if _holds(made, expected) else _dumped(text, key, value)


def _holds(text: str, expected: Any) -> bool:
    try:
        return parse(text, "") == expected
    except UserError:
        return False


def _find(root: yaml.Node, key: list[str]) -> tuple[yaml.Node, yaml.Node]:
    """Return the node of the last part of a key and that of its value."""
    pair = (root, root)
    for part in key:
        pair = next(pair for pair in pair[1].value if pair[0].value == part)
    return pair


def _replaced(text: str, name: yaml.Node, node: yaml.Node, value: Any, written: str) -> str:
    """Write a value in the place of a node, whatever both are."""
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    if not block:
        start, end = node.start_mark.index, node.end_mark.index
        space = "" if text[start - 1] in " \n" else " "  # nothing stands where the value is null
        return _spliced(text, start, end, space + written)
    first, last = node.start_mark.line, _last_line(node)
    lines = text.splitlines(keepends=True)
    if _of_scalars(node) and isinstance(value, list) and value:
        while first - 1 > name.end_mark.line and not _bare(lines[first - 1]):
            first -= 1
        if all(isinstance(item, str | int | float | bool) for item in value):
            lines[first : last + 1] = _items(lines, first, node, value)
            return "".join(lines)
    if isinstance(node, yaml.MappingNode) and _same_keys(node, value):
        for part in reversed(node.value):  # from the end, so that the marks of the others stay
            inner = value[part[0].value]
            if parse(text[part[1].start_mark.index : part[1].end_mark.index], "") != inner:
                text = _replaced(text, part[0], part[1], inner, _inline(inner))
        return text
    del lines[node.start_mark.line : last + 1]
    end = name.end_mark.index + 1  # of the colon
    return _spliced("".join(lines), end, end, f" {written}")


def _spliced(text: str, start: int, end: int, written: str) -> str:
    """Replace a part of the text; a comment behind it on its line keeps its column."""
    line, newline, others = text[end:].partition("\n")
    comment = re.fullmatch(r"( +)(#.*)", line)
    if comment and "\n" not in text[start:end]:
        width = len(comment[1]) - len(written) + (end - start)
        line = " " * max(1, width) + comment[2]
    return text[:start] + written + line + newline + others


def _items(lines: list[str], first: int, node: yaml.Node, value: list) -> list[str]:
    """Return the lines of a block list with other items, or the same in another order."""
    known: dict[str, list[str]] = {}
    for item in node.value:
        last = item.end_mark.line
        known[item.value] = lines[first : last + 1]
        first = last + 1
    dash = " " * node.start_mark.column + "- "
    return [line for item in value for line in known.get(str(item), [dash + _inline(item) + "\n"])]


def _of_scalars(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode) and all(
        isinstance(item, yaml.ScalarNode) and item.start_mark.line == item.end_mark.line
        for item in node.value
    )


def _same_keys(node: yaml.Node, value: Any) -> bool:
    return isinstance(value, dict) and [part[0].value for part in node.value] == [*map(str, value)]


def _last_line(node: yaml.Node) -> int:
    """Return the last line of a node; a block's own mark is behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        child = node.value[-1]
        return _last_line(child[1] if isinstance(child, tuple) else child)
    return node.end_mark.line


def _bare(line: str) -> bool:
    """Return whether a line is no comment."""
    return not line.lstrip().startswith("#")


def _inline(value: Any) -> str:
    """Write a value on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, width=10**9, allow_unicode=True)
    return text.removesuffix("\n").removesuffix("\n...").strip()


def _dumped(text: str, key: list[str], value: Any) -> str:
    """Change a key by way of a whole new text, which keeps comments, but not the layout."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - seldom needed, no part of a light installation

    editor = YAML()
    editor.preserve_quotes = True
    editor.width = 200
    editor.indent(mapping=2, sequence=4, offset=2)
    content = editor.load(text)
    place = content
    for part in key[:-1]:
        place = place[part]
    place[key[-1]] = value
    made = io.StringIO()
    editor.dump(content, made)
    return made.getvalue()
