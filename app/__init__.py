"""A window on the model: pages in a browser, for policy teams and classrooms; it computes nothing."""
