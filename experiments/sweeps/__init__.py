"""Sweeps: the runs of an experiment, their keys, the chunks that they are handed out in."""
