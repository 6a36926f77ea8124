"""The commands about people: who is still unknown, and whom civitop is not to keep."""
