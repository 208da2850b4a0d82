"""The page Watch: one run, quarter by quarter."""
