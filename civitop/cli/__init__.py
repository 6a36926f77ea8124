"""The command line, a file a command; the only place where collectors, store and screens are put together."""
