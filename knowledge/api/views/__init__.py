"""Knowledge over REST; one module a noun."""
