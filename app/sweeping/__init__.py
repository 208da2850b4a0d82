"""The parts of the page Sweep: which stores may be opened, what they hold, the way to Compare."""
