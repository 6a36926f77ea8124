"""What a person can do with keys, by place; `tui.action_registry` joins the lists of this folder."""
