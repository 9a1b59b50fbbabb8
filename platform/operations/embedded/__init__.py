"""PostgreSQL and Valkey from wheels, for installations without servers of their own.

Nothing in this package imports Django, so that settings may use it.
"""
