"""The parts of the Markdown report: how foreign text is written, what is said of a project, and what fits."""
