"""Validation: patterns of joint projects and of regions beside published ones."""
