"""Results as they are written to metrics/ and controls/: a model each, one reader, one writer.

A reader never returns a broken result, nor one of other data than asked for.
"""

from mer.evaluation.results.base import Record, Result, read, read_of, write
from mer.evaluation.results.cells import (
    ByClass,
    CellResult,
    FoldMeans,
    Headline,
    Interval,
    Intervals,
    MetricIntervals,
    ProtocolResult,
    SeedResult,
    read_cell,
    read_cells,
)
from mer.evaluation.results.clips import ClipCounts, Ledger, read_ledger
from mer.evaluation.results.comparisons import (
    Comparison,
    Comparisons,
    DatasetComparisons,
    Pair,
    read_comparisons,
)
from mer.evaluation.results.controls import ControlResult, Tested, Training, read_control
from mer.evaluation.results.leakage import (
    BudgetRow,
    Estimate,
    Leakage,
    LeakageRow,
    NullJudgement,
)
from mer.evaluation.results.printed import (
    ClipCount,
    CommonSizes,
    Difference,
    OurAccuracy,
    PrintedAccuracy,
    PrintedAudit,
    PrintedTable,
    PrintedVariants,
    SizeInterval,
    Sizes,
)
from mer.evaluation.results.tables import (
    OurRow,
    PrintedRow,
    Reproduced,
    Score,
    TablesSummary,
    read_tables,
)

__all__ = [
    "BudgetRow",
    "ByClass",
    "CellResult",
    "ClipCount",
    "ClipCounts",
    "CommonSizes",
    "Comparison",
    "Comparisons",
    "ControlResult",
    "DatasetComparisons",
    "Difference",
    "Estimate",
    "FoldMeans",
    "Headline",
    "Interval",
    "Intervals",
    "Leakage",
    "LeakageRow",
    "Ledger",
    "MetricIntervals",
    "NullJudgement",
    "OurAccuracy",
    "OurRow",
    "Pair",
    "PrintedAccuracy",
    "PrintedAudit",
    "PrintedRow",
    "PrintedTable",
    "PrintedVariants",
    "ProtocolResult",
    "Record",
    "Reproduced",
    "Result",
    "Score",
    "SeedResult",
    "SizeInterval",
    "Sizes",
    "TablesSummary",
    "Tested",
    "Training",
    "read",
    "read_cell",
    "read_cells",
    "read_comparisons",
    "read_control",
    "read_ledger",
    "read_of",
    "read_tables",
    "write",
]
