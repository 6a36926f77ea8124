"""Parts that screens and panels are made of."""
