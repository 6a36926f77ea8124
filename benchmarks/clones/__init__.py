"""What civitop makes of real clones, beside git itself, official parsers and other programs."""
