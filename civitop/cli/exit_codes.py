"""What a command ends with; the contract stands in the README."""

DONE = 0
THRESHOLD_CROSSED = 1
USAGE = 2
INCOMPLETE = 3
NOTHING = 4
INTERRUPTED = 130
