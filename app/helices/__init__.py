"""The page Helices: the four roles."""
