"""The demo: a workspace with documents, a published agent, a key and a calendar."""
