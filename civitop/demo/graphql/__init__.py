"""A small GraphQL engine for the demo: schema, compilation to plans, execution."""
