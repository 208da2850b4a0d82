"""The page Ladder: how ties deepen."""
