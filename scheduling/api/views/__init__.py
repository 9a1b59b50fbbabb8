"""Scheduling over REST, for members and for customers; one module per noun."""
