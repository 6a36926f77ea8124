"""Small but whole additions, of each kind one: they are put into a copy of the house and must work there."""
