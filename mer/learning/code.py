"""The code that computes a fold: its modules, found by their imports, and a digest without words.

A finished fold belongs to this code. A change of a docstring, a comment or the layout of a line
trains no fold again, any other change trains all of them: `ast` keeps what Python runs and drops
the rest.
"""

import ast
import functools
import hashlib
import modulefinder
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENTRY = "mer.learning.training"
LEFT_OUT = tuple(
    f"mer.core.{name}" for name in ("command", "errors", "execution", "files", "params", "paths")
)
"""Modules that decide nothing about a fold, and what they import.

They hand over what the key of a fold holds itself (`params` its settings, `files` and `paths` its
pixels), spread the work (`execution`), or word a failure (`command`, `errors`).
"""


class _WithoutWords(ast.NodeTransformer):
    """Drop statements that do nothing: texts, such as docstrings, and `pass`; an f-string stays."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """Drop a text that is a statement of its own; adjacent literals are one text here."""
        value = node.value
        return None if isinstance(value, ast.Constant) and isinstance(value.value, str) else node

    def visit_Pass(self, node: ast.Pass) -> None:
        """Drop it: a docstring may take its place."""


def without_words(source: str) -> str:
    r"""Rewrite Python code without docstrings and comments, in one layout.

    >>> without_words("'A half.'\nhalf = (1 / 2)  # of one")
    'half = 1 / 2'
    """
    return ast.unparse(_WithoutWords().visit(ast.parse(source)))


def modules(root: Path = ROOT, entry: str = ENTRY) -> dict[str, Path]:
    """Find the modules of the project that training a fold imports, also inside of functions.

    Args:
        root: the project's top folder.
        entry: the module that trains it.

    Returns:
        The file of each module by its name, sorted.
    """
    # where the project is installed, all other packages stand beside it
    others = [other.stem for other in root.iterdir() if other.name != "mer"]
    finder = modulefinder.ModuleFinder([str(root)], excludes=[*LEFT_OUT, *others])
    finder.import_hook(entry)
    found = {
        name: getattr(finder.modules[name], "__file__", None) for name in sorted(finder.modules)
    }
    return {name: Path(file) for name, file in found.items() if file}  # `sys` has none


@functools.cache
def digest(root: Path = ROOT, entry: str = ENTRY) -> str:
    """Digest the code that computes a fold; it takes about 50 ms, once per process.

    >>> len(digest())
    64
    """
    content = hashlib.sha256()
    for name, file in modules(root, entry).items():
        code = without_words(file.read_text(encoding="utf-8"))
        content.update(f"{name}\n{len(code)}\n{code}\n".encode())
    return content.hexdigest()
