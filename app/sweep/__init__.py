"""The page Sweep: the results of an experiment."""
