"""What a person asks for between and beside the rounds."""
