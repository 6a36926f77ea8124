"""How the program stands faults for long: chaos, weather, a week of the service, endings."""
