"""The page Learn: lessons."""
