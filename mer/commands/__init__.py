"""What a person calls: one file a command."""
