"""Run the blocks of docs/tutorial.md in order, and compare what they print with the page.

python -m scripts.tutorial            # name what differs; needs the results and data of make tables
python -m scripts.tutorial --write    # put what came onto the page

All of it happens in a copy of the project, as the page makes commits and changes parameters.
"""

import argparse
import contextlib
import difflib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/tutorial.md"
NEEDED = ("data", ".folds", ".dvc/cache")
"""What `make tables` leaves beside git, without which the blocks would train everything anew."""
_BLOCK = re.compile(
    r"^```(sh|python)\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.M | re.S
)


class Block(NamedTuple):
    """A fenced block of the page, and the output that the page shows below it."""

    language: str
    code: str
    output: str | None
    start: int

    @property
    def installs(self) -> bool:
        """Whether it is the one that makes everything, which no copy needs again."""
        return self.code.startswith("make ")


def read(text: str) -> list[Block]:
    """Return the blocks of a page."""
    return [Block(one[1], one["code"], one["output"], one.start()) for one in _BLOCK.finditer(text)]


def run(blocks: list[Block], folder: Path) -> Iterator[tuple[Block, str]]:
    """Run blocks in a folder, those of Python in one session.

    Args:
        blocks: of the page; what installs is left out.
        folder: a copy of the project in which everything has been run.

    Yields:
        Every block, and what it printed, without the spaces that end a line.

    Raises:
        subprocess.CalledProcessError: a command failed.
    """
    session: dict[str, object] = {}
    for block in blocks:
        if not block.installs:
            printed = (_shell if block.language == "sh" else _python)(block, folder, session)
            yield block, re.sub(r" +$", "", printed, flags=re.M)


def _shell(block: Block, folder: Path, session: dict[str, object]) -> str:
    who = {
        f"GIT_{role}_{what}": "a@b.c"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    tools = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    # a page that is shown is not opened
    own = who | {"PATH": tools, "BROWSER": "true", "COLUMNS": "100"}
    command = ["bash", "-e", "-o", "pipefail", "-c", block.code]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | own, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _python(block: Block, folder: Path, session: dict[str, object]) -> str:
    printed = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("error")  # a reader would have to ask what it means
        exec(compile(block.code, "docs/tutorial.md", "exec"), session)
    return printed.getvalue()


def main() -> None:
    """Compare or write the outputs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="put what came onto the page")
    write = parser.parse_args().write
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "copy"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
        for name in NEEDED:
            shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, symlinks=True)
        bring_up_to_date = "dvc repro --quiet && git commit --quiet --all --allow-empty -m results"
        _shell(Block("sh", bring_up_to_date, None, 0), folder, {})
        came = [(block, printed) for block, printed in run(read(text), folder)]
    different = [(block, printed) for block, printed in came if block.output not in (None, printed)]
    for block, printed in reversed(different):
        before = block.output or ""
        sys.stdout.writelines(
            difflib.unified_diff(before.splitlines(True), printed.splitlines(True), "page", "came")
        )
        place = text.index(f"```text\n{before}```\n", block.start) + len("```text\n")
        text = text[:place] + printed + text[place + len(before) :]
    if write:
        PAGE.write_text(text, encoding="utf-8")
    elif different:
        sys.exit(f"{len(different)} outputs differ from those on the page; --write puts them there")


if __name__ == "__main__":
    main()
