"""A git tag on a commit that nobody checked out: HEAD with some files replaced.

It gives `dvc metrics diff` something to compare with that was never computed here.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from mer.core.errors import UserError

# fixed, so that every clone makes the same commit and none needs an identity of its own
_NOBODY = {
    "NAME": "published tables",
    "EMAIL": "published@localhost",
    "DATE": "2024-01-01T00:00:00+00:00",
}


def make_tag(content: Mapping[str, object], name: str = "published") -> str:
    """Make, or move, a tag on a child of HEAD in which some files are replaced.

    Work tree, index, HEAD and branches stay as they are: everything happens in git's object store.
    The commit is the same for the same HEAD and content.

    Args:
        content: path from the current folder → what is written there as JSON.
        name: the tag.

    Returns:
        The commit's id.

    Raises:
        UserError: no git, no repository, or no commit in it.
    """
    top = _git(
        "rev-parse",
        "--show-toplevel",
        hint="run the command inside a clone (`git clone`, not a zip archive)",
    )
    prefix = _git("rev-parse", "--show-prefix")
    head = _git(
        "rev-parse",
        "--verify",
        "HEAD^{commit}",
        hint="the repository has no commit yet: make one first",
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "GIT_INDEX_FILE": str(Path(folder) / "index"),
            **{
                f"GIT_{role}_{key}": value
                for role in ("AUTHOR", "COMMITTER")
                for key, value in _NOBODY.items()
            },
        }
        _git("-C", top, "read-tree", head, environment=environment)
        for path, value in content.items():
            text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
            blob = _git("-C", top, "hash-object", "-w", "--stdin", text=text)
            entry = f"100644,{blob},{prefix}{path}"
            _git("-C", top, "update-index", "--add", "--cacheinfo", entry, environment=environment)
        # --missing-ok: a partial clone need not fetch what it is not about to read
        tree = _git("-C", top, "write-tree", "--missing-ok", environment=environment)
        message = "The article's Tables 1-4 as printed\n"
        commit = _git(
            "-C", top, "commit-tree", tree, "-p", head, text=message, environment=environment
        )
        # not `git tag`, which would sign or ask for a message where the user's settings say so
        _git("-C", top, "update-ref", f"refs/tags/{name}", commit, environment=environment)
    return commit


def _git(
    *arguments: str,
    text: str = "",
    hint: str = "see git's message",
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run git; return what it prints."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            input=text.encode(),
            capture_output=True,
            env={**os.environ, **(environment or {})},
            check=False,
        )
    except FileNotFoundError:
        raise UserError("expected the program `git`, found none on the PATH; install it.") from None
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise UserError(
            f"expected a git repository with a commit, but git {arguments[0]} said {said!r}; "
            f"{hint}."
        )
    return done.stdout.decode().removesuffix("\n")
