"""The widget over REST, for visitors and for members; one module per noun."""
