"""What a project's report says beyond its signals: people, waits, work that is open, who was left out."""
