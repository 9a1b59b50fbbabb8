"""Evaluations over REST, and publishing, which they guard; one module a noun."""
