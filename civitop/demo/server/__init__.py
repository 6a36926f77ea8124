"""The server of the demo: HTTP on loopback, access control, rate limits, faults."""
