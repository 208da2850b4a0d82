"""The page Data: regions, own tables, parameters."""
