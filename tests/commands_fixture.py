"""The commands of a Markdown page, and whether they are commands that there are.

`fenced` finds what a reader copies out of its blocks, `inline` what a sentence names between
backticks. `check` parses a command as the program would: targets, sub-commands, options, keys of
params.yaml and their values, stages and modules. It runs nothing, so that commands which take
hours, or need licensed data, are checked too.
"""

import argparse
import contextlib
import copy
import functools
import importlib
import importlib.util
import io
import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from markdown_it import MarkdownIt

from mer.__main__ import COMMANDS
from mer.core import params
from mer.core.errors import UserError
from mer.reporting import pipeline
from tests.conftest import ROOT

SHELLS = ("sh", "bash", "shell", "console")
"""The languages of a fenced block that holds commands."""
OTHERS = {
    *("apt-get", "cd", "docker", "export", "git", "ln", "pip", "podman", "pre-commit", "sbatch"),
    *("grep", "pytest", "source", "uv", "wait"),
}
"""Programs whose arguments are not looked at."""
_ENDS = {"&&", "||", ";", "|", "&"}
_ASSIGNMENT = re.compile(r"[A-Z_]+=\S*$")
_STARTS = re.compile(r"(mer|make|dvc|python -m) [a-z.-]")
_PLACEHOLDER = re.compile(r"\.\.\.|\b[A-Z]\b")


class Command(NamedTuple):
    """A command and where it stands; `where` is page and line."""

    where: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.where}: {shlex.join(self.words)}"


def fenced(page: Path) -> list[Command]:
    """Return the commands of the blocks of a page that are in a shell's language, in their order.

    A block of another language, or of none, holds no commands. `a && b; c | d` are four of them;
    a line that ends with a backslash goes on; what follows `#` is a remark.
    """
    found = []
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence" and token.info.split()[:1] and token.info.split()[0] in SHELLS:
            line = token.map[0] + 2  # the first of the block, counted from 1
            for number, one in _whole_lines(token.content, line):
                found += _split(f"{page.name}:{number}", one)
    return found


def inline(page: Path) -> list[Command]:
    """Return the commands of ours that a page names between backticks, as far as it names them."""
    found = []
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        for child in token.children or []:
            if child.type == "code_inline" and _STARTS.match(child.content):
                where = f"{page.name}:{token.map[0] + 1 if token.map else '?'}"
                found += _split(where, child.content)
    return found


