"""Shapes of scheduling; one module per noun."""
