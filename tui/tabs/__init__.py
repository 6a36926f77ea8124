"""The tabs of the project screen: what stands on each, one file each, and the list of them."""
