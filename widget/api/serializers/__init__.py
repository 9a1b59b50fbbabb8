"""Shapes of the widget's routes; one module per noun."""
