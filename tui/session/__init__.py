"""A session of the dashboard: its state, time travel, alerts, preferences; no screen."""
