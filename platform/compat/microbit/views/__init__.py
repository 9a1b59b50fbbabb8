"""The microbit contract's routes, one module per subject."""
