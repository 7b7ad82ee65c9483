"""Put everything on one page that can be sent.

Reads what is in git alone: metrics/, published/ and params.yaml; writes metrics/report.html.
"""

from mer.core import command, files, params, paths
from mer.reporting import report


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    page = report.render(report.read(params.load()))
    files.write_text(paths.REPORT, page)


if __name__ == "__main__":
    command.run(main)
