"""The parts of the page Watch: a run that goes on quarter by quarter, and what is drawn of it."""
