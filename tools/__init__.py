"""Tools for those who work on civitop; none of them is shipped."""
