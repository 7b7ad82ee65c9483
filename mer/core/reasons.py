"""What was dropped and why, in one line."""

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def drops(table: "pd.DataFrame") -> str:
    """Count the dropped clips by kind of reason, the most frequent first: `99 no class, 2 no label`."""
    kinds = Counter(
        reason.split(":")[0] for reason in table.loc[table["status"] == "dropped", "reason"]
    )
    return ", ".join(
        f"{count} {kind}"
        for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    )
