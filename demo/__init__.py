"""An embedded forge on loopback with an invented network: for the demo, the tests and the benchmarks."""
