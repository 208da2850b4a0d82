"""Who takes part: the four roles of the helix, what each wants, and the Mesa agents."""
