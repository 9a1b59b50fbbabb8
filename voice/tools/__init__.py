"""What an agent may do while it talks: book an appointment."""
