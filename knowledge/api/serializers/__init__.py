"""Shapes of knowledge; one module a noun."""
