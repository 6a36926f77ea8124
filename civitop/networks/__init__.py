"""The ready-made networks, a TOML file each."""
