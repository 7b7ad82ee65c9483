"""What `mer predict` shows: sentences, a table for the terminal, CSV, a page."""
