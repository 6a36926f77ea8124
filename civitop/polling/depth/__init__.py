"""How far the reading of a whole history is."""
