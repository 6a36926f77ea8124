"""People: identities joined to persons, and the organisations they contribute for."""
