"""Shapes of workspaces, members and API keys; one module per noun."""
