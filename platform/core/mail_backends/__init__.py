"""Where mail goes without a mail server."""
