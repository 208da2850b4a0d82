"""Lessons: predict, observe, explain; what they run, what was seen, and what stands written."""
