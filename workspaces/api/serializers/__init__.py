"""Shapes of workspaces, their people and their keys; one module a noun."""
