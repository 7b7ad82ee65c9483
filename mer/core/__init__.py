"""What every room may use, and that knows no clip, no fold and no page."""
