"""HTTP for all forges: transport, request gate, rate limits, replies, certificates."""
