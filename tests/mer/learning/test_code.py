"""A reworded comment must train nothing again, a changed number everything: either costs days."""

import ast
import io
import shutil
import tokenize
from pathlib import Path

import pytest

from mer.learning import code
from tests.conftest import ROOT

START = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT)
"""What comes before a statement, and before some items of lists."""


@pytest.fixture
def copy(tmp_path) -> Path:
    """Copy the code of the project."""
    shutil.copytree(ROOT / "mer", tmp_path / "mer", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def digest(root: Path) -> str:
    return code.digest.__wrapped__(root)


def reword(source: str) -> str:
    """Rewrite every text that is a statement of its own, and every comment, and add some."""
    lines = source.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    starts = [True, *(token.type in START for token in tokens)]
    for starts_here, token, after in reversed(list(zip(starts, tokens, tokens[1:], strict=False))):
        alone = starts_here and after.type == tokenize.NEWLINE
        if token.type == tokenize.COMMENT:
            text = "# reworded"
        elif token.type == tokenize.STRING and alone:
            text = '"""Reworded."""'
        else:
            continue
        (first, start), (last, end) = token.start, token.end
        text = lines[first - 1][:start] + text + lines[last - 1][end:]
        lines[first - 1 : last] = [text]
    return "".join(lines) + "# the end\n"


def numbers(file: Path) -> list[ast.Constant]:
    """List the numbers in the code of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    ]


def change_a_number(file: Path) -> None:
    """Change the first number of a file; add one where there is none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    known = sorted(numbers(file), key=lambda node: (node.lineno, node.col_offset))
    if known:
        row, start, end = known[0].lineno - 1, known[0].col_offset, known[0].end_col_offset
        line = lines[row].encode()
        lines[row] = (line[:start] + b"7" + line[start:end] + line[end:]).decode()
    else:
        lines.append("number = 7")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_what_trains_is_found_and_what_does_not_is_left_out():
    found = set(code.modules())
    assert {f"mer.learning.{name}" for name in ("batches", "folds", "precision", "step")} < found
    assert {"mer.models.cnn3d", "mer.models.keras_compat", "mer.core.seeds"} < found
    assert "mer.core.vocabulary" in found, "the order of the classes"
    rooms = {name.split(".")[1] for name in found if "." in name}
    assert rooms == {"core", "learning", "models"}
    assert not {"mer.learning.store", "mer.learning.campaign", "mer.learning.progress"} & found
    assert not [name for name in found if name.startswith(code.LEFT_OUT)]


def test_it_is_the_same_where_the_project_is_installed_beside_its_packages(copy):
    """`mer grid` of an installation and `python -m stages.train` must find each other's folds."""
    (copy / "keras").mkdir()  # without __init__.py, as some packages are
    (copy / "numpy").mkdir()
    (copy / "numpy/__init__.py").write_text("number = 7\n", encoding="utf-8")
    (copy / "pandas.py").write_text("number = 7\n", encoding="utf-8")
    assert digest(copy) == digest(ROOT)


def test_words_change_nothing(copy):
    """Of every docstring, every text beside a constant and every comment."""
    reworded = 0
    for folder in ("learning", "models", "core"):
        for file in sorted((copy / "mer" / folder).glob("*.py")):
            after = reword(file.read_text(encoding="utf-8"))
            reworded += after.count("Reworded.") + after.count("# reworded")
            file.write_text(after, encoding="utf-8")
    assert reworded > 150
    assert digest(copy) == digest(ROOT)


@pytest.mark.parametrize("name", sorted(code.modules()))
def test_a_changed_number_changes_it(name, copy):
    change_a_number(code.modules(copy)[name])
    assert digest(copy) != digest(ROOT)


def test_a_module_that_is_imported_in_a_function_counts(copy):
    model = copy / "mer/models/cnn3d.py"
    model.write_text(
        model.read_text(encoding="utf-8")
        + "\ndef late():\n    from mer.models import other\n    return other.build\n",
        encoding="utf-8",
    )
    digests = set()
    for number in (1, 2):
        (copy / "mer/models/other.py").write_text(f"build = {number}\n", encoding="utf-8")
        assert "mer.models.other" in code.modules(copy)
        digests.add(digest(copy))
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('def f():\n    """Words."""\n    return 1', "def f():\n\n    return (1)  # one", True),
        (
            'def f():\n    "Two " "texts."\n    return 1',
            'def f():\n    """One."""\n    return 1',
            True,
        ),
        ('class A:\n    """Words."""', "class A:\n    pass", True),
        ("x = 'a' 'b'", 'x = "ab"', True),
        ('SCALE = 2\n"""What it is."""', "SCALE = 2", True),
        ('def f(x):\n    f"{x()}"\n    return 1', "def f(x):\n    return 1", False),
        ("x = 'a'", "x = 'b'", False),
        ("f('a')", "f('b')", False),
        ("if x:\n    y()\nz()", "if x:\n    y()\n    z()", False),
        ("x = 1", "x = 1.0", False),
    ],
)
def test_words_are_told_from_code(one, other, same):
    assert (code.without_words(one) == code.without_words(other)) == same
