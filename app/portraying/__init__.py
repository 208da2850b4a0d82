"""The parts of the pages Map, Ladder and Helices: one run of each option, looked at closely."""
