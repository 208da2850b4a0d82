"""The parts of the page Compare: questions to start from, what is compared, the answer."""
