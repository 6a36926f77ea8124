"""GitHub by its REST interface, through PyGithub: what anybody may read, and Apps."""
