"""Draw the page of `dvc plots show` so that it works without a net, and open it.

DVC's own page loads the library Vega from the net, and shows no charts where there is none. Here
its scripts lie beside the page, in dvc_plots/.

    mer plots            # this state
    mer plots HEAD~1     # beside that of a commit, as `dvc plots diff HEAD~1`
"""

import argparse
import subprocess
import sys

from mer.core import files, paths, screen
from mer.core.errors import UserError

_VEGA_LITE = "5.21"
"""The newest whose version of the format the templates in .dvc/plots/ name."""
_NAMES = "window.vegaEmbed = vegaEmbed;"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Plots of the benchmark</title>
<script src="vega.js"></script>
</head>
<body>
{plot_divs}
</body>
</html>
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("revisions", nargs="*", help="commits, tags or branches to compare with")


def main(arguments: argparse.Namespace) -> None:
    """Write the scripts and the template, let DVC fill it, open it."""
    folder = paths.PLOTS_PAGE.parent
    template = folder / "template.html"
    files.write_text(folder / "vega.js", scripts())
    files.write_text(template, _PAGE)
    paths.PLOTS_PAGE.unlink(missing_ok=True)
    command = ["diff", *arguments.revisions] if arguments.revisions else ["show"]
    options = ["--html-template", str(template.resolve()), "--out", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "dvc", "plots", *command, *options],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode or not paths.PLOTS_PAGE.is_file():  # it ends well where it finds no plots
        raise UserError(
            f"dvc plots {' '.join(command)}: expected a page, received none (see above); name a "
            f"commit of this project, and run `dvc repro {paths.PLOTS.stage}` for what is drawn."
        )
    screen.show(paths.PLOTS_PAGE)


def scripts() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that needs no other."""
    import vl_convert  # noqa: PLC0415 - 80 MB, which no other command needs

    # in a function, so that its names are not those of the page
    return f"(() => {{\n{vl_convert.javascript_bundle(_NAMES, _VEGA_LITE)}\n}})();\n"
