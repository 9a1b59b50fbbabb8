"""Scheduling over REST."""
