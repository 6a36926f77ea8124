"""The GitHub APIs that the demo speaks: REST, GraphQL, search, apps."""
