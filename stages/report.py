"""Put everything on one page that can be sent, and write down where it was made.

Reads what is in git alone: metrics/, published/ and params.yaml; writes metrics/report.html and
metrics/environment.json, which also looks at this machine and at data/seconds/.
"""

from mer.core import command, files, params, paths
from mer.evaluation import results
from mer.reporting import environment, report


def main() -> None:
    """Run the stage."""
    command.stage_arguments(__doc__)
    settings = params.load()
    content = report.read(settings)
    here = environment.collect(settings)
    files.write_text(paths.REPORT, report.render(content, environment.describe(here)))
    results.write(paths.ENVIRONMENT, here)


if __name__ == "__main__":
    command.run(main)
