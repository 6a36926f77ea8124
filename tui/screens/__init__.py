"""What fills the terminal at one time: a file a screen."""
