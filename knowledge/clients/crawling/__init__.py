"""Reading websites: addresses, permissions, and content of pages."""
