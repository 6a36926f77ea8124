"""How long a test waits for something before it gives up, in seconds.

Nothing here measures: each is far more than even a crowded machine needs, and a test that passes waits as long as
the thing itself takes.
"""

PROCESS = 100.0
"""For a process of ours to start, to show something, or to end."""
SCREEN = 40.0
"""For an app under test to do something on its own."""
