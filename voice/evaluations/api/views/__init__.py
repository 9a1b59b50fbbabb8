"""Evaluations over REST, and publishing, which they gate; one module per noun."""
