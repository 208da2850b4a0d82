"""The parts of the page Sweep: which stores may be opened, what one holds, and the way to Compare."""
