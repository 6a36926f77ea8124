"""What a person reads, in the language in use: catalogues, numbers, days, kept messages."""
