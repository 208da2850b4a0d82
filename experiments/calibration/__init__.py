"""Calibration: which values of assumed parameters meet published patterns, and how surely."""
