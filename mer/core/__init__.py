"""What every room may use; nothing here knows a clip, a fold or a page."""
