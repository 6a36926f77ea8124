"""The outside world → facts: one folder a forge, and the transport that they share."""
