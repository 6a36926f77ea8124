"""A forge that is a shelf."""
