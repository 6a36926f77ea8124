"""The panels of a network and of a project: a file each, its style beside it."""
