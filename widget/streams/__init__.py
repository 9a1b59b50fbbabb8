"""What goes on to be read when a request has been answered."""