def _whole_lines(text: str, number: int) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers; one that ends with a backslash with those it goes on in."""
    for line in re.findall(r"(?:[^\\\n]|\\[\s\S])*\n", text):
        yield number, line.replace("\\\n", " ")
        number += line.count("\n")


def _split(where: str, line: str) -> Iterator[Command]:
    """Yield the commands of a line, without the variables that are set for them."""
    lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=";|&")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    for ends, group in itertools.groupby(lexer, _ENDS.__contains__):
        words = list(group)
        while words and _ASSIGNMENT.match(words[0]):
            words.pop(0)
        if words and not ends:
            yield Command(where, tuple(words))


def check(command: Command) -> None:
    """Parse a whole command.

    Raises:
        AssertionError: there is no such command, option, target, stage, key or value.
    """
    program, *words = command.words
    if program in ("python", "python3") and words[:1] == ["-m"]:
        program, *words = words[1:]
    if program == "mer":
        _check_mer(command, words)
    elif program == "make":
        _check_make(command, words)
    elif program == "dvc":
        _check_dvc(command, words)
    elif "." in program:
        assert importlib.util.find_spec(program), f"{command}: no module {program}"
    else:
        assert program in OTHERS, f"{command}: a program that is not known here"


def check_named(command: Command) -> None:
    """Check of a command that a sentence names what it names: it may leave out what it needs.

    Raises:
        AssertionError: there is no such command, target, module or option.
    """
    words = [word for word in command.words if not _PLACEHOLDER.search(word)]
    program, *rest = words[2:] if words[:3] == ["python", "-m", "mer"] else words
    if program == "mer" and rest and rest[0].islower():
        assert rest[0] in COMMANDS, f"{command}: no such command"
        options = mer_parser(rest[0])._option_string_actions
        given = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert given <= {*options}, f"{command}: no such option"
    elif program == "dvc":
        assert rest[0] in _dvc_commands(), f"{command}: no such command of DVC"
    elif program == "make":
        check(command._replace(words=(program, *rest)))
    elif words[:2] == ["python", "-m"] and rest[1:]:
        check(command._replace(words=tuple(words)))


def mer_parser(name: str) -> argparse.ArgumentParser:
    """Return the parser of a sub-command of `mer`."""
    module = importlib.import_module(f"mer.commands.{name}")
    parser = argparse.ArgumentParser(prog=f"mer {name}")
    module.add_arguments(parser)
    return parser


def _check_mer(command: Command, words: list[str]) -> None:
    if not words:
        return
    name, *arguments = words
    assert name in COMMANDS, f"{command}: no such command"
    _parsed(command, mer_parser(name).parse_args, arguments)
    if name == "params":
        _check_settings(command, arguments)


def _check_make(command: Command, words: list[str]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    settings = [word for word in words if "=" in word]
    for word in words:
        name, equals, _ = word.partition("=")
        if equals:
            assert f"$({name})" in makefile, f"{command}: the Makefile reads no {name}"
        elif not name.startswith("-"):
            assert re.search(rf"^{re.escape(name)}:", makefile, re.MULTILINE), (
                f"{command}: no such target"
            )
    ours = [word for word in settings if word.partition("=")[0] in ("SOURCE", "PROFILE")]
    _check_settings(command, [word.lower() for word in ours])


def _check_dvc(command: Command, words: list[str]) -> None:
    from dvc.cli import parse_args

    parsed = _parsed(command, parse_args, words)
    _check_settings(command, getattr(parsed, "set_param", None) or [])
    if words[0] == "repro" or words[:2] == ["exp", "run"]:
        given = {target.partition("@")[0] for target in getattr(parsed, "targets", None) or []}
        assert given <= _stages(), f"{command}: no such stage: {given - _stages()}"


@functools.cache
def _stages() -> set[str]:
    return {stage.name for stage in pipeline.read("standin", ROOT / "dvc.yaml")}


@functools.cache
def _dvc_commands() -> set[str]:
    from dvc.cli.parser import get_main_parser

    (commands,) = (
        action
        for action in get_main_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return {*commands.choices}


def _parsed(command: Command, parse: Any, words: list[str]) -> Any:
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            return parse(words)
    except (SystemExit, Exception) as error:
        if isinstance(error, SystemExit) and not error.code:  # --help
            return None
        raise AssertionError(f"{command}: {said.getvalue() or error}") from error


def _check_settings(command: Command, settings: list[str]) -> None:
    """Set keys of params.yaml to every value of a list such as `8,16`, and check each outcome."""
    choices = [[(key, value) for value in _values(text)] for key, text in map(_halves, settings)]
    for chosen in itertools.product(*choices):
        content = copy.deepcopy(_content())
        for key, value in chosen:
            *parents, last = key.split(".")
            place = content
            for name in parents:
                assert name in place, f"{command}: no such key: {key}"
                place = place[name]
            assert last in place, f"{command}: no such key: {key}"
            place[last] = yaml.safe_load(value)
        try:
            params.check(content)
        except UserError as error:
            raise AssertionError(f"{command}: {error}") from error


@functools.cache
def _content() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))


def _halves(setting: str) -> tuple[str, str]:
    key, _, value = setting.partition("=")
    return key, value


def _values(text: str) -> list[str]:
    """Split at commas outside of brackets."""
    return re.split(r",(?![^\[{]*[\]}])", text)
