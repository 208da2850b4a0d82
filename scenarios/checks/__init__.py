"""Checks of what a user writes: every fault is found in one pass and told in one line."""
