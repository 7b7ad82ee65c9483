"""Numbers and grids as a reader wants them."""

from collections.abc import Sequence

from tabulate import tabulate


def grid(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int] = (),
    style: str = "pipe",
) -> str:
    """Lay out a table.

    Args:
        headers: titles of the columns.
        rows: cells, already text.
        numbers: indices of the columns that are aligned to the right.
        style: `pipe` for Markdown, `simple` for a terminal.

    Returns:
        The lines, without a newline at the end.
    """
    if style == "pipe":
        headers = [header.replace("|", "\\|") for header in headers]
        rows = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    align = ["right" if column in numbers else "left" for column in range(len(headers))]
    # with no rows tabulate refuses alignments
    return tabulate(
        rows, headers, tablefmt=style, colalign=align if rows else None, disable_numparse=True
    )


def percent(value: float | None, interval: Sequence[float] | None = None, mark: str = "") -> str:
    """Write a fraction as percent with two digits, its interval with one; empty for None.

    A mark stands behind the number.

    >>> percent(0.61111, (0.44444, 0.77778)), percent(0.61111, mark="†")
    ('61.11 [44.4, 77.8]', '61.11†')
    """
    if value is None:
        return ""
    text = f"{100 * value:.2f}{mark}"
    return f"{text} [{100 * interval[0]:.1f}, {100 * interval[1]:.1f}]" if interval else text


def fraction(value: float | None, interval: Sequence[float] | None = None) -> str:
    """Write a fraction with four digits, its interval with two; empty for None.

    >>> fraction(0.61111, (0.44444, 0.77778))
    '0.6111 [0.44, 0.78]'
    """
    if value is None:
        return ""
    text = f"{value:.4f}"
    return f"{text} [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else text
