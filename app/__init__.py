"""A window on the model: pages for policy teams and classrooms; it computes nothing itself."""
