"""The page metrics/report.html: one file, made from what is in git alone, a module per section."""

from mer.reporting.report.content import Content, read
from mer.reporting.report.page import render

__all__ = ["Content", "read", "render"]
