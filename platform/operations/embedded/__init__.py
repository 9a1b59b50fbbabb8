"""PostgreSQL and Valkey from wheels: the servers of an installation that names none of its own.

Nothing in this package imports Django, so that settings may use it.
"""
