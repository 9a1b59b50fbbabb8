"""Shapes of evaluations and of publishing; one module a noun."""
