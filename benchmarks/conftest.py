"""What all benchmarks say of the machine, beside pytest-benchmark's table."""

import datetime
import os
import platform


def pytest_report_header() -> str:
    """Say when and where this runs."""
    return (
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {os.cpu_count()} cores, "
        f"{platform.machine()}, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )


def pytest_terminal_summary(terminalreporter) -> None:
    """Print what benchmarks noted beside their seconds."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{report.nodeid.partition('::')[2]}: {name}: {value}")
