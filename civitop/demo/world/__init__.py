"""The invented network as data: bodies, people, projects and what happens in them."""
