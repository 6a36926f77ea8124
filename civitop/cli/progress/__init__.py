"""What is told on stderr while a round goes on: on a terminal, as lines, as JSON."""
