"""The site of docs/: `make site` builds it, strictly. GitHub shows the same pages.

Its source is the whole repository, so that a link between two files is the same here as there.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

project = "Micro-expression benchmark"
author = "the MER benchmark authors"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "site_pages",
]

# what is a page: prose and results, no file of data/ and no package
root_doc = "docs/index"
include_patterns = [
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks/README.md"),
    *("docs/**.md", "metrics/**.md", "published/*.md"),
]
exclude_patterns = [".*", "**/.*", "data", "site", "build", "controls", "tuning", "mer", "tests"]

# strict: what is not found is an error, but for names of libraries, whose own sites are not read
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(collections|np|numpy|os|pandas|pathlib|pd|pydantic)(\..*)?"),
    ("py:.*", r"mer\..*\.(Parsed|Rules|keras\.Model)"),  # stand for any type; not imported
]

# as on GitHub: what MyST adds to Markdown there is text, such as a line that begins with %
myst_disable_syntax = ["myst_line_comment", "myst_block_break", "myst_target", "myst_role"]
smartquotes_action = "D"  # dashes alone, which docstrings get between a name and its text
myst_heading_anchors = 4
myst_enable_extensions = ["html_image"]
default_role = "code"  # in docstrings, too, `x` is code

# docstrings
autodoc_mock_imports = ["mer.models.keras_compat"]  # TensorFlow: seconds, and nothing to read
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
autodoc_default_options = {"exclude-members": "model_config"}  # pydantic's, the same everywhere
python_use_unqualified_type_names = True
add_module_names = False
toc_object_entries_show_parents = "hide"
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # the fields of a record are listed once
napoleon_use_rtype = False  # what is returned is a sentence, not the name of a type

# nothing from the net
html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # it would fetch pages, which a browser refuses for files
