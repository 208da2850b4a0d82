"""Pictures: map, ladder, eight effects, forest plot; readable without colour, in two languages."""
