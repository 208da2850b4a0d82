"""The page Map: who cooperates with whom."""
