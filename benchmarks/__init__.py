"""What the platform does a second, and how long people wait: `make bench`."""
