"""Reading websites: their addresses, what they allow, and what their pages say."""
