"""Shapes of knowledge; one module per noun."""
