"""gitlab.com and self-managed GitLab → facts."""
