"""Shapes of evaluations and of publishing; one module per noun."""
