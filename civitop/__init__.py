"""The core of civitop: facts, signals, affiliation, store. It knows no forge and no screen."""

__version__ = "0.1.0"
