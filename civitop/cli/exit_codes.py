"""What a command ends with; the contract stands in the README."""

DONE = 0
THRESHOLD_CROSSED = 1
USAGE = 2
INCOMPLETE = 3
NOTHING = 4
OUTPUT = 5
FAULT = 70
"""A mistake of civitop's own: EX_SOFTWARE of sysexits.h."""
INTERRUPTED = 130
