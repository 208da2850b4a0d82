"""The page Compare: two options side by side."""
