"""GitHub and GitHub Enterprise Server → facts."""
