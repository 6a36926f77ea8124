"""What a person sees: the dashboard, its screens, panels and widgets."""
