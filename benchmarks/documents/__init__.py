"""How completely and cleanly documents are read: `README.md` explains the set and its figures."""
