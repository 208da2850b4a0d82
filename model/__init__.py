"""The model: what happens in a quarter, what is measured, and the run itself."""
