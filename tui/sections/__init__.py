"""The sections of the project screen, one file each."""
