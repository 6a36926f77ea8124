"""The parts of the HTML report: a file each for the summary, the tables, the charts and what stands around them."""
