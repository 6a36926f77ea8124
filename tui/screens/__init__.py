"""What fills the terminal at one time: one file per screen."""
