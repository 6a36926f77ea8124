"""The GitLab APIs that the demo speaks: REST and GraphQL."""
