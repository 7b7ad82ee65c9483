"""Numbers for readers: tables, pages, figures."""
