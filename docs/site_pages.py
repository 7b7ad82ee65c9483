"""What the site does with the pages beyond what Sphinx and MyST do; part of docs/conf.py."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from pydantic import BaseModel
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

REPORT = "metrics/report.html"
RESULTS = "metrics"
"""Folder whose pages depend on the data sets, so that they are listed as they are found."""
CONTENTS, START = "index", "index.html"
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s:]+)\.md\)")
_HREF = re.compile(r'(?<=href=")([^":#]+)\.md(?=[#"])')
_TYPE = re.compile(r"^(:returns:|:Yields:) (?:\*([^*]+)\*|(.+?)) -- ")
_ACCESS = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    # what can scroll must be reached by keyboard
    '<div class="table-wrapper ': '<div tabindex="0" class="table-wrapper ',
    '<div class="highlight"><pre>': '<div class="highlight"><pre tabindex="0">',
}
_FORWARD = """<!DOCTYPE html>
<html lang="en">
<title>{title}</title>
<meta http-equiv="refresh" content="0; url={page}">
<p><a href="{page}">{title}</a></p>
</html>
"""


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx about the functions below."""
    app.connect("source-read", add_contents)
    app.connect("doctree-read", link_report, priority=400)  # before its files are collected
    app.connect("build-finished", add_files)
    app.connect("autodoc-skip-member", without_places)
    app.connect("autodoc-process-signature", without_types)
    app.connect("autodoc-process-docstring", with_fields, priority=600)  # after napoleon
    app.connect("autodoc-process-docstring", with_whole_sentences, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def add_contents(app: Sphinx, page: str, source: list[str]) -> None:
    """Make the menu of the site from the headings and links of its pages of contents.

    So the table that GitHub shows and the menu cannot differ, and a page that no question leads to
    is an error of the build ("not included in any toctree").
    """
    if Path(page).name == CONTENTS:
        source[0] += "".join(menus(source[0], Path(page).parent))


def menus(text: str, folder: Path) -> Iterator[str]:
    """Yield a toctree for each section that has links to pages.

    Args:
        text: a page of contents, in Markdown.
        folder: where it lies, seen from the root of the repository.
    """
    listed = set()
    for section in re.split(r"^#+ ", text, flags=re.M)[1:]:
        heading = section.partition("\n")[0]
        entries = []
        for said, target in _LINK.findall(section):
            name = os.path.normpath(folder / target)
            if name not in listed:
                listed.add(name)
                entries.append(f"{said.replace('`', '')} </{name}>")
        if any(f"</{RESULTS}/" in entry for entry in entries):
            entries.append(f"/{RESULTS}/*/*")
        if entries:
            options = [":hidden:", ":glob:", f":caption: {heading}"]
            yield "\n\n" + "\n".join(["```{toctree}", *options, "", *entries, "```"]) + "\n"


def link_report(app: Sphinx, tree: nodes.document) -> None:
    """Let links to the report open it, where other files of the repository are downloads."""
    page = app.env.docname
    for node in list(tree.findall(addnodes.download_reference)):
        if os.path.normpath(Path(page).parent / node["reftarget"]) == REPORT:
            uri = relative_uri(f"{page}.html", REPORT)
            node.replace_self(nodes.reference("", "", *node.children, internal=True, refuri=uri))


def add_files(app: Sphinx, error: Exception | None) -> None:
    """Put the report where it lies in the repository, and a first page at the top."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    target = out / REPORT
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(opened(Path(app.srcdir, REPORT).read_text("utf-8"), target), "utf-8")
    page = app.builder.get_target_uri(app.config.root_doc)
    for written in out.rglob("*.html"):
        text = written.read_text("utf-8")
        if written != target and (better := with_access(text)) != text:
            written.write_text(better, "utf-8")
    (out / START).write_text(_FORWARD.format(title=app.config.html_title, page=page), "utf-8")


def with_access(text: str) -> str:
    """Add what the theme leaves out for screen readers and keyboards."""
    for found, better in _ACCESS.items():
        text = text.replace(found, better)
    return text


def opened(text: str, place: Path) -> str:
    """Let the links of a page to Markdown files lead to the pages that were made of them."""

    def page(link: re.Match[str]) -> str:
        there = place.parent / f"{link.group(1)}.html"
        return f"{link.group(1)}.{'html' if there.is_file() else 'md'}"

    return _HREF.sub(page, text)


def is_model(thing: Any) -> bool:
    """Say whether something is a class of records that pydantic checks."""
    return isinstance(thing, type) and issubclass(thing, BaseModel)


def without_types(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, signature: str, returned: str
) -> tuple[str, str] | None:
    """Take the signature from a class that nobody calls: of records in a file, of a protocol."""
    return ("", "") if is_model(thing) or getattr(thing, "_is_protocol", False) else None


def with_fields(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """List the fields of such a class, where its text does not."""
    if is_model(thing) and thing.model_fields and not any(":ivar" in line for line in lines):
        lines += ["", "Fields: " + ", ".join(f"`{field}`" for field in thing.model_fields) + "."]


def with_whole_sentences(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Leave what is returned as it is written; napoleon takes "shape (n,): ..." for a type."""
    lines[:] = [_TYPE.sub(r"\1 \2\3: ", line) for line in lines]


def without_places(
    app: Sphinx, what: str, name: str, thing: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out the fields of a named tuple, of which Python says no more than their place."""
    return True if str(thing.__doc__).startswith("Alias for field number") else None
