"""The filter language: its grammar, the keys it can ask about, and completion while typing."""
