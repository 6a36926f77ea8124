"""What lies over a screen: lists to choose from, the help, the command palette."""
