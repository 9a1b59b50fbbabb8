"""Workspaces, members and API keys over REST; one module per noun."""
