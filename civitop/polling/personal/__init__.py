"""What becomes of personal data: people who are forgotten, and how long what is held of others stays."""
