"""Engines: where the work of a comparison or a sweep is done; each is an executor of futures."""
