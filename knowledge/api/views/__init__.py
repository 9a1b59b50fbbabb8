"""Knowledge over REST; one module per noun."""
