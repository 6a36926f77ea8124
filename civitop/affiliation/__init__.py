"""People → organisations: the rules of SIGNALS.md and the registry they read."""
