"""Ask what test sets the printed accuracies, and ours, could have come from.

Reads published/ and metrics/tables.json, writes metrics/audit.json and docs/audit.md.
"""

import json
from pathlib import Path

from mer.core.command import run, stage_arguments
from mer.core.errors import UserError
from mer.core.files import write_json, write_text
from mer.evaluation import printed as audit
from mer.evaluation import published
from mer.reporting.printed_page import render


def main() -> None:
    """Run the stage."""
    stage_arguments(__doc__)
    path = Path("metrics/tables.json")
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))
        data, rows = tables["data"], tables["rows"]
    except FileNotFoundError:
        raise UserError(f"{path}: expected a file, found none; run `dvc repro tables`.") from None
    except (ValueError, KeyError, TypeError):
        raise UserError(
            f"{path}: expected tables as JSON, received other text; run `dvc repro tables`."
        ) from None
    content = {
        "data": data,
        "tables": [audit.examine_table(paper, published.read(paper)) for paper in published.TABLES],
        "ours": audit.examine_ours(rows),
    }
    write_json("metrics/audit.json", content)
    write_text("docs/audit.md", render(content))


if __name__ == "__main__":
    run(main)
