"""Shapes of the widget's routes; one module a noun."""
