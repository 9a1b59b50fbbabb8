"""The microbit contract's routes, one module a subject."""
