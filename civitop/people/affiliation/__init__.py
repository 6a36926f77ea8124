"""People → organisations: the rules of SIGNALS.md and the registry they read.

`registry.load()` gives the registry, `read_stated()` the user's affiliations file, `sightings()` what one
repository tells the others of its network, and `NetworkAffiliator` puts them together.
"""
