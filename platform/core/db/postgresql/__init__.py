"""Django's backend for PostgreSQL, for processes that must not wait for a stalled server."""
