"""What a snapshot can be written as: a file a format."""
