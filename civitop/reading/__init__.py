"""Reading: what faces and exports read out of the store, now or as of a past day."""
