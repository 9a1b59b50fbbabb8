"""Workspaces, their people and their keys over REST; one module a noun."""
