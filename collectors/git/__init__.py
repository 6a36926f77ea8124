"""Any clone, local or remote → facts, by the git command."""
